//! RSS 2.0 with `content:encoded`, Dublin Core, Media RSS and `atom:link`.
//!
//! The picture is `media:content` and no `enclosure`, which would have to name a size and a type
//! that an address alone does not tell.

use std::collections::BTreeMap;

use rss::extension::atom::{AtomExtension, Link};
use rss::extension::dublincore::DublinCoreExtension;
use rss::extension::{Extension, ExtensionMap};
use rss::{Category, Channel, Guid, Image, Item};

use super::picture::{NAMESPACE, Picture};
use super::{Entry, Feed, Person};
use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::text::xml::html;

pub(super) fn write(feed: &Feed, pretty: bool) -> Result<Vec<u8>> {
    let channel = channel(feed);
    let written =
        if pretty { channel.pretty_write_to(Vec::new(), b' ', 2) } else { channel.write_to(Vec::new()) };
    written.map_err(Error::internal)
}

fn channel(feed: &Feed) -> Channel {
    Channel {
        title: feed.title.clone(),
        link: feed.page.address.clone(),
        // Required, so that a newsroom without a description is described by its name.
        description: html(feed.description.as_ref().unwrap_or(&feed.title)),
        language: Some(feed.language.clone()),
        last_build_date: Some(date(feed.updated)),
        generator: Some("Griot".to_owned()),
        image: feed.logo.clone().map(|url| Image {
            url,
            title: feed.title.clone(),
            link: feed.page.address.clone(),
            ..Image::default()
        }),
        items: feed.entries.iter().map(|entry| item(entry, feed)).collect(),
        atom_ext: Some(AtomExtension { links: [itself(feed)].into_iter().chain(hub(feed)).collect() }),
        namespaces: BTreeMap::from([("media".to_owned(), NAMESPACE.to_owned())]),
        ..Channel::default()
    }
}

fn itself(feed: &Feed) -> Link {
    Link {
        href: feed.address.clone(),
        rel: "self".to_owned(),
        mime_type: Some("application/rss+xml".to_owned()),
        ..Link::default()
    }
}

/// WebSub §4.
fn hub(feed: &Feed) -> Option<Link> {
    feed.hub.clone().map(|href| Link { href, rel: "hub".to_owned(), ..Link::default() })
}

fn item(entry: &Entry, feed: &Feed) -> Item {
    Item {
        title: Some(entry.title.clone()),
        link: Some(entry.page.address.clone()),
        guid: Some(Guid { value: entry.urn(), permalink: false }),
        pub_date: Some(date(entry.published)),
        // Readers take it for HTML.
        description: entry.summary.as_deref().map(html),
        content: entry.html.clone(),
        categories: entry
            .terms
            .iter()
            .map(|term| Category { name: term.name.clone(), domain: None })
            .collect(),
        dublin_core_ext: Some(DublinCoreExtension {
            creators: names(&entry.authors),
            contributors: names(&entry.contributors),
            languages: entry.own_language(feed).into_iter().collect(),
            ..DublinCoreExtension::default()
        }),
        extensions: entry.picture.as_ref().map(media).unwrap_or_default(),
        ..Item::default()
    }
}

fn names(people: &[Person]) -> Vec<String> {
    people.iter().map(|person| person.name.clone()).collect()
}

/// The picture in the types of this crate.
fn media(picture: &Picture) -> ExtensionMap {
    let element = |name: &str| Extension { name: format!("media:{name}"), ..Extension::default() };
    let words = picture.words().into_iter();
    let children =
        words.map(|(name, text)| (name.to_owned(), vec![Extension { value: Some(text), ..element(name) }]));
    let content =
        Extension { attrs: picture.attributes(), children: children.collect(), ..element("content") };
    BTreeMap::from([("media".to_owned(), BTreeMap::from([("content".to_owned(), vec![content])]))])
}

/// RFC 822 §5 with a year of four digits.
fn date(at: Timestamp) -> String {
    at.datetime().format("%a, %d %b %Y %H:%M:%S +0000").to_string()
}
