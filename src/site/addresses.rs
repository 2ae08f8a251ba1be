//! Where the newsroom's website shows what Griot keeps.

use chrono::Datelike;
use chrono_tz::Tz;
use url::Url;
use uuid::Uuid;

use super::model::{Settings, UrlTemplates};
use super::template;
use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::text::slug::IdOrSlug;

/// Builds the addresses of the website. Without a public address of the site there are none.
#[derive(Clone, Debug)]
pub struct Addresses {
    base: Option<String>,
    templates: UrlTemplates,
    zone: Tz,
}

/// What the address of an article may be made of.
#[derive(Clone, Copy, Debug)]
pub struct ArticleAddress<'a> {
    pub id: Uuid,
    pub slug: &'a str,
    pub locale: &'a str,
    /// Slug and path of the primary category.
    pub category: Option<(&'a str, &'a str)>,
    pub first_published_at: Timestamp,
}

/// Of an article: first what names it, then what else it may hold.
pub(super) const ARTICLE: (&[&str], &[&str]) =
    (&["slug", "id"], &["slug", "id", "category", "category_path", "yyyy", "mm", "dd", "locale"]);
pub(super) const CATEGORY: (&[&str], &[&str]) =
    (&["slug", "id", "category_path"], &["slug", "id", "category_path", "locale"]);
pub(super) const PAGE: (&[&str], &[&str]) = (&["slug", "id"], &["slug", "id", "locale"]);
pub(super) const TAG: (&[&str], &[&str]) = PAGE;
/// Of an author or a series, which are in no language.
pub(super) const PLAIN: (&[&str], &[&str]) = (&["slug", "id"], &["slug", "id"]);

/// A kind of thing that has an address on the website.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Category,
    Author,
    Tag,
    Series,
    Page,
    Article,
}

impl Place {
    pub const ALL: [Place; 6] =
        [Place::Category, Place::Author, Place::Tag, Place::Series, Place::Page, Place::Article];
}

/// In how many ways one template may read a path.
const NAMES: usize = 50;

impl Addresses {
    /// From the settings as stored, for a statement that brings them along.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn of(settings: &str) -> Result<Self> {
        Ok(Addresses::new(&serde_json::from_str(settings).map_err(Error::internal)?))
    }

    pub fn new(settings: &Settings) -> Self {
        Addresses {
            base: settings.public_url.clone(),
            templates: settings.url_templates.clone(),
            zone: settings.time_zone.parse().unwrap_or(Tz::UTC),
        }
    }

    pub fn article(&self, article: &ArticleAddress<'_>) -> Option<String> {
        let day = article.first_published_at.datetime().with_timezone(&self.zone);
        self.fill(&self.templates.article, |name| match name {
            "slug" => article.slug.to_owned(),
            "id" => article.id.to_string(),
            "category" => article.category.map_or_else(String::new, |(slug, _)| slug.to_owned()),
            "category_path" => article.category.map_or_else(String::new, |(_, path)| path.to_owned()),
            "yyyy" => format!("{:04}", day.year()),
            "mm" => format!("{:02}", day.month()),
            "dd" => format!("{:02}", day.day()),
            "locale" => article.locale.to_owned(),
            _ => String::new(),
        })
    }

    pub fn page(&self, id: Uuid, slug: &str, locale: &str) -> Option<String> {
        self.fill(&self.templates.page, |name| match name {
            "locale" => locale.to_owned(),
            name => plain(name, id, slug),
        })
    }

    pub fn category(&self, id: Uuid, slug: &str, path: &str, locale: &str) -> Option<String> {
        self.fill(&self.templates.category, |name| match name {
            "category_path" => path.to_owned(),
            "locale" => locale.to_owned(),
            name => plain(name, id, slug),
        })
    }

    pub fn author(&self, id: Uuid, slug: &str) -> Option<String> {
        self.fill(&self.templates.author, |name| plain(name, id, slug))
    }

    pub fn tag(&self, id: Uuid, slug: &str, locale: &str) -> Option<String> {
        self.fill(&self.templates.tag, |name| match name {
            "locale" => locale.to_owned(),
            name => plain(name, id, slug),
        })
    }

    pub fn series(&self, id: Uuid, slug: &str) -> Option<String> {
        self.fill(&self.templates.series, |name| plain(name, id, slug))
    }

    /// The same, as paths of the website alone; there always are some.
    pub fn local(&self) -> Addresses {
        Addresses { base: Some(String::new()), ..self.clone() }
    }

    /// The whole address of a path of the website.
    pub fn web(&self, path: &str) -> Option<String> {
        self.base.as_ref().map(|base| format!("{base}{path}"))
    }

    /// The path of the website an address has: a path as it is, and what lies below the site's own.
    pub fn path_of(&self, address: &str) -> Option<String> {
        if address.starts_with('/') {
            return Some(address.to_owned());
        }
        let path = address.strip_prefix(self.base.as_deref()?)?;
        match path.chars().next() {
            None => Some("/".to_owned()),
            Some('/') => Some(path.to_owned()),
            Some('?' | '#') => Some(format!("/{path}")),
            Some(_) => None,
        }
    }

    /// As [`path_of`](Self::path_of), as far as a browser sees it: whatever the case of the host, a port
    /// that goes without saying and dots in the path; `http` and `https` lead to one site.
    pub fn path_browsed(&self, address: &str) -> Option<String> {
        // Without a site of its own, a path is read on any.
        let base = self.base.as_deref().filter(|base| !base.is_empty()).unwrap_or("https://site.invalid");
        let base = Url::parse(base).ok()?;
        let target = base.join(address).ok()?;
        // A host may end in a dot.
        let place =
            |url: &Url| (url.host_str().map(|host| host.trim_end_matches('.').to_owned()), url.port());
        if place(&base) != place(&target) {
            return None;
        }
        let below = if address.starts_with('/') { "" } else { base.path().trim_end_matches('/') };
        let path = target.path().strip_prefix(below)?;
        Some(if path.is_empty() { "/".to_owned() } else { path.to_owned() })
    }

    /// What a path could name: each place whose address could be written so, by an id or a slug that is
    /// in it. Whether there is such a thing, and whether this is its address, is for others to find out.
    pub fn read(&self, path: &str) -> Vec<(Place, IdOrSlug)> {
        let templates = &self.templates;
        let mut names = Vec::new();
        for place in Place::ALL {
            let (template, naming) = match place {
                Place::Category => (&templates.category, CATEGORY.0),
                Place::Author => (&templates.author, PLAIN.0),
                Place::Tag => (&templates.tag, TAG.0),
                Place::Series => (&templates.series, PLAIN.0),
                Place::Page => (&templates.page, PAGE.0),
                Place::Article => (&templates.article, ARTICLE.0),
            };
            let read = template::read(template, path, naming).into_iter().filter_map(|(name, value)| {
                // The last slug of a path is that of the section itself.
                let own = value.rsplit('/').next().unwrap_or_default();
                let found = IdOrSlug::parse(if name == "category_path" { own } else { &value })?;
                (matches!(found, IdOrSlug::Id(_)) == (name == "id")).then_some((place, found))
            });
            names.extend(read.take(NAMES));
        }
        names
    }

    /// A path of the website as an absolute address, as far as the site has one; other addresses as
    /// they are.
    pub fn absolute(&self, link: String) -> String {
        match &self.base {
            Some(base) if link.starts_with('/') => format!("{base}{link}"),
            _ => link,
        }
    }

    fn fill(&self, path: &str, value: impl Fn(&str) -> String) -> Option<String> {
        self.base.as_ref().map(|base| format!("{base}{}", template::fill(path, value)))
    }
}

fn plain(name: &str, id: Uuid, slug: &str) -> String {
    match name {
        "slug" => slug.to_owned(),
        "id" => id.to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_that_of_the_site() {
        let settings = Settings {
            public_url: Some("https://example.org".into()),
            time_zone: "Pacific/Auckland".into(),
            url_templates: UrlTemplates {
                article: "/{locale}/{yyyy}/{mm}/{dd}/{category_path}/{slug}".into(),
                ..UrlTemplates::default()
            },
            ..Settings::default()
        };
        let mut article = ArticleAddress {
            id: Uuid::nil(),
            slug: "crue",
            locale: "fr-SN",
            category: Some(("sor", "villes/sor")),
            first_published_at: "2026-12-31T23:30:00Z".parse().unwrap(),
        };
        let address =
            |settings: &Settings, article: &ArticleAddress<'_>| Addresses::new(settings).article(article);
        assert_eq!(
            address(&settings, &article).as_deref(),
            Some("https://example.org/fr-SN/2027/01/01/villes/sor/crue")
        );
        article.category = None;
        let plain = Settings { url_templates: UrlTemplates::default(), ..settings };
        assert_eq!(address(&plain, &article).as_deref(), Some("https://example.org/crue"));
        assert_eq!(address(&Settings::default(), &article), None);
    }
}
