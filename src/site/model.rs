//! The settings as stored, and their defaults.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::closed_list::closed_list;
use crate::media::Image;

/// The settings with what guards their changes.
#[derive(Clone, Debug)]
pub struct Site {
    pub settings: Settings,
    pub version: i64,
    pub updated_at: Timestamp,
}

/// What a newsroom says of itself. A stored document may leave out anything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    pub name: String,
    pub tagline: Option<String>,
    pub description: Option<String>,
    /// Of the website, without a slash at the end.
    pub public_url: Option<String>,
    pub default_locale: String,
    pub locales: Vec<String>,
    /// Of the IANA database.
    pub time_zone: String,
    pub logo: Option<Image>,
    pub social: Vec<SocialLink>,
    pub publisher: Option<Publisher>,
    /// Whether nobody publishes what they wrote themselves.
    pub four_eyes: bool,
    pub checklists: Checklists,
    pub url_templates: UrlTemplates,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            name: "Griot".to_owned(),
            tagline: None,
            description: None,
            public_url: None,
            default_locale: "fr".to_owned(),
            locales: vec!["fr".to_owned()],
            time_zone: "UTC".to_owned(),
            logo: None,
            social: Vec::new(),
            publisher: None,
            four_eyes: false,
            checklists: Checklists::default(),
            url_templates: UrlTemplates::default(),
        }
    }
}

/// The newsroom elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SocialLink {
    #[schema(min_length = 1, max_length = 100, example = "Mastodon")]
    pub label: String,
    /// Absolute `http` or `https` address.
    #[schema(
        format = "uri",
        min_length = 8,
        max_length = 2000,
        pattern = "^https?://",
        example = "https://example.org/@rive"
    )]
    pub url: String,
}

/// Who answers for what is published, as search engines want to know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Publisher {
    #[schema(min_length = 1, max_length = 200, example = "Éditions de la Rive")]
    pub name: String,
    /// Absolute `http` or `https` address.
    #[serde(default)]
    #[schema(
        required = false,
        format = "uri",
        min_length = 8,
        max_length = 2000,
        pattern = "^https?://",
        example = "https://example.org"
    )]
    pub url: Option<String>,
}

closed_list! {
    /// What can be required before something is published. A title it always has.
    Requirement {
        Kicker "kicker", Subtitle "subtitle", Summary "summary",
        /// A text of at least one word.
        Body "body",
        Dateline "dateline",
        /// Somebody in the byline.
        Authors "authors",
        PrimaryCategory "primary_category_id", Tags "tag_ids", Image "image", Source "source",
    }
}

macro_rules! checklists {
    ($($(#[$doc:meta])* $name:ident = [$($required:ident),*],)+) => {
        /// What each type of article, and a page, must have before it is published. What is left out is as at first.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        #[serde(default, deny_unknown_fields)]
        pub struct Checklists {
            $(
                $(#[$doc])*
                #[schema(required = false, max_items = 10, example = json!(["summary", "body"]))]
                pub $name: Vec<Requirement>,
            )+
        }

        impl Default for Checklists {
            fn default() -> Self {
                Checklists { $($name: vec![$(Requirement::$required),*]),+ }
            }
        }

        impl Checklists {
            /// Each with its name.
            pub fn all(&self) -> Vec<(&'static str, &[Requirement])> {
                vec![$((stringify!($name), self.$name.as_slice())),+]
            }
        }
    };
}

checklists! {
    news = [Summary, Body, Authors, PrimaryCategory],
    analysis = [Summary, Body, Authors, PrimaryCategory],
    interview = [Summary, Body, Authors, PrimaryCategory],
    opinion = [Summary, Body, Authors, PrimaryCategory],
    report = [Summary, Body, Authors, PrimaryCategory],
    brief = [Summary, Body, Authors, PrimaryCategory],
    live = [Summary, Body, Authors, PrimaryCategory],
    video = [Summary, Body, Authors, PrimaryCategory],
    audio = [Summary, Body, Authors, PrimaryCategory],
    /// Of what a page has: `subtitle`, `summary`, `body` and `image`.
    page = [Body],
}

/// Paths of the website, with placeholders in braces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct UrlTemplates {
    /// May hold `{slug}`, `{id}`, `{category}`, `{category_path}`, `{yyyy}`, `{mm}`, `{dd}` (of the first day it was
    /// public, in the site's time zone) and `{locale}`. A segment whose placeholders are all empty is left out.
    #[schema(
        required = false,
        min_length = 2,
        max_length = 200,
        pattern = "^/[^\\u0000]*$",
        default = "/{category}/{slug}"
    )]
    pub article: String,
    /// May hold `{slug}`, `{id}`, `{category_path}` and `{locale}`, the language of the section.
    #[schema(
        required = false,
        min_length = 2,
        max_length = 200,
        pattern = "^/[^\\u0000]*$",
        default = "/{category_path}"
    )]
    pub category: String,
    /// May hold `{slug}` and `{id}`; no `{locale}`, for authors have no language.
    #[schema(
        required = false,
        min_length = 2,
        max_length = 200,
        pattern = "^/[^\\u0000]*$",
        default = "/auteurs/{slug}"
    )]
    pub author: String,
    /// May hold `{slug}`, `{id}` and `{locale}`, the language of the tag.
    #[schema(
        required = false,
        min_length = 2,
        max_length = 200,
        pattern = "^/[^\\u0000]*$",
        default = "/tags/{slug}"
    )]
    pub tag: String,
    /// May hold `{slug}` and `{id}`.
    #[schema(
        required = false,
        min_length = 2,
        max_length = 200,
        pattern = "^/[^\\u0000]*$",
        default = "/series/{slug}"
    )]
    pub series: String,
    /// May hold `{slug}`, `{id}` and `{locale}`.
    #[schema(
        required = false,
        min_length = 2,
        max_length = 200,
        pattern = "^/[^\\u0000]*$",
        default = "/{slug}"
    )]
    pub page: String,
}

impl Default for UrlTemplates {
    fn default() -> Self {
        UrlTemplates {
            article: "/{category}/{slug}".to_owned(),
            category: "/{category_path}".to_owned(),
            author: "/auteurs/{slug}".to_owned(),
            tag: "/tags/{slug}".to_owned(),
            series: "/series/{slug}".to_owned(),
            page: "/{slug}".to_owned(),
        }
    }
}
