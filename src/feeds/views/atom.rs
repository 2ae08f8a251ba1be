//! Atom (RFC 4287), with Media RSS for the picture.

use std::collections::BTreeMap;

use atom_syndication::extension::{Extension, ExtensionMap};
use atom_syndication::{Category, Content, Entry as AtomEntry, Feed as AtomFeed, Generator, Link, Text};
use atom_syndication::{FixedDateTime, Person as AtomPerson, WriteConfig};

use super::picture::{NAMESPACE, Picture};
use super::{Entry, Feed, Page, Person};
use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::text::xml::html;

pub(super) fn write(feed: &Feed, pretty: bool) -> Result<Vec<u8>> {
    let config = WriteConfig { write_document_declaration: true, indent_size: pretty.then_some(2) };
    document(feed).write_with_config(Vec::new(), config).map_err(Error::internal)
}

fn document(feed: &Feed) -> AtomFeed {
    AtomFeed {
        title: Text::plain(feed.title.clone()),
        // A section's feed stays the same when its slug changes; that of a list is its address.
        id: feed.id.map_or_else(|| feed.address.clone(), |id| id.urn().to_string()),
        updated: date(feed.updated),
        // Stands in for entries nobody signed (§4.1.1).
        authors: vec![person(&feed.newsroom)],
        generator: Some(Generator { value: "Griot".to_owned(), ..Generator::default() }),
        links: [itself(feed), alternate(&feed.page)].into_iter().chain(hub(feed)).collect(),
        logo: feed.logo.clone(),
        subtitle: feed.description.clone().map(Text::plain),
        entries: feed.entries.iter().map(|entry| self::entry(entry, feed)).collect(),
        namespaces: BTreeMap::from([("media".to_owned(), NAMESPACE.to_owned())]),
        lang: Some(feed.language.clone()),
        ..AtomFeed::default()
    }
}

fn entry(entry: &Entry, feed: &Feed) -> AtomEntry {
    let lang = entry.own_language(feed);
    let text = |value: &String| Text { lang: lang.clone(), ..Text::plain(value.clone()) };
    AtomEntry {
        title: text(&entry.title),
        id: entry.urn(),
        updated: date(entry.updated),
        published: Some(date(entry.published)),
        authors: entry.authors.iter().map(person).collect(),
        contributors: entry.contributors.iter().map(person).collect(),
        categories: entry
            .terms
            .iter()
            .map(|term| Category { term: term.slug.clone(), scheme: None, label: Some(term.name.clone()) })
            .collect(),
        links: vec![alternate(&entry.page)],
        summary: entry.summary.as_ref().map(text),
        content: entry.html.clone().map(|html| content(html, lang.clone())),
        extensions: entry.picture.as_ref().map(media).unwrap_or_default(),
        ..AtomEntry::default()
    }
}

fn content(html: String, lang: Option<String>) -> Content {
    Content { lang, value: Some(html), content_type: Some("html".to_owned()), ..Content::default() }
}

fn itself(feed: &Feed) -> Link {
    Link {
        href: feed.address.clone(),
        rel: "self".to_owned(),
        mime_type: Some("application/atom+xml".to_owned()),
        ..Link::default()
    }
}

/// WebSub §4.
fn hub(feed: &Feed) -> Option<Link> {
    feed.hub.clone().map(|href| Link { href, rel: "hub".to_owned(), ..Link::default() })
}

fn alternate(page: &Page) -> Link {
    Link {
        href: page.address.clone(),
        rel: "alternate".to_owned(),
        mime_type: page.mime_type().map(ToOwned::to_owned),
        ..Link::default()
    }
}

fn person(person: &Person) -> AtomPerson {
    AtomPerson { name: person.name.clone(), uri: person.page.clone(), ..AtomPerson::default() }
}

/// The picture in the types of this crate.
fn media(picture: &Picture) -> ExtensionMap {
    let element = |name: &str| Extension { name: format!("media:{name}"), ..Extension::default() };
    let words = picture.words().into_iter();
    let children =
        words.map(|(name, text)| (name.to_owned(), vec![Extension { value: Some(text), ..element(name) }]));
    // This crate writes the attributes of extensions as they are.
    let escape = |value: String| html(&value).replace('"', "&quot;");
    let attributes = picture.attributes().into_iter();
    let escaped = attributes.map(|(name, value)| (name, escape(value))).collect();
    let content = Extension { attrs: escaped, children: children.collect(), ..element("content") };
    BTreeMap::from([("media".to_owned(), BTreeMap::from([("content".to_owned(), vec![content])]))])
}

fn date(at: Timestamp) -> FixedDateTime {
    at.datetime().fixed_offset()
}
