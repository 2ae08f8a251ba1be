//! Doing one operation after the other in one transaction, each as it would be done alone.

use std::collections::{BTreeSet, HashMap};

use serde::de::DeserializeOwned;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::model::{BatchVerb, Operation, Resource};
use super::order::{fill_in, needs};
use super::prepare::Rendered;
use super::rooms::{Authors, Categories, Room, Tags};
use crate::articles::{
    self, ArticleBody, CreateArticle, Draft, Kind, LockOverride, Shown, Target, Warning, Working, Written,
};
use crate::auth::Principal;
use crate::db::{QueryError, Tx};
use crate::error::{Error, ErrorKind, FieldCode, FieldError, Result};
use crate::http::conditional::Versioned;
use crate::http::extract::{IdOrSlug, IfMatch, InputSchemas, NoMembers, decode};
use crate::http::patch::Patch;
use crate::http::reply::Asked;
use crate::site::Settings;
use crate::workflow;

/// Everything a batch is done with.
#[derive(Clone)]
pub(super) struct Task {
    pub by: Principal,
    pub site: Settings,
    pub schemas: InputSchemas,
    pub asked: Asked,
    pub rendered: Rendered,
}

/// What came of one operation.
#[derive(Clone, Debug)]
pub(super) struct Done {
    pub status: u16,
    pub resource: Resource,
    pub id: Uuid,
    /// None when it is gone.
    pub etag: Option<String>,
    /// What the server took out of a text.
    pub warnings: Vec<Warning>,
}

impl Done {
    fn gone(resource: Resource, id: Uuid) -> Self {
        Done { status: 204, resource, id, etag: None, warnings: Vec::new() }
    }
}

/// What keeps a batch from being done.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub failed: Vec<(usize, Error)>,
    /// Waited in vain for one that failed.
    pub untried: usize,
    /// Bodies that must be rendered first.
    pub unrendered: Vec<ArticleBody>,
}

/// Why an operation was not done.
enum Refusal {
    Failed(Error),
    Unrendered(ArticleBody),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Refusal::Failed(error)
    }
}

impl From<QueryError> for Refusal {
    fn from(fault: QueryError) -> Self {
        Refusal::Failed(fault.into())
    }
}

type Attempt<T> = std::result::Result<T, Refusal>;

impl Task {
    /// Does all of them, or says in the report what is wrong with which; then, nothing must stay of it.
    ///
    /// # Errors
    /// What ends the whole: a lost race, a database that cannot.
    pub(super) fn all(
        &self,
        tx: &mut Tx<'_>,
        operations: &[Operation],
        order: &[usize],
    ) -> Result<std::result::Result<Vec<Done>, Report>> {
        let mut report = Report::default();
        let mut known: HashMap<String, Uuid> = HashMap::new();
        let mut missing: BTreeSet<&str> = BTreeSet::new();
        let mut done: Vec<Option<Done>> = vec![None; operations.len()];
        for index in order.iter().copied() {
            let Some(operation) = operations.get(index) else { continue };
            let waits = needs(index, operation);
            if waits.iter().any(|(name, _)| missing.contains(name.as_str())) {
                report.untried += 1;
                missing.extend(operation.temp_id.as_deref());
                continue;
            }
            match tx.attempt(|tx| self.one(tx, operation, &known)) {
                Ok(one) => {
                    known.extend(operation.temp_id.clone().map(|name| (name, one.id)));
                    if let Some(place) = done.get_mut(index) {
                        *place = Some(one);
                    }
                    continue;
                }
                Err(Refusal::Unrendered(body)) => report.unrendered.push(body),
                Err(Refusal::Failed(error)) if is_final(&error) => return Err(error),
                Err(Refusal::Failed(error)) => report.failed.push((index, error)),
            }
            missing.extend(operation.temp_id.as_deref());
        }
        let whole = report.failed.is_empty() && report.unrendered.is_empty();
        Ok(if whole { Ok(done.into_iter().flatten().collect()) } else { Err(report) })
    }

    fn one(&self, tx: &mut Tx<'_>, operation: &Operation, known: &HashMap<String, Uuid>) -> Attempt<Done> {
        let mut body = Value::Object(operation.body.clone());
        fill_in(&mut body, known);
        let name = operation.id.as_deref().map(|id| name(id, known)).transpose()?;
        let if_match = self.condition(operation)?;
        match operation.resource {
            Resource::Articles => self.article(tx, operation, name, &if_match, body),
            Resource::Authors => self.plain::<Authors>(tx, operation, name, &if_match, body),
            Resource::Categories => self.plain::<Categories>(tx, operation, name, &if_match, body),
            Resource::Tags => self.plain::<Tags>(tx, operation, name, &if_match, body),
        }
    }

    /// Nobody else can have changed what this batch creates.
    fn condition(&self, operation: &Operation) -> Result<IfMatch> {
        match &operation.if_match {
            None if operation.id.as_ref().is_some_and(|id| id.starts_with('@')) => Ok(IfMatch::Any),
            None => Ok(IfMatch::Absent),
            Some(tags) => IfMatch::parse(tags).ok_or_else(|| {
                let fault =
                    FieldError::pointer("/if_match", FieldCode::Format, "This is no list of entity tags.");
                Error::invalid(vec![fault.expected("`*`, or tags in double quotes separated by commas")])
            }),
        }
    }

    fn decode<T: DeserializeOwned + ToSchema + 'static>(&self, body: Value) -> Result<T> {
        self.schemas.check::<T>(&body).map_err(in_body)?;
        decode(body).map_err(in_body)
    }

    fn done(&self, status: u16, resource: Resource, thing: impl Versioned) -> Result<Done, Error> {
        let (id, version) = (thing.id(), thing.version());
        let etag = self.asked.tag(&thing.reply()?, version)?;
        Ok(Done { status, resource, id, etag: Some(etag), warnings: Vec::new() })
    }

    fn plain<R: Room>(
        &self,
        tx: &mut Tx<'_>,
        operation: &Operation,
        name: Option<IdOrSlug>,
        if_match: &IfMatch,
        body: Value,
    ) -> Attempt<Done> {
        self.by.require(R::PERMISSION)?;
        let verb = operation.verb;
        let Some(name) = name else {
            let input = R::parse(self.decode(body)?, &self.site).map_err(in_body)?;
            let made = R::create(tx, &self.by, &input).map_err(in_body)?;
            return Ok(self.done(201, R::RESOURCE, made)?);
        };
        let current = if_match.found(R::find(tx, &name))?;
        if_match.check(current.version())?;
        let input = match verb {
            BatchVerb::Replace => self.decode::<R::Input>(body)?,
            BatchVerb::Update => {
                let patch: Patch<R::Input> = self.decode(body)?;
                patch.onto(&R::input(&current)?, &self.schemas).map_err(in_body)?
            }
            BatchVerb::Delete => {
                self.decode::<NoMembers>(body)?;
                let id = current.id();
                R::delete(tx, &self.by, &current)?;
                return Ok(Done::gone(R::RESOURCE, id));
            }
            _ => return Err(unsaid(verb, R::RESOURCE).into()),
        };
        let input = R::parse(input, &self.site).map_err(in_body)?;
        let saved = R::save(tx, &self.by, &current, &input).map_err(in_body)?;
        Ok(self.done(200, R::RESOURCE, saved)?)
    }

    fn article(
        &self,
        tx: &mut Tx<'_>,
        operation: &Operation,
        name: Option<IdOrSlug>,
        if_match: &IfMatch,
        body: Value,
    ) -> Attempt<Done> {
        let (verb, override_lock, now) = (operation.verb, operation.override_lock, tx.now());
        let Some(name) = name else {
            let draft = self.decode::<CreateArticle>(body)?.parse(&self.site).map_err(in_body)?;
            let written = self.written(draft)?;
            articles::check_readable_original(tx, &self.by, &written.draft.content, None).map_err(in_body)?;
            let id = articles::create(tx, Kind::Article, self.by.user, &written).map_err(in_body)?;
            let made = articles::find(tx, Kind::Article, id, now)?;
            let done = self.done(201, Resource::Articles, Working::of(made, &self.by))?;
            return Ok(Done { warnings: written.warnings(), ..done });
        };
        let target = match verb.transition() {
            Some(verb) => Target::of(name, verb),
            None => Target::to_save(name),
        };
        let target = target.with(LockOverride { override_lock });
        let current = if_match.found(target.find(tx, Kind::Article, &self.by, now))?;
        let current = Working::of(current, &self.by);
        if_match.check(current.article.version)?;
        if !override_lock {
            current.check_lock(self.by.user)?;
        }
        let id = current.article.id;
        let mut warnings = Vec::new();
        match verb {
            BatchVerb::Create | BatchVerb::Replace | BatchVerb::Update => {
                let draft = match verb {
                    BatchVerb::Update => {
                        let patch: Patch<CreateArticle> = self.decode(body)?;
                        patch.onto(&CreateArticle::of(&current), &self.schemas).map_err(in_body)?
                    }
                    _ => self.decode::<CreateArticle>(body)?,
                };
                let written = self.written(draft.parse(&self.site).map_err(in_body)?)?;
                let before = current.content.translation_of;
                articles::check_readable_original(tx, &self.by, &written.draft.content, before)
                    .map_err(in_body)?;
                let saved = articles::update(tx, &self.by, &current, &written);
                // Read and written in one transaction: whoever came between has to be looked at first.
                saved.map_err(|error| {
                    if error.kind() == ErrorKind::Stale { articles::lost() } else { in_body(error) }
                })?;
                warnings = written.warnings();
            }
            _ => self.turn(tx, verb, &current, body)?,
        }
        if verb == BatchVerb::Delete {
            return Ok(Done::gone(Resource::Articles, id.0));
        }
        // What it did may have taken its instant past another's.
        let now = tx.now();
        let changed = articles::find(tx, Kind::Article, id, now)?;
        let done = self.done(200, Resource::Articles, Working::of(changed, &self.by))?;
        Ok(Done { warnings, ..done })
    }

    fn turn(&self, tx: &mut Tx<'_>, verb: BatchVerb, current: &Working, body: Value) -> Result<()> {
        let by = self.by.user;
        match verb {
            BatchVerb::Submit => workflow::submit(tx, by, current, &self.decode(body)?),
            BatchVerb::Return => workflow::return_to_writer(tx, by, current, &self.decode(body)?),
            BatchVerb::Publish => workflow::publish(tx, by, current, &self.decode(body)?).map_err(in_body),
            BatchVerb::Schedule => workflow::schedule(tx, by, current, &self.decode(body)?).map_err(in_body),
            BatchVerb::Unpublish => workflow::unpublish(tx, by, current, &self.decode(body)?),
            BatchVerb::Correct => workflow::correct(tx, by, current, &self.decode(body)?).map_err(in_body),
            BatchVerb::Retract => workflow::retract(tx, by, current, &self.decode(body)?),
            _ => {
                self.decode::<NoMembers>(body)?;
                match verb {
                    BatchVerb::Unschedule => workflow::unschedule(tx, by, current),
                    BatchVerb::Reinstate => workflow::reinstate(tx, by, current),
                    BatchVerb::Restore => articles::restore(tx, by, current),
                    BatchVerb::Delete => articles::trash(tx, by, current),
                    _ => Err(unsaid(verb, Resource::Articles)),
                }
            }
        }
    }

    /// With the rendering of its body, if there is one already.
    fn written(&self, draft: Draft) -> Attempt<Written> {
        let made = match &draft.body {
            Some(body) => Some(self.rendered.of(body).ok_or_else(|| Refusal::Unrendered(body.clone()))?),
            None => None,
        };
        Ok(Written::with(draft, made))
    }
}

/// What no other operation of the batch could change.
fn is_final(error: &Error) -> bool {
    let kinds = [ErrorKind::Retry, ErrorKind::Internal, ErrorKind::Unavailable, ErrorKind::StorageFull];
    kinds.contains(&error.kind())
}

fn unsaid(verb: BatchVerb, resource: Resource) -> Error {
    let detail = format!("`{verb}` is not said of {resource}.");
    Error::invalid(vec![FieldError::pointer("/verb", FieldCode::NotAllowed, detail)])
}

fn name(id: &str, known: &HashMap<String, Uuid>) -> Result<IdOrSlug> {
    let named = known.get(id).copied().map(IdOrSlug::Id).or_else(|| IdOrSlug::parse(id));
    named.ok_or_else(|| {
        let fault = FieldError::pointer("/id", FieldCode::Format, "This is neither an id nor a slug.");
        Error::invalid(vec![fault])
    })
}

/// What is wrong in a body is wrong beneath the operation's member.
fn in_body(error: Error) -> Error {
    error.beneath("/body")
}
