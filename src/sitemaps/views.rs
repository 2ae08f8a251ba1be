//! Sitemaps as XML (sitemaps.org 0.9, Google's news extension 0.9), and `robots.txt`.

use jiff::tz::TimeZone;
use jiff::{Timestamp as Instant, Zoned};
use sitemap_rs::news::{News as NewsEntry, Publication};
use sitemap_rs::sitemap::Sitemap;
use sitemap_rs::sitemap_index::SitemapIndex;
use sitemap_rs::url::Url;
use sitemap_rs::url_set::UrlSet;

use super::service::{Material, News, Page, Part};
use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::text::xml::{legal, uri};

/// A document, and when anything in it last changed.
pub struct Document {
    pub bytes: Vec<u8>,
    pub changed: Timestamp,
}

impl Part {
    /// Where it stands on this server.
    fn path(self) -> String {
        match self {
            Part::Sections => "/sitemaps/sections.xml".to_owned(),
            Part::Authors => "/sitemaps/authors.xml".to_owned(),
            Part::Tags => "/sitemaps/tags.xml".to_owned(),
            Part::Articles(number) => format!("/sitemaps/articles/{number}.xml"),
        }
    }
}

/// # Errors
/// When it cannot be written: never.
pub fn index(material: Material<(Part, Option<Timestamp>)>, server: &str) -> Result<Document> {
    let Material { site, items } = material;
    let changed = items.iter().filter_map(|(_, changed)| *changed).fold(site.updated_at, Timestamp::max);
    let parts = items.into_iter().map(|(part, changed)| {
        Sitemap::new(uri(&format!("{server}{}", part.path())), changed.and_then(zoned))
    });
    let index = SitemapIndex::new(parts.collect()).map_err(Error::internal)?;
    written(changed, |bytes| index.write(bytes))
}

/// # Errors
/// When it cannot be written: never.
pub fn pages(material: Material<Page>) -> Result<Document> {
    let Material { site, items } = material;
    let changed = items.iter().filter_map(|page| page.changed).fold(site.updated_at, Timestamp::max);
    let urls = items.into_iter().filter_map(|page| entry(page, None)).collect();
    let set = UrlSet::new(urls).map_err(Error::internal)?;
    written(changed, |bytes| set.write(bytes))
}

/// # Errors
/// When it cannot be written: never.
pub fn news(material: Material<News>) -> Result<Document> {
    let Material { site, items } = material;
    let changed = items.iter().filter_map(|one| one.page.changed).fold(site.updated_at, Timestamp::max);
    let name = legal(&site.settings.name);
    let urls = items.into_iter().filter_map(|one| {
        let publication = Publication::new(name.clone(), language(&one.locale));
        let news = NewsEntry::new(publication, zoned(one.published)?, legal(&one.title));
        entry(one.page, Some(news))
    });
    let set = UrlSet::new(urls.collect()).map_err(Error::internal)?;
    written(changed, |bytes| set.write(bytes))
}

/// What robots may read: all of it, since a website drawn in the browser needs this API; and where
/// the sitemaps are, which is also what allows them to stand on another host than the pages
/// (sitemaps.org, "Sitemaps & Cross Submits").
pub fn robots(server: &str, has_website: bool) -> Vec<u8> {
    let mut text = "User-agent: *\nDisallow:\n".to_owned();
    if has_website {
        text.push_str(&format!("\nSitemap: {server}/sitemap.xml\nSitemap: {server}/sitemap-news.xml\n"));
    }
    text.into_bytes()
}

/// None for an address the protocol has no room for: 2,048 characters or more.
fn entry(page: Page, news: Option<NewsEntry>) -> Option<Url> {
    // The same page in other languages (hreflang) would stand here, once translations are linked.
    let alternates = Vec::new();
    let changed = page.changed.and_then(zoned);
    Url::new(uri(&page.address), alternates, changed, None, None, None, None, news).ok()
}

/// ISO 639, with the two exceptions Google makes for Chinese.
fn language(locale: &str) -> String {
    let mut parts = locale.split('-');
    let language = parts.next().unwrap_or_default().to_ascii_lowercase();
    let is = |name: &str| locale.split('-').skip(1).any(|part| part.eq_ignore_ascii_case(name));
    match language.as_str() {
        "zh" if is("Hant") || is("TW") || is("HK") || is("MO") => "zh-tw".to_owned(),
        "zh" => "zh-cn".to_owned(),
        _ => language,
    }
}

fn zoned(at: Timestamp) -> Option<Zoned> {
    Instant::from_microsecond(at.micros()).ok().map(|at| at.to_zoned(TimeZone::UTC))
}

fn written(changed: Timestamp, write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> Result<Document> {
    let mut bytes = Vec::new();
    write(&mut bytes).map_err(Error::internal)?;
    Ok(Document { bytes, changed })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_as_google_news_spells_them() {
        for (locale, expected) in [
            ("fr", "fr"),
            ("fr-SN", "fr"),
            ("wo", "wo"),
            ("zh-Hant", "zh-tw"),
            ("zh-TW", "zh-tw"),
            ("zh", "zh-cn"),
        ] {
            assert_eq!(language(locale), expected);
        }
    }

    #[test]
    fn an_address_without_room_is_left_out_and_spoils_nothing() {
        let page = |address: String| Page { address, changed: None };
        assert!(entry(page(format!("https://example.org/{}", "a".repeat(2_048))), None).is_none());
        let kept = entry(page("https://example.org/à?x=1&y".into()), None).unwrap();
        assert_eq!(kept.location, "https://example.org/%C3%A0?x=1&y");
    }
}
