//! What a revision must have before readers see it, and who may not be the one to show it to them.

use crate::articles::{ArticleContent, ArticleType, Kind, Revision, Working};
use crate::auth::UserId;
use crate::error::{Error, ErrorKind, FieldCode, FieldError, Result};
use crate::site::{Requirement, Settings};

/// What the newsroom requires of such a thing.
fn required(site: &Settings, kind: Kind, article: ArticleType) -> &[Requirement] {
    let lists = &site.checklists;
    match (kind, article) {
        (Kind::Page, _) => &lists.page,
        (_, ArticleType::News) => &lists.news,
        (_, ArticleType::Analysis) => &lists.analysis,
        (_, ArticleType::Interview) => &lists.interview,
        (_, ArticleType::Opinion) => &lists.opinion,
        (_, ArticleType::Report) => &lists.report,
        (_, ArticleType::Brief) => &lists.brief,
        (_, ArticleType::Live) => &lists.live,
        (_, ArticleType::Video) => &lists.video,
        (_, ArticleType::Audio) => &lists.audio,
    }
}

fn has(content: &ArticleContent, words: i32, required: Requirement) -> bool {
    let says = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
    match required {
        Requirement::Kicker => says(&content.kicker),
        Requirement::Subtitle => says(&content.subtitle),
        Requirement::Summary => says(&content.summary),
        Requirement::Body => words > 0,
        Requirement::Dateline => says(&content.dateline),
        Requirement::Authors => !content.authors.is_empty(),
        Requirement::PrimaryCategory => content.primary_category_id.is_some(),
        Requirement::Tags => !content.tag_ids.is_empty(),
        Requirement::Image => content.image.is_some(),
        Requirement::Source => content.source.is_some(),
    }
}

/// What it lacks, in the order of the list.
fn missing(current: &Working, revision: &Revision) -> Vec<Requirement> {
    let content = &revision.content;
    let required = required(&current.site, current.article.kind, content.kind).iter().copied();
    required.filter(|required| !has(content, revision.words, *required)).collect()
}

fn listed(missing: &[Requirement]) -> String {
    missing.iter().map(|required| required.as_str()).collect::<Vec<_>>().join(", ")
}

/// What keeps this user from publishing this revision, though its status would let them.
pub(super) enum Unfit {
    /// It lacks what the newsroom requires.
    Incomplete(Vec<Requirement>),
    /// They wrote it, and the newsroom wants another pair of eyes.
    Own,
}

impl Unfit {
    pub(super) fn of(current: &Working, by: UserId, revision: &Revision) -> Option<Unfit> {
        if current.site.four_eyes && revision.saved_by == by {
            return Some(Unfit::Own);
        }
        let missing = missing(current, revision);
        (!missing.is_empty()).then_some(Unfit::Incomplete(missing))
    }

    pub(super) fn because(&self) -> String {
        match self {
            Unfit::Incomplete(missing) => {
                format!("The newsroom requires before publication what is missing: {}.", listed(missing))
            }
            Unfit::Own => "You wrote this revision: somebody else has to publish it.".to_owned(),
        }
    }
}

/// # Errors
/// 409 for one's own where the newsroom wants four eyes; 422 with all that is missing.
pub(super) fn check(current: &Working, by: UserId, revision: &Revision) -> Result<()> {
    let Some(unfit) = Unfit::of(current, by, revision) else { return Ok(()) };
    let detail = unfit.because();
    let Unfit::Incomplete(missing) = unfit else { return Err(Error::new(ErrorKind::FourEyes, detail)) };
    let fault = |required: &Requirement| {
        let detail = "The newsroom requires this before publication.";
        FieldError::pointer(format!("/{required}"), FieldCode::Required, detail)
    };
    let error = Error::new(ErrorKind::Incomplete, detail).with_fields(missing.iter().map(fault).collect());
    Err(error.with("missing", missing.iter().map(|required| required.as_str()).collect::<Vec<_>>()))
}
