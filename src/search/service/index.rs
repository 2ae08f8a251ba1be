//! Indexing publications.

use std::collections::{HashMap, HashSet};

use chrono::Datelike;
use serde::Deserialize;
use uuid::Uuid;

use crate::db::dialect::fulltext;
use crate::db::{AnyId, Conn, Tx, is_unique_violation, retry_lost_reference};
use crate::error::{Error, ErrorKind, Result};
use crate::search::model::document_number;
use crate::search::queries::index::{self as sql, NewDocument, Source};
use crate::text::search::{Document, Indexed, label};

/// What is searched of a revision beside its body.
#[derive(Debug, Deserialize)]
struct Written {
    title: String,
    kicker: Option<String>,
    subtitle: Option<String>,
    summary: Option<String>,
    dateline: Option<String>,
}

/// A document on its way into the index.
#[derive(Clone, Debug)]
pub(super) struct Made {
    pub document: NewDocument,
    pub indexed: Indexed,
}

/// Indexes publications in the transaction that made them, or anew. When they are to be seen is
/// asked whenever somebody searches.
///
/// # Errors
/// When the database cannot.
pub fn index_publications(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<()> {
    let ids: Vec<AnyId> = ids.iter().copied().map(AnyId).collect();
    let sources = sql::sources(tx, &ids)?;
    let made = make(&sources, &labels(tx, &sources)?)?;
    write(tx, &made)
}

/// By publication, what it is filed under.
pub(super) fn labels(conn: &mut Conn, sources: &[Source]) -> Result<HashMap<AnyId, Vec<String>>> {
    let ids: Vec<AnyId> = sources.iter().map(|source| source.publication).collect();
    let mut labels: HashMap<AnyId, Vec<String>> = HashMap::new();
    for (publication, name) in sql::filed_under(conn, &ids)? {
        labels.entry(publication).or_default().push(label(name.0));
    }
    Ok(labels)
}

pub(super) fn make(sources: &[Source], labels: &HashMap<AnyId, Vec<String>>) -> Result<Vec<Made>> {
    sources.iter().map(|source| one(source, labels.get(&source.publication))).collect()
}

fn one(source: &Source, labels: Option<&Vec<String>>) -> Result<Made> {
    let written: Written = serde_json::from_str(&source.content).map_err(Error::internal)?;
    let lead = [&written.kicker, &written.subtitle, &written.summary, &written.dateline];
    let document = Document {
        locale: &source.locale,
        title: &written.title,
        lead: lead.into_iter().flatten().map(String::as_str).collect(),
        labels: labels.cloned().unwrap_or_default(),
        body: source.text.as_deref().unwrap_or_default(),
    };
    let indexed = document.index();
    let document = NewDocument {
        number: document_number(source.published_at, source.publication.0),
        publication: source.publication,
        year: source.published_at.datetime().year(),
        title: indexed.title.clone(),
        lead: indexed.lead.clone(),
        folded: indexed.folded.clone(),
    };
    Ok(Made { document, indexed })
}

/// Puts documents in the place of what there was.
pub(super) fn write(tx: &mut Tx<'_>, made: &[Made]) -> Result<()> {
    let ids: Vec<AnyId> = made.iter().map(|one| one.document.publication).collect();
    sql::remove(tx, &ids)?;
    let mut documents: Vec<NewDocument> = made.iter().map(|one| one.document.clone()).collect();
    number(tx, &mut documents)?;
    sql::insert(tx, &documents).map_err(|fault| {
        // Somebody else took the number in the same moment.
        if is_unique_violation(&fault) {
            Error::new(ErrorKind::Retry, "")
        } else {
            retry_lost_reference(fault)
        }
    })?;
    for (document, one) in documents.iter().zip(made) {
        fulltext::insert(tx, document.number, &one.indexed.title, &one.indexed.rest)?;
    }
    let known: Vec<String> = made.iter().flat_map(|one| one.indexed.known.iter().cloned()).collect();
    Ok(fulltext::insert_known(tx, &known)?)
}

/// Passes over numbers that are taken: of the same millisecond, and of ids that end alike.
fn number(conn: &mut Conn, documents: &mut [NewDocument]) -> Result<()> {
    loop {
        let numbers: Vec<i64> = documents.iter().map(|document| document.number).collect();
        let mut taken: HashSet<i64> = sql::taken(conn, &numbers)?.into_iter().collect();
        let mut moved = false;
        for document in documents.iter_mut() {
            while !taken.insert(document.number) {
                document.number = document.number.saturating_add(1);
                moved = true;
            }
        }
        if !moved {
            return Ok(());
        }
    }
}
