//! The lead picture, as Media RSS 1.5.1 (rssboard.org/media-rss) says it in RSS and Atom.

use std::collections::BTreeMap;

use crate::media::Image;
use crate::text::xml::{legal_option, uri};

pub(super) const NAMESPACE: &str = "http://search.yahoo.com/mrss/";

#[derive(Clone, Debug)]
pub(super) struct Picture {
    pub address: String,
    width: Option<i32>,
    height: Option<i32>,
    description: Option<String>,
    credit: Option<String>,
}

impl Picture {
    pub(super) fn new(image: Image) -> Self {
        Picture {
            address: uri(&image.url),
            width: image.width,
            height: image.height,
            description: legal_option(image.caption).or_else(|| legal_option(image.alt)),
            credit: legal_option(image.credit),
        }
    }

    /// Of `media:content`.
    pub(super) fn attributes(&self) -> BTreeMap<String, String> {
        let sizes = [("width", self.width), ("height", self.height)];
        let sizes = sizes.into_iter().filter_map(|(name, size)| size.map(|size| (name, size.to_string())));
        [("url", self.address.clone()), ("medium", "image".to_owned())]
            .into_iter()
            .chain(sizes)
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    }

    /// The elements in `media:content`, by their names in that namespace.
    pub(super) fn words(&self) -> Vec<(&'static str, String)> {
        [("description", &self.description), ("credit", &self.credit)]
            .into_iter()
            .filter_map(|(name, text)| text.clone().map(|text| (name, text)))
            .collect()
    }
}
