//! A feed before it has a form: what RSS, Atom and JSON Feed all say, in words each can hold.

mod atom;
mod corrections;
mod json;
mod picture;
mod rss;

use uuid::Uuid;

use super::model::Format;
use super::service::{Items, Material, Subject};
use crate::articles::{ArticleContent, BylineRow, Kind, links};
use crate::categories::Category;
use crate::clock::Timestamp;
use crate::corrections::Logged;
use crate::error::{Error, Result};
use crate::publications::Published;
use crate::site::{Addresses, Settings};
use crate::text::sanitise::absolute;
use crate::text::xml::{legal, legal_option, uri};
use picture::Picture;

pub use json::JsonFeed;

/// What the request and the server add to what was read.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The address of this very feed, as it was asked for.
    pub address: String,
    /// Who tells subscribers that it changed (WebSub).
    pub hub: Option<String>,
    /// The server's own, without a slash at the end: links lead there while there is no website.
    pub server: String,
}

/// A page, and whether people can read it: a website's is, one of this API's is JSON.
#[derive(Clone, Debug)]
struct Page {
    address: String,
    on_website: bool,
}

impl Page {
    fn new(web: Option<String>, server: &str, own: &str) -> Self {
        match web {
            Some(address) => Page { address, on_website: true },
            None => Page { address: format!("{server}{own}"), on_website: false },
        }
    }

    /// The text of an article with the addresses in it as they are on the page, which readers of feeds do not see.
    fn complete(&self, html: &str) -> String {
        match url::Url::parse(&self.address) {
            Ok(base) if self.on_website => absolute(html, &base),
            _ => html.to_owned(),
        }
    }

    /// Readers pass over what says that it is not for people.
    fn mime_type(&self) -> Option<&'static str> {
        self.on_website.then_some("text/html")
    }
}

/// Somebody who signs, or the newsroom.
#[derive(Clone, Debug)]
struct Person {
    name: String,
    page: Option<String>,
}

/// What an article is filed under: a section, or a tag.
#[derive(Clone, Debug)]
struct Term {
    slug: String,
    name: String,
}

/// One article.
#[derive(Clone, Debug)]
struct Entry {
    id: Uuid,
    page: Page,
    language: String,
    title: String,
    summary: Option<String>,
    /// None in feeds of summaries, and for an article of which only the headline was published.
    html: Option<String>,
    authors: Vec<Person>,
    /// Those of the byline who took the pictures, translated or helped.
    contributors: Vec<Person>,
    /// The sections, then the tags.
    terms: Vec<Term>,
    picture: Option<Picture>,
    published: Timestamp,
    updated: Timestamp,
}

/// A whole feed.
#[derive(Clone, Debug)]
pub struct Feed {
    /// Of what the feed is about; none for those of the newsroom.
    id: Option<Uuid>,
    address: String,
    hub: Option<String>,
    page: Page,
    language: String,
    title: String,
    description: Option<String>,
    logo: Option<String>,
    newsroom: Person,
    /// When anything in it last changed.
    updated: Timestamp,
    entries: Vec<Entry>,
}

impl Feed {
    /// # Errors
    /// When a stored document cannot be read.
    pub fn new(material: Material, frame: Frame) -> Result<Self> {
        let Material { site, subject, language, items } = material;
        let (settings, addresses) = (&site.settings, Addresses::new(&site.settings));
        let entries: Vec<Entry> = match items {
            Items::Articles(articles) => {
                let entries =
                    articles.into_iter().map(|one| Entry::new(one, settings, &addresses, &frame.server));
                entries.collect::<Result<_>>()?
            }
            Items::Corrections(corrections) => {
                let entries =
                    corrections.into_iter().map(|one| Entry::of_correction(one, &addresses, &frame.server));
                entries.collect::<Result<_>>()?
            }
        };
        let about = About::of(subject, settings, &addresses, &frame.server);
        let changes = entries.iter().flat_map(|entry| [entry.updated, entry.published]);
        let updated = changes.chain(about.updated).fold(site.updated_at, Timestamp::max);
        Ok(Feed {
            id: about.id,
            address: frame.address,
            hub: frame.hub,
            page: about.page,
            language,
            title: legal(&about.title),
            description: legal_option(about.description),
            logo: settings.logo.as_ref().map(|logo| uri(&logo.url)),
            newsroom: Person { name: legal(&settings.name), page: settings.public_url.clone() },
            updated,
            entries,
        })
    }

    /// The feed as bytes of one form.
    ///
    /// # Errors
    /// When it cannot be written: never.
    pub fn write(&self, format: Format, pretty: bool) -> Result<Vec<u8>> {
        match format {
            Format::Rss => rss::write(self, pretty),
            Format::Atom => atom::write(self, pretty),
            Format::Json => json::write(self, pretty),
        }
    }

    pub fn updated(&self) -> Timestamp {
        self.updated
    }
}

/// What a feed says of itself.
struct About {
    id: Option<Uuid>,
    page: Page,
    title: String,
    description: Option<String>,
    updated: Option<Timestamp>,
}

impl About {
    fn of(subject: Subject, settings: &Settings, addresses: &Addresses, server: &str) -> Self {
        let title = |name: &str| format!("{name} – {}", settings.name);
        match subject {
            Subject::Site => About {
                id: None,
                page: Page::new(settings.public_url.clone(), server, "/api/v1/site"),
                title: settings.name.clone(),
                description: settings.description.clone().or_else(|| settings.tagline.clone()),
                updated: None,
            },
            Subject::Category(category) => {
                let Category { id, slug, path, locale, .. } = &*category;
                let web = addresses.category(id.0, slug, path, locale);
                About {
                    id: Some(category.id.0),
                    page: Page::new(web, server, &format!("/api/v1/categories/{}", category.id.0)),
                    title: title(&category.name),
                    description: category.description,
                    updated: Some(category.updated_at),
                }
            }
            Subject::Author(author) => {
                let web = addresses.author(author.id.0, &author.slug);
                About {
                    id: Some(author.id.0),
                    page: Page::new(web, server, &format!("/api/v1/authors/{}", author.id.0)),
                    title: title(&author.name),
                    description: author.bio.or(author.job_title),
                    updated: Some(author.updated_at),
                }
            }
            Subject::Tag(tag) => {
                let web = addresses.tag(tag.id.0, &tag.slug, &tag.locale);
                About {
                    id: Some(tag.id.0),
                    page: Page::new(web, server, &format!("/api/v1/tags/{}", tag.id.0)),
                    title: title(&tag.name),
                    description: tag.description,
                    updated: Some(tag.updated_at),
                }
            }
            Subject::Corrections => About {
                id: None,
                page: Page::new(settings.public_url.clone(), server, "/api/v1/corrections"),
                title: title("Corrections"),
                description: settings.description.clone().or_else(|| settings.tagline.clone()),
                updated: None,
            },
        }
    }
}

impl Entry {
    fn new(article: Published, settings: &Settings, addresses: &Addresses, server: &str) -> Result<Self> {
        let Published { row, bylines, sections, tags, corrections, web, .. } = article;
        let content: ArticleContent = serde_json::from_str(&row.content).map_err(Error::internal)?;
        let id = row.article.0;
        let page = Page::new(web, server, &links(id).own);
        // Where the text is shown they stand beneath it.
        let (summary, html) = match legal_option(row.html.map(|html| page.complete(&html))) {
            Some(html) => {
                let html = corrections::beneath(html, &corrections, &row.locale, settings)?;
                (legal_option(content.summary), Some(html))
            }
            None => (corrections::after(legal_option(content.summary), &corrections, &row.locale)?, None),
        };
        let (authors, contributors): (Vec<_>, Vec<_>) =
            bylines.into_iter().partition(|name| name.role == "author");
        let people =
            |names: Vec<BylineRow>| names.into_iter().map(|name| Person::new(name, addresses)).collect();
        Ok(Entry {
            id,
            title: legal(&content.title),
            summary,
            html,
            page,
            authors: people(authors),
            contributors: people(contributors),
            terms: sections
                .into_iter()
                .map(|section| Term { slug: section.slug, name: legal(&section.name) })
                .chain(tags.into_iter().map(|tag| Term { slug: tag.slug, name: legal(&tag.name) }))
                .collect(),
            picture: content.image.map(Picture::new),
            language: row.locale,
            published: row.published_at,
            updated: row.updated_at,
        })
    }

    /// A word on a change, with the title of what it is about.
    ///
    /// # Errors
    /// When a stored document cannot be read.
    fn of_correction(row: Logged, addresses: &Addresses, server: &str) -> Result<Self> {
        let kind: Kind = row.kind.parse().map_err(|fault: String| Error::internal(fault))?;
        let content: ArticleContent = serde_json::from_str(&row.content).map_err(Error::internal)?;
        let own = format!("/api/v1/{kind}s/{}", row.correction.article.0);
        let page = Page::new(row.address(kind, addresses), server, &own);
        let words = corrections::words(&row.correction, &row.locale)?;
        Ok(Entry {
            id: row.correction.id.0,
            page,
            title: legal(&content.title),
            summary: Some(legal(&words)),
            html: None,
            authors: Vec::new(),
            contributors: Vec::new(),
            terms: Vec::new(),
            picture: None,
            language: row.locale,
            published: row.correction.at,
            updated: row.correction.at,
        })
    }

    /// RFC 4122 §3: the same in every form, for as long as the article lives.
    fn urn(&self) -> String {
        self.id.urn().to_string()
    }

    /// Its language, where that is not the one of the feed.
    fn own_language(&self, feed: &Feed) -> Option<String> {
        (self.language != feed.language).then(|| self.language.clone())
    }
}

impl Person {
    fn new(name: BylineRow, addresses: &Addresses) -> Self {
        Person { page: addresses.author(name.author.0, &name.slug), name: legal(&name.name) }
    }
}
