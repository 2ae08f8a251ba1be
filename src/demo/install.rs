//! Installing the sample newsroom into an empty one.

use std::collections::{BTreeSet, HashMap};

use chrono::TimeDelta;
use diesel::prelude::*;
use uuid::Uuid;

use super::content::{self, SampleArticle, SampleCategory, SampleItem, SamplePage};
use crate::articles::{
    self, ArticleBody, ArticleBodyInput, ArticleContent, ArticleId, BylineEntry, Draft, Kind,
};
use crate::auth::UserId;
use crate::authors::{self, AuthorInput};
use crate::categories::{self, CategoryId, CategoryInput};
use crate::clock::Clock;
use crate::db::schema;
use crate::db::{Conn, Db};
use crate::error::{Error, Result};
use crate::menus::{self, ItemInput, MenuInput, Target};
use crate::pages::CreatePage;
use crate::site;
use crate::tags::{self, TagId, TagInput};
use crate::workflow::{self, Publish};

/// What was put in.
#[derive(Clone, Copy, Debug)]
pub struct Installed {
    pub authors: usize,
    pub categories: usize,
    pub articles: usize,
    pub pages: usize,
}

/// What articles and menus refer to: authors, categories and pages by slug, tags by name.
struct Known {
    authors: HashMap<String, Uuid>,
    categories: HashMap<String, CategoryId>,
    tags: HashMap<String, TagId>,
    pages: HashMap<String, ArticleId>,
}

/// Whether there is no content yet.
///
/// # Errors
/// When the database cannot answer.
pub fn is_empty(conn: &mut Conn) -> Result<bool> {
    let articles: i64 = schema::articles::table.count().get_result(conn)?;
    let authors: i64 = schema::authors::table.count().get_result(conn)?;
    let categories: i64 = schema::categories::table.count().get_result(conn)?;
    let menus: i64 = schema::menus::table.count().get_result(conn)?;
    Ok(articles + authors + categories + menus == 0)
}

/// # Errors
/// When something of it is there already, or the database cannot write.
pub async fn install(db: &Db, clock: &Clock, locale: &str, by: UserId) -> Result<Installed> {
    let newsroom = content::newsroom()?;
    let installed = Installed {
        authors: newsroom.authors.len(),
        categories: newsroom.categories.len(),
        articles: newsroom.articles.len(),
        pages: newsroom.pages.len(),
    };
    let (people, sections, menus) = (newsroom.authors, newsroom.categories, newsroom.menus);
    let (settings, language) = (newsroom.site, locale.to_owned());
    let subjects: BTreeSet<String> = newsroom.articles.iter().flat_map(|one| one.tags.clone()).collect();
    let mut known = db
        .write(move |tx| {
            site::introduce(tx, by, settings.clone())?;
            let mut authors = HashMap::new();
            for person in &people {
                let input = AuthorInput {
                    name: person.name.clone(),
                    slug: Some(person.slug.clone()),
                    job_title: person.job_title.clone(),
                    bio: person.bio.clone(),
                    links: person.links.clone(),
                    image: None,
                };
                authors.insert(person.slug.clone(), authors::create(tx, Some(by), &input)?.0);
            }
            let mut categories: HashMap<String, CategoryId> = HashMap::new();
            for section in &sections {
                let input = category(section, &language, &categories);
                categories.insert(section.slug.clone(), categories::create(tx, Some(by), &input)?);
            }
            let mut tags = HashMap::new();
            for name in &subjects {
                let input = TagInput {
                    name: name.clone(),
                    locale: language.clone(),
                    translation_of: None,
                    slug: None,
                    description: None,
                };
                tags.insert(name.clone(), tags::create(tx, Some(by), &input)?);
            }
            Ok(Known { authors, categories, tags, pages: HashMap::new() })
        })
        .await?;
    // The oldest first, so that ids rise with the dates.
    let mut samples = newsroom.articles;
    samples.sort_by_key(|sample| std::cmp::Reverse(sample.hours_ago));
    for sample in samples {
        article(db, clock, locale, by, sample, &known).await?;
    }
    for sample in newsroom.pages {
        known.pages.insert(sample.slug.clone(), page(db, by, sample).await?);
    }
    let language = locale.to_owned();
    db.write(move |tx| {
        for menu in &menus {
            let items = menu.items.iter().map(|sample| item(sample, &known)).collect::<Result<_>>()?;
            let (name, locale) = (menu.name.clone(), Some(language.clone()));
            let input = MenuInput { name, locale, translation_of: None, items };
            menus::create(tx, Some(by), &menu.slug, &input)?;
        }
        Ok(())
    })
    .await?;
    Ok(installed)
}

fn category(section: &SampleCategory, locale: &str, known: &HashMap<String, CategoryId>) -> CategoryInput {
    CategoryInput {
        name: section.name.clone(),
        locale: locale.to_owned(),
        translation_of: None,
        slug: Some(section.slug.clone()),
        description: section.description.clone(),
        parent_id: section.parent.as_ref().and_then(|parent| known.get(parent).copied()),
        position: section.position,
    }
}

fn item(sample: &SampleItem, known: &Known) -> Result<ItemInput> {
    let unknown = |name: &String| Error::internal(format!("the sample has no {name}"));
    let target = match (&sample.category, &sample.tag, &sample.page, &sample.url) {
        (Some(slug), ..) => Some(Target::Category(*known.categories.get(slug).ok_or_else(|| unknown(slug))?)),
        (_, Some(name), ..) => Some(Target::Tag(*known.tags.get(name).ok_or_else(|| unknown(name))?)),
        (.., Some(slug), _) => Some(Target::Page(*known.pages.get(slug).ok_or_else(|| unknown(slug))?)),
        (.., url) => url.clone().map(Target::Url),
    };
    let children = sample.children.iter().map(|child| item(child, known)).collect::<Result<_>>()?;
    Ok(ItemInput { label: sample.label.clone(), target, children })
}

async fn article(
    db: &Db,
    clock: &Clock,
    locale: &str,
    by: UserId,
    sample: SampleArticle,
    known: &Known,
) -> Result<()> {
    let section = |slug: &String| {
        let found = known.categories.get(slug).map(|id| id.0);
        found.ok_or_else(|| Error::internal(format!("the sample has no category {slug}")))
    };
    let name = |slug: &String| {
        let found = known.authors.get(slug).copied();
        found.ok_or_else(|| Error::internal(format!("the sample has no author {slug}")))
    };
    let byline =
        sample.authors.iter().map(|entry| Ok(BylineEntry { id: name(&entry.slug)?, role: entry.role }));
    let draft = Draft {
        slug: None,
        content: ArticleContent {
            title: sample.title.clone(),
            locale: locale.to_owned(),
            kind: sample.kind,
            kicker: sample.kicker.clone(),
            subtitle: sample.subtitle.clone(),
            summary: sample.summary.clone(),
            dateline: sample.dateline.clone(),
            authors: byline.collect::<Result<_>>()?,
            primary_category_id: Some(section(&sample.primary_category)?),
            category_ids: sample.categories.iter().map(section).collect::<Result<_>>()?,
            tag_ids: sample.tags.iter().filter_map(|name| known.tags.get(name)).map(|id| id.0).collect(),
            related_ids: Vec::new(),
            series: None,
            translation_of: None,
            featured: sample.featured,
            source: sample.source.clone(),
            seo: sample.seo.clone().unwrap_or_default(),
            image: None,
            custom: serde_json::Map::new(),
        },
        body: Some(ArticleBody { format: sample.body.format, source: sample.body.source.clone() }),
        embargo_until: None,
        message: None,
    };
    let written = articles::render(draft).await?;
    let published_at = sample.hours_ago.map(|hours| clock.now().minus(TimeDelta::hours(hours)));
    db.write(move |tx| {
        let id = articles::create(tx, Kind::Article, by, &written)?;
        if sample.published {
            let now = tx.now();
            let working = articles::find(tx, Kind::Article, id, now)?;
            workflow::publish(tx, by, &working, &Publish { published_at, ..Publish::default() })?;
        }
        if let Some(correction) = &sample.correction {
            let now = tx.now();
            let working = articles::find(tx, Kind::Article, id, now)?;
            workflow::correct(tx, by, &working, correction)?;
        }
        Ok(())
    })
    .await
}

async fn page(db: &Db, by: UserId, sample: SamplePage) -> Result<ArticleId> {
    let input = CreatePage {
        title: sample.title,
        slug: Some(sample.slug),
        summary: sample.summary,
        body: Some(ArticleBodyInput { format: sample.body.format, source: sample.body.source }),
        ..CreatePage::default()
    };
    let written = articles::render(input.parse(&site::settings(db).await?)?).await?;
    db.write(move |tx| {
        let id = articles::create(tx, Kind::Page, by, &written)?;
        let now = tx.now();
        let working = articles::find(tx, Kind::Page, id, now)?;
        workflow::publish(tx, by, &working, &Publish::default()).map(|()| id)
    })
    .await
}
