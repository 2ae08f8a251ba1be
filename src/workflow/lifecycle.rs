//! The lifecycle as data: what each verb needs, where it leads, and who may say it.
//!
//! [`Verb::rule`] is the one table. What a caller is shown (`allowed_transitions`), what a request is judged
//! by, and what the specification draws all read it.

use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::checklist::Unfit;
use super::status::Status;
use crate::articles::{Kind, Working};
use crate::auth::{Permission, Principal, UserId};
use crate::closed_list::closed_list;
use crate::error::{Error, ErrorKind, Result};

closed_list! {
    /// What can be done to an article or a page besides saving it.
    Verb {
        Submit "submit", Return "return", Publish "publish",
        Schedule "schedule", Unschedule "unschedule", Unpublish "unpublish",
        Correct "correct", Retract "retract",
        Reinstate "reinstate", Trash "trash", Restore "restore", Purge "purge",
    }
}

/// What must be so besides the status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    Nothing,
    /// It is, or once was, public.
    Public,
    /// A publication to come, or the end of the one that is live.
    Planned,
}

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    pub from: &'static [Status],
    pub need: Need,
    /// What it is at once.
    pub to: &'static str,
    /// What the one who made the article needs, and what everybody else does. For pages it is
    /// `pages:write`, or what only administrators have where that is asked.
    pub own: Permission,
    pub others: Permission,
}

use Permission::{EditArticles, EditPages, Publish, Purge, Reinstate, WriteArticles};
use Status::{Draft, InReview, Published, Retracted, Scheduled};

const fn rule(from: &'static [Status], to: &'static str, own: Permission, others: Permission) -> Rule {
    Rule { from, need: Need::Nothing, to, own, others }
}

/// From where what may become public.
const OPEN: &[Status] = &[Draft, InReview, Scheduled, Published];

impl Verb {
    fn rule(self) -> Rule {
        match self {
            Verb::Submit => rule(&[Draft], "in_review", WriteArticles, EditArticles),
            Verb::Return => rule(&[InReview], "draft", EditArticles, EditArticles),
            Verb::Publish => rule(OPEN, "published", Publish, EditArticles),
            Verb::Schedule => rule(OPEN, "scheduled", Publish, EditArticles),
            Verb::Unschedule => {
                let rule = rule(&[Scheduled, Published], "as it was", Publish, EditArticles);
                Rule { need: Need::Planned, ..rule }
            }
            Verb::Unpublish => rule(&[Published], "draft", EditArticles, EditArticles),
            Verb::Correct => rule(&[Published], "published", EditArticles, EditArticles),
            Verb::Retract => {
                let from = &[Draft, InReview, Scheduled, Published, Retracted];
                Rule { need: Need::Public, ..rule(from, "retracted", EditArticles, EditArticles) }
            }
            Verb::Reinstate => rule(&[Retracted], "draft", Reinstate, Reinstate),
            Verb::Trash => rule(&[Draft, InReview, Retracted], "trashed", WriteArticles, EditArticles),
            Verb::Restore => rule(&[Draft, InReview, Retracted], "as it was", WriteArticles, EditArticles),
            Verb::Purge => rule(&[Draft, InReview, Retracted], "gone", Purge, Purge),
        }
    }
}

impl Rule {
    fn permission(&self, kind: Kind, own: bool) -> Permission {
        match kind {
            Kind::Page if !matches!(self.own, Reinstate | Purge) => EditPages,
            _ if own => self.own,
            _ => self.others,
        }
    }
}

closed_list! {
    /// Why a verb is refused.
    RefusalCode {
        /// The caller lacks a permission.
        Forbidden "forbidden",
        /// The status does not allow it.
        IllegalTransition "illegal-transition",
        /// The latest revision lacks what the newsroom requires.
        Incomplete "incomplete",
        /// The caller wrote the latest revision, and somebody else has to publish it.
        FourEyes "four-eyes",
        /// Somebody else is at it.
        Locked "locked",
    }
}

/// A verb that is not open to the caller, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RefusedTransition {
    pub verb: Verb,
    pub code: RefusalCode,
    #[schema(example = "An article that is draft cannot unpublish.")]
    pub because: String,
}

/// What a caller may do with a working copy as it is, and what not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verbs {
    pub allowed: Vec<Verb>,
    pub refused: Vec<RefusedTransition>,
}

impl Verb {
    /// Whether it is said of what lies in the trash, and of nothing else.
    pub fn is_of_trash(self) -> bool {
        matches!(self, Verb::Restore | Verb::Purge)
    }

    /// What the caller needs to say it of this.
    ///
    /// # Errors
    /// 403, naming the permission.
    pub fn permit(self, working: &Working, by: &Principal) -> Result<()> {
        // Whoever is to work on it hands it in as if it were their own.
        let own = by.owns(working.article.created_by) || (self == Verb::Submit && working.is_assigned_to(by));
        by.require(self.rule().permission(working.article.kind, own))
    }

    /// Why what is so does not allow it, if it does not.
    fn obstacle(self, working: &Working) -> Option<String> {
        let (rule, thing) = (self.rule(), thing(working.article.kind));
        let status = working.status;
        let trashed = working.article.trashed_at.is_some();
        if trashed != self.is_of_trash() {
            let place = if trashed { "lies in the trash" } else { "is not in the trash" };
            let instead = if self == Verb::Purge { " Trash it first." } else { "" };
            return Some(format!("{thing} that {place} cannot {self}.{instead}"));
        }
        if !rule.from.contains(&status) {
            return Some(format!("{thing} that is {status} cannot {self}."));
        }
        if rule.need == Need::Public && working.first_published_at.is_none() {
            let instead = if status == Scheduled { " Unschedule it." } else { "" };
            return Some(format!("{thing} that was never public cannot {self}.{instead}"));
        }
        let is_planned = working.publish_at.is_some() || working.unpublish_at.is_some();
        if rule.need == Need::Planned && !is_planned {
            return Some(format!("{thing} for which nothing is planned cannot {self}."));
        }
        let embargo = working.embargo().filter(|_| self.replaces() && status == Published);
        embargo.map(|until| {
            format!("{thing} that is {status} cannot {self} what is under embargo until {until}.")
        })
    }

    /// Whether it shows readers another revision at once.
    fn replaces(self) -> bool {
        matches!(self, Verb::Publish | Verb::Correct)
    }

    /// Why the latest revision does not allow it to this user, if it does not.
    fn unfit(self, working: &Working, by: UserId) -> Option<(RefusalCode, String)> {
        let publishes = self.replaces() || self == Verb::Schedule;
        let unfit = publishes.then(|| Unfit::of(working, by, &working.head()))??;
        let code = match unfit {
            Unfit::Incomplete(_) => RefusalCode::Incomplete,
            Unfit::Own => RefusalCode::FourEyes,
        };
        // What readers see already can be confirmed.
        let confirms = self == Verb::Correct && working.is_head_live();
        (!confirms).then(|| (code, unfit.because()))
    }
}

fn thing(kind: Kind) -> &'static str {
    match kind {
        Kind::Article => "An article",
        Kind::Page => "A page",
    }
}

impl Working {
    /// # Errors
    /// 409, naming the status, what stands in the way and what is possible.
    pub fn allow(&self, verb: Verb) -> Result<()> {
        let Some(obstacle) = verb.obstacle(self) else { return Ok(()) };
        let possible = Verb::ALL.iter().filter(|verb| verb.obstacle(self).is_none());
        let possible: Vec<&str> = possible.map(|verb| verb.as_str()).collect();
        let member = match self.article.kind {
            Kind::Article => "article_status",
            Kind::Page => "page_status",
        };
        let detail = format!("{obstacle} It allows: {}.", possible.join(", "));
        let error = Error::new(ErrorKind::IllegalTransition, detail);
        Err(error.with(member, self.status.as_str()).with("allowed", possible))
    }

    /// The same with what this caller may do with it.
    #[must_use]
    pub fn judged(mut self, by: &Principal) -> Self {
        let mut verbs = Verbs::default();
        for verb in Verb::ALL {
            let refused = match (verb.permit(&self, by), verb.obstacle(&self)) {
                (Err(lacking), _) => Some((RefusalCode::Forbidden, lacking.detail().to_owned())),
                (Ok(()), Some(obstacle)) => Some((RefusalCode::IllegalTransition, obstacle)),
                (Ok(()), None) => verb.unfit(&self, by.user).or_else(|| {
                    self.check_lock(by.user).err().map(|told| (RefusalCode::Locked, told.detail().to_owned()))
                }),
            };
            match refused {
                Some((code, because)) => {
                    verbs.refused.push(RefusedTransition { verb: *verb, code, because });
                }
                None => verbs.allowed.push(*verb),
            }
        }
        self.verbs = verbs;
        self
    }
}

/// What else is asked when it is said: of the clock, of the newsroom's rules, of others.
fn conditions(verb: Verb) -> Vec<&'static str> {
    let shows = matches!(verb, Verb::Publish | Verb::Schedule | Verb::Correct);
    let rules: &[&str] = if shows { &["embargo", "checklist", "four_eyes"] } else { &[] };
    rules.iter().copied().chain((!verb.is_of_trash()).then_some("lock")).collect()
}

/// The table for the specification.
pub fn state_machine() -> Value {
    let states = [Draft, InReview, Scheduled, Published, Retracted].map(Status::as_str);
    let names = |statuses: &[Status]| statuses.iter().map(|status| status.as_str()).collect::<Vec<_>>();
    let rules: Vec<Value> = Verb::ALL
        .iter()
        .map(|verb| {
            let rule = verb.rule();
            json!({
                "verb": verb, "from": names(rule.from), "trashed": verb.is_of_trash(), "to": rule.to,
                "needs": match rule.need { Need::Nothing => Value::Null, Need::Public => json!("past or running publication"), Need::Planned => json!("publication or end to come") },
                "conditions": conditions(*verb),
                "permission": {
                    "own": rule.own.as_str(), "others": rule.others.as_str(),
                    "assigned": if *verb == Verb::Submit { rule.own.as_str() } else { rule.others.as_str() },
                },
            })
        })
        .collect();
    json!({ "states": states, "transitions": rules })
}
