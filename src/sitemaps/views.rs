//! Sitemaps as XML (sitemaps.org 0.9, Google's news extension 0.9), and `robots.txt`.
//!
//! Written here, element by element: the protocol's schema wants an order, and the library for
//! sitemaps puts the links to other languages before the date, where they may not stand.

use std::io;

use chrono::SecondsFormat;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::model::ALTERNATES;
use super::service::{Material, News, Page, Part};
use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::text::xml::{legal, uri};

const PROTOCOL: (&str, &str) = ("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9");
const NEWS: (&str, &str) = ("xmlns:news", "http://www.google.com/schemas/sitemap-news/0.9");
const XHTML: (&str, &str) = ("xmlns:xhtml", "http://www.w3.org/1999/xhtml");

/// The protocol has room for shorter addresses only.
const ADDRESS: usize = 2_048;
/// What a link takes beside language and address.
const LINK: usize = 60;

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
pub fn index(material: &Material<(Part, Option<Timestamp>)>, server: &str) -> Result<Document> {
    let bytes = document("sitemapindex", &[PROTOCOL], |xml| {
        material.items.iter().try_for_each(|(part, changed)| {
            element(xml, "sitemap", |xml| {
                text(xml, "loc", &uri(&format!("{server}{}", part.path())))?;
                changed.map_or(Ok(()), |at| text(xml, "lastmod", &date(at)))
            })
        })
    })?;
    Ok(Document { bytes, changed: newest(material, |(_, changed)| *changed) })
}

/// # Errors
/// When it cannot be written: never.
pub fn pages(material: &Material<Page>) -> Result<Document> {
    let mut room = ALTERNATES;
    let linked: Vec<(&Page, Vec<Link<'_>>)> =
        material.items.iter().map(|page| (page, links(page, &mut room))).collect();
    let has_links = linked.iter().any(|(_, links)| !links.is_empty());
    let spaces = if has_links { vec![PROTOCOL, XHTML] } else { vec![PROTOCOL] };
    let bytes = document("urlset", &spaces, |xml| {
        linked.iter().try_for_each(|(page, links)| {
            entry(xml, page, |xml| links.iter().try_for_each(|link| link.write(xml)))
        })
    })?;
    Ok(Document { bytes, changed: newest(material, |page| page.changed) })
}

/// # Errors
/// When it cannot be written: never.
pub fn news(material: &Material<News>) -> Result<Document> {
    let name = legal(&material.site.settings.name);
    let spaces = if material.items.is_empty() { vec![PROTOCOL] } else { vec![PROTOCOL, NEWS] };
    let bytes = document("urlset", &spaces, |xml| {
        material.items.iter().try_for_each(|one| {
            entry(xml, &one.page, |xml| {
                element(xml, "news:news", |xml| {
                    element(xml, "news:publication", |xml| {
                        text(xml, "news:name", &name)?;
                        text(xml, "news:language", &language(&one.locale))
                    })?;
                    text(xml, "news:publication_date", &date(one.published))?;
                    text(xml, "news:title", &legal(&one.title))
                })
            })
        })
    })?;
    Ok(Document { bytes, changed: newest(material, |one| one.page.changed) })
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

type Xml = Writer<Vec<u8>>;

fn document(
    root: &str,
    spaces: &[(&str, &str)],
    inside: impl FnOnce(&mut Xml) -> io::Result<()>,
) -> Result<Vec<u8>> {
    let mut xml = Writer::new(Vec::new());
    let declaration = Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None));
    xml.write_event(declaration).map_err(Error::internal)?;
    let root = xml.create_element(root).with_attributes(spaces.iter().copied());
    root.write_inner_content(inside).map_err(Error::internal)?;
    Ok(xml.into_inner())
}

fn element(xml: &mut Xml, name: &str, inside: impl FnOnce(&mut Xml) -> io::Result<()>) -> io::Result<()> {
    xml.create_element(name).write_inner_content(inside).map(|_| ())
}

fn text(xml: &mut Xml, name: &str, text: &str) -> io::Result<()> {
    xml.create_element(name).write_text_content(BytesText::new(text)).map(|_| ())
}

/// Nothing for an address there is no room for.
fn entry(xml: &mut Xml, page: &Page, more: impl FnOnce(&mut Xml) -> io::Result<()>) -> io::Result<()> {
    let address = uri(&page.address);
    if address.len() >= ADDRESS {
        return Ok(());
    }
    element(xml, "url", |xml| {
        text(xml, "loc", &address)?;
        page.changed.map_or(Ok(()), |at| text(xml, "lastmod", &date(at)))?;
        more(xml)
    })
}

/// The page in one language (hreflang).
#[derive(Debug)]
struct Link<'p> {
    language: &'p str,
    address: String,
}

impl Link<'_> {
    fn write(&self, xml: &mut Xml) -> io::Result<()> {
        let attributes = [("rel", "alternate"), ("hreflang", self.language), ("href", &self.address)];
        xml.create_element("xhtml:link").with_attributes(attributes).write_empty().map(|_| ())
    }
}

/// The page in all its languages, as far as there is `room`; all or none.
fn links<'p>(page: &'p Page, room: &mut usize) -> Vec<Link<'p>> {
    let link = |(language, address): &'p (String, String)| Link { language, address: uri(address) };
    let links: Vec<Link<'p>> = page.alternates.iter().map(link).collect();
    // An ampersand is written in five characters.
    let escaped = |link: &Link<'_>| link.address.len() + 4 * link.address.matches('&').count();
    let bytes: usize = links.iter().map(|link| escaped(link) + link.language.len() + LINK).sum();
    match room.checked_sub(bytes) {
        Some(left) if links.iter().all(|link| link.address.len() < ADDRESS) => {
            *room = left;
            links
        }
        _ => Vec::new(),
    }
}

fn newest<T>(material: &Material<T>, changed: impl Fn(&T) -> Option<Timestamp>) -> Timestamp {
    material.items.iter().filter_map(changed).fold(material.site.updated_at, Timestamp::max)
}

/// As the W3C writes dates (a profile of ISO 8601).
fn date(at: Timestamp) -> String {
    at.datetime().to_rfc3339_opts(SecondsFormat::Secs, false)
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

    fn page(address: &str, alternates: &[(&str, &str)]) -> Page {
        let own = |(language, address): &(&str, &str)| ((*language).to_owned(), (*address).to_owned());
        let alternates = alternates.iter().map(own).collect();
        Page { address: address.to_owned(), changed: None, alternates }
    }

    fn written(page: &Page) -> String {
        let bytes = document("urlset", &[PROTOCOL], |xml| entry(xml, page, |_| Ok(())));
        String::from_utf8(bytes.unwrap()).unwrap()
    }

    #[test]
    fn an_address_without_room_is_left_out_and_spoils_nothing() {
        let long = written(&page(&format!("https://example.org/{}", "a".repeat(ADDRESS)), &[]));
        assert!(long.ends_with("0.9\"></urlset>"), "{long}");
        let kept = written(&page("https://example.org/à?x=1&y", &[]));
        assert!(kept.contains("<url><loc>https://example.org/%C3%A0?x=1&amp;y</loc></url>"), "{kept}");
    }

    #[test]
    fn languages_are_named_as_far_as_there_is_room() {
        let mut room = 500;
        let mut named = |french: &str| {
            let french = format!("https://example.org/{french}");
            let page = page("https://example.org/a", &[("fr", &french), ("wo", "https://example.org/wo")]);
            links(&page, &mut room).len()
        };
        assert_eq!(named(&"a".repeat(ADDRESS)), 0);
        assert_eq!(named("à"), 2);
        assert_eq!(named("b"), 2);
        assert_eq!(named("c"), 0);
        assert_eq!(links(&page("https://example.org/a", &[]), &mut 0).len(), 0);
    }
}
