//! The settings as JSON.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::addresses::{ARTICLE, CATEGORY, PAGE, PLAIN, TAG};
use super::model::{Checklists, Publisher, Requirement, Settings, Site, SocialLink, UrlTemplates};
use super::service::SITE_ID;
use super::template;
use crate::clock::Timestamp;
use crate::error::{Faults, FieldCode, FieldError, Result};
use crate::http::conditional::Versioned;
use crate::http::patch::Patch;
use crate::http::reply::envelope;
use crate::media::{Image, check_url};
use crate::menus::MenuView;
use crate::text::locale::canonical;

/// What a newsroom says of itself.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReplaceSite)]
pub struct SiteInput {
    #[schema(
        min_length = 1,
        max_length = 200,
        pattern = "^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$",
        example = "La Rive"
    )]
    pub name: String,
    #[schema(required = false, max_length = 300, example = "Les nouvelles du fleuve")]
    pub tagline: Option<String>,
    #[schema(required = false, max_length = 5000, example = "Un journal de Saint-Louis et de sa région.")]
    pub description: Option<String>,
    /// Of the website that shows the articles: absolute, `http` or `https`, without query or slash at the end. Without it
    /// `links.web` is null everywhere.
    #[schema(
        required = false,
        format = "uri",
        min_length = 8,
        max_length = 300,
        pattern = "^https?://",
        example = "https://www.example.org"
    )]
    pub public_url: Option<String>,
    /// Language of what is written without naming one, as a BCP 47 tag.
    #[serde(default = "default_locale")]
    #[schema(required = false, min_length = 2, max_length = 35, pattern = "^[A-Za-z0-9-]+$", example = "fr")]
    pub default_locale: String,
    /// The languages of the newsroom. The default one is always among them.
    #[serde(default)]
    #[schema(required = false, max_items = 50, min_length = 2, max_length = 35, example = json!(["fr", "wo"]))]
    pub locales: Vec<String>,
    /// A name of the IANA time zone database.
    #[serde(default = "time_zone")]
    #[schema(
        required = false,
        min_length = 1,
        max_length = 64,
        pattern = "^[A-Za-z0-9_+/-]+$",
        example = "Africa/Dakar"
    )]
    pub time_zone: String,
    #[schema(required = false)]
    pub logo: Option<Image>,
    #[serde(default)]
    #[schema(required = false, max_items = 20)]
    pub social: Vec<SocialLink>,
    #[schema(required = false)]
    pub publisher: Option<Publisher>,
    /// Whether whoever publishes a revision must be somebody else than its writer. Left out: no.
    #[serde(default)]
    #[schema(required = false)]
    pub four_eyes: bool,
    #[serde(default)]
    #[schema(required = false)]
    pub checklists: Checklists,
    #[serde(default)]
    #[schema(required = false)]
    pub url_templates: UrlTemplates,
}

fn default_locale() -> String {
    Settings::default().default_locale
}

fn time_zone() -> String {
    Settings::default().time_zone
}

/// A merge patch of the settings.
pub type UpdateSite = Patch<SiteInput>;

impl SiteInput {
    /// Checks what the schema cannot say.
    ///
    /// # Errors
    /// 422 with every fault.
    pub fn parse(self) -> Result<Settings> {
        let mut faults = Faults::new();
        let public_url = self.public_url.as_deref().and_then(|url| faults.take(website(url)));
        let default_locale = faults.take(locale(&self.default_locale, "/default_locale".into()));
        let mut locales = Vec::new();
        for (index, tag) in self.locales.iter().enumerate() {
            locales.extend(faults.take(locale(tag, format!("/locales/{index}"))));
        }
        if self.time_zone.parse::<chrono_tz::Tz>().is_err() {
            faults.push(
                FieldError::pointer("/time_zone", FieldCode::Format, "This is not a time zone.")
                    .expected("a name of the IANA time zone database, such as Africa/Dakar"),
            );
        }
        if let Some(logo) = &self.logo {
            logo.check("/logo", &mut faults);
        }
        for (index, link) in self.social.iter().enumerate() {
            check_url(&link.url, &format!("/social/{index}/url"), &mut faults);
        }
        if let Some(url) = self.publisher.as_ref().and_then(|publisher| publisher.url.as_deref()) {
            check_url(url, "/publisher/url", &mut faults);
        }
        check_checklists(&self.checklists, &mut faults);
        check_templates(&self.url_templates, &mut faults);
        faults.check()?;
        let default_locale = default_locale.unwrap_or_default();
        if !locales.contains(&default_locale) {
            locales.insert(0, default_locale.clone());
        }
        let mut seen = Vec::new();
        locales.retain(|tag| {
            !seen.contains(tag) && {
                seen.push(tag.clone());
                true
            }
        });
        Ok(Settings {
            name: self.name,
            tagline: self.tagline,
            description: self.description,
            public_url,
            default_locale,
            locales,
            time_zone: self.time_zone,
            logo: self.logo,
            social: self.social,
            publisher: self.publisher,
            four_eyes: self.four_eyes,
            checklists: self.checklists,
            url_templates: self.url_templates,
        })
    }

    /// The input that would lead to what is stored: the target of a merge patch.
    pub fn of(settings: &Settings) -> Self {
        let settings = settings.clone();
        SiteInput {
            name: settings.name,
            tagline: settings.tagline,
            description: settings.description,
            public_url: settings.public_url,
            default_locale: settings.default_locale,
            locales: settings.locales,
            time_zone: settings.time_zone,
            logo: settings.logo,
            social: settings.social,
            publisher: settings.publisher,
            four_eyes: settings.four_eyes,
            checklists: settings.checklists,
            url_templates: settings.url_templates,
        }
    }
}

/// A trailing slash is nobody's intention, so it is dropped and not refused.
fn website(text: &str) -> Result<String, FieldError> {
    let refuse = |detail: &str| {
        FieldError::pointer("/public_url", FieldCode::Format, detail)
            .expected("one like https://www.example.org")
    };
    let mut faults = Faults::new();
    check_url(text, "/public_url", &mut faults);
    if faults.check().is_err() {
        return Err(refuse("This is not an absolute http or https address without credentials."));
    }
    if text.contains(['?', '#']) {
        return Err(refuse("The address of a site has no query and no fragment."));
    }
    Ok(text.trim_end_matches('/').to_owned())
}

fn locale(tag: &str, pointer: String) -> Result<String, FieldError> {
    canonical(tag).ok_or_else(|| {
        FieldError::pointer(pointer, FieldCode::Format, "This is not a language tag.")
            .expected("a BCP 47 tag of language, script and region, such as fr or fr-SN")
    })
}

/// What pages have of what can be required.
const OF_PAGES: [Requirement; 4] =
    [Requirement::Subtitle, Requirement::Summary, Requirement::Body, Requirement::Image];

fn check_checklists(checklists: &Checklists, faults: &mut Faults) {
    for (name, required) in checklists.all() {
        for (index, one) in required.iter().enumerate() {
            let pointer = format!("/checklists/{name}/{index}");
            if required.iter().take(index).any(|earlier| earlier == one) {
                faults.add(pointer, FieldCode::Duplicate, "This is in the list already.");
            } else if name == "page" && !OF_PAGES.contains(one) {
                faults.add(pointer, FieldCode::NotAllowed, format!("A page has no {one}."));
            }
        }
    }
}

fn check_templates(templates: &UrlTemplates, faults: &mut Faults) {
    for (name, template, (needs, known)) in [
        ("article", &templates.article, ARTICLE),
        ("category", &templates.category, CATEGORY),
        ("author", &templates.author, PLAIN),
        ("tag", &templates.tag, TAG),
        ("series", &templates.series, PLAIN),
        ("page", &templates.page, PAGE),
    ] {
        if let Err(detail) = template::check(template, known, needs) {
            let placeholders: Vec<String> = known.iter().map(|name| format!("{{{name}}}")).collect();
            faults.push(
                FieldError::pointer(format!("/url_templates/{name}"), FieldCode::Format, detail)
                    .expected(format!("a path of {} and plain text", placeholders.join(", "))),
            );
        }
    }
}

/// The newsroom as its readers know it.
#[derive(Debug, Serialize, ToSchema)]
pub struct SiteView {
    #[schema(example = "La Rive")]
    pub name: String,
    #[schema(required, example = "Les nouvelles du fleuve")]
    pub tagline: Option<String>,
    #[schema(required)]
    pub description: Option<String>,
    /// Of the website that shows the articles.
    #[schema(required, format = "uri", example = "https://www.example.org")]
    pub public_url: Option<String>,
    #[schema(example = "fr")]
    pub default_locale: String,
    #[schema(example = json!(["fr", "wo"]))]
    pub locales: Vec<String>,
    #[schema(example = "Africa/Dakar")]
    pub time_zone: String,
    #[schema(required)]
    pub logo: Option<Image>,
    pub social: Vec<SocialLink>,
    #[schema(required)]
    pub publisher: Option<Publisher>,
    /// Whether whoever publishes a revision must be somebody else than its writer.
    pub four_eyes: bool,
    pub checklists: Checklists,
    pub url_templates: UrlTemplates,
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Timestamp,
    /// Only with `menus`, in its order; those that are not there are missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub menus: Option<Vec<MenuView>>,
}

impl From<Site> for SiteView {
    fn from(site: Site) -> Self {
        let Site { settings, updated_at, .. } = site;
        SiteView {
            name: settings.name,
            tagline: settings.tagline,
            description: settings.description,
            public_url: settings.public_url,
            default_locale: settings.default_locale,
            locales: settings.locales,
            time_zone: settings.time_zone,
            logo: settings.logo,
            social: settings.social,
            publisher: settings.publisher,
            four_eyes: settings.four_eyes,
            checklists: settings.checklists,
            url_templates: settings.url_templates,
            updated_at,
            menus: None,
        }
    }
}

envelope! {
    /// The site.
    SiteReply { data: SiteView }
}

impl Versioned for Site {
    type Reply = SiteReply;

    fn id(&self) -> Uuid {
        SITE_ID
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn reply(self) -> Result<SiteReply> {
        Ok(SiteReply { data: self.into() })
    }
}
