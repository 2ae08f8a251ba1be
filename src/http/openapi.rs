//! The spec: collected from the handlers the router serves, then finished.
//!
//! A handler declares what is its own (parameters, body, the replies of success). What holds for
//! all is added here once: the problems an operation can answer with, the headers of replies, the
//! `pretty` flag, examples. The finished document is built at start, served, committed as
//! `openapi/openapi.json`, and the suite holds every reply against it.

use std::sync::{Arc, OnceLock};

use actix_web::http::header;
use actix_web::web::{Bytes, Data};
use actix_web::{App, HttpRequest, HttpResponse, get};
use serde_json::Value;
use utoipa::OpenApi;
use utoipa_actix_web::AppExt;

use super::extract::NoQuery;
use super::{etag, router};
use crate::app::AppState;
use crate::auth::Permission;
use crate::error::{Error, Result};

mod examples;
mod finish;
mod headers;
mod permissions;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Griot",
        description = "A headless CMS for newsrooms: articles, authors and sections, and the page around them, behind JWT.\n\n\
            Replies are `{\"data\": …}`; failures are problem details (RFC 9457). Nothing is silently ignored, \
            clamped or rewritten: an unknown parameter or member is refused by name. Anybody may read what is \
            published; editors sign in at `POST /api/v1/auth/login` and send `Authorization: Bearer <access token>`. \
            Writes name the version they are based on with `If-Match`, and with an `Idempotency-Key` they can be sent \
            again without being done twice.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
        contact(name = "Griot", url = "https://github.com/griot-cms/griot"),
    ),
    servers((url = "/", description = "This server.")),
    tags(
        (name = "auth", description = "Signing in and out, one's own profile, password and sessions."),
        (name = "users", description = "Accounts and their roles. For administrators."),
        (name = "webhooks", description = "Who is told what happens, by signed messages (Standard Webhooks). For administrators."),
        (name = "audit", description = "Who did what, when and from where. For administrators."),
        (name = "articles", description = "What is written and published, in two editions: `public` is what readers see, `draft` is the working copy for staff."),
        (name = "corrections", description = "What editors say publicly of what they changed."),
        (name = "batch", description = "Many writes at once, all of them or none."),
        (name = "desk", description = "What awaits whoever asks, in one reply."),
        (name = "notes", description = "What those who write say to each other about an article or a page."),
        (name = "pages", description = "Static texts such as « Mentions légales », in the same two editions."),
        (name = "authors", description = "Public profiles of those who sign articles. Not accounts."),
        (name = "categories", description = "The tree of sections."),
        (name = "tags", description = "Subjects, across the sections."),
        (name = "menus", description = "The named trees of links a website draws its navigation from."),
        (name = "redirects", description = "Where paths of the website lead, and what stands behind them."),
        (name = "series", description = "Articles that belong together and are read in an order."),
        (name = "search", description = "Everything that is public, by its words."),
        (name = "changes", description = "What happened, for those who keep a copy or wait for it: in pages and as a stream."),
        (name = "site", description = "Who the newsroom is, and where its website shows what."),
        (name = "feeds", description = "What is published, for feed readers: RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1."),
        (name = "sitemaps", description = "The pages of the newsroom's website, for search engines (sitemaps.org), and `robots.txt`."),
        (name = "service", description = "Health, figures, the spec itself, and pages about problems."),
    )
)]
struct Base;

/// The finished spec in every form it is served in, and the paths it knows.
pub struct Spec {
    document: Value,
    json: Bytes,
    yaml: Bytes,
    paths: Vec<Served>,
}

/// A path by its segments, with its methods and the operations they are.
struct Served {
    template: Arc<str>,
    segments: Vec<String>,
    methods: Vec<(&'static str, Operation)>,
}

/// What has to be known of an operation before its handler runs.
#[derive(Clone, Debug)]
pub struct Operation {
    pub id: String,
    /// None where nobody has to be signed in.
    pub permission: Option<Permission>,
    pub takes_body: bool,
}

impl Spec {
    /// The one of this process: it is the same for every newsroom, and dear to build.
    ///
    /// # Errors
    /// As [`Spec::build`].
    pub fn shared() -> Result<Arc<Self>> {
        static BUILT: OnceLock<Arc<Spec>> = OnceLock::new();
        if let Some(spec) = BUILT.get() {
            return Ok(Arc::clone(spec));
        }
        let spec = Arc::new(Self::build()?);
        Ok(Arc::clone(BUILT.get_or_init(|| spec)))
    }

    /// # Errors
    /// When the document does not hold together, or an operation does not say who may call it: a mistake
    /// of ours.
    pub fn build() -> Result<Self> {
        let (_, collected) =
            App::new().into_utoipa_app().openapi(Base::openapi()).configure(router::routes).split_for_parts();
        let mut document =
            finish::finish(serde_json::to_value(&collected).map_err(Error::internal)?, router::messages())?;
        if let Some(root) = document.as_object_mut() {
            root.extend(router::extensions().map(|(name, value)| (name.to_owned(), value)));
        }
        let mut json = serde_json::to_vec_pretty(&document).map_err(Error::internal)?;
        json.push(b'\n');
        // Not by way of the builder's types: they forget what they have no member for.
        let yaml = yaml_serde::to_string(&document).map_err(Error::internal)?;
        let paths = paths(&document);
        Ok(Spec { document, json: json.into(), yaml: yaml.into(), paths })
    }

    pub fn document(&self) -> &Value {
        &self.document
    }

    pub fn json(&self) -> &[u8] {
        &self.json
    }

    pub fn yaml(&self) -> &[u8] {
        &self.yaml
    }

    /// The methods of a path, HEAD and OPTIONS included; empty when nobody serves it.
    pub fn methods(&self, path: &str) -> Vec<&'static str> {
        let mut found: Vec<&'static str> = Vec::new();
        for (method, _) in self.serving(path).flat_map(|served| &served.methods) {
            if !found.contains(method) {
                found.push(method);
            }
        }
        if found.contains(&"GET") {
            found.push("HEAD");
        }
        if !found.is_empty() {
            found.push("OPTIONS");
        }
        found
    }

    /// The operation behind a method and a path. Where a word and a placeholder fit, the word is meant.
    pub fn operation(&self, method: &str, path: &str) -> Option<&Operation> {
        let mut found = self.serving(path).flat_map(|served| &served.methods);
        found.find(|(known, _)| *known == method).map(|(_, operation)| operation)
    }

    /// The pattern of a path, `/api/v1/articles/{id}`: the one that has the method, if any of them does.
    pub fn pattern(&self, method: &str, path: &str) -> Option<&Arc<str>> {
        let mut first = None;
        for served in self.serving(path) {
            if served.methods.iter().any(|(known, _)| *known == method) {
                return Some(&served.template);
            }
            first = first.or(Some(&served.template));
        }
        first
    }

    fn serving(&self, path: &str) -> impl Iterator<Item = &Served> {
        let asked: Vec<&str> = path.split('/').collect();
        let serves = move |segments: &[String]| {
            segments.len() == asked.len() && segments.iter().zip(&asked).all(|(own, asked)| fits(own, asked))
        };
        self.paths.iter().filter(move |served| serves(&served.segments))
    }
}

/// Whether a segment of a template fits one of a path: `{id}`, `{id}.rss` or a word.
fn fits(own: &str, asked: &str) -> bool {
    match own.strip_prefix('{').and_then(|own| own.split_once('}')) {
        Some((_, ending)) => asked.strip_suffix(ending).is_some_and(|value| !value.is_empty()),
        None => own == asked,
    }
}

fn paths(document: &Value) -> Vec<Served> {
    const METHODS: [(&str, &str); 5] =
        [("get", "GET"), ("post", "POST"), ("put", "PUT"), ("patch", "PATCH"), ("delete", "DELETE")];
    let Some(paths) = document.get("paths").and_then(Value::as_object) else { return Vec::new() };
    let mut served: Vec<Served> = paths
        .iter()
        .map(|(path, item)| {
            let methods = METHODS.into_iter().filter_map(|(key, name)| {
                let operation = item.get(key)?;
                let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default().to_owned();
                let permission = permissions::of(operation);
                let takes_body = operation.get("requestBody").is_some();
                Some((name, Operation { id, permission, takes_body }))
            });
            Served {
                template: path.as_str().into(),
                segments: path.split('/').map(ToOwned::to_owned).collect(),
                methods: methods.collect(),
            }
        })
        .collect();
    served.sort_by_key(|served| served.segments.iter().filter(|segment| segment.starts_with('{')).count());
    served
}

/// The spec as JSON
///
/// This document. The same bytes as `griot openapi` prints.
#[utoipa::path(
    tag = "service",
    operation_id = "openapi_json",
    responses(
        (status = 200, description = "OpenAPI 3.1.", body = Object, content_type = "application/json"),
        (status = 304, description = "The document is as you have it."),
    ),
    security(())
)]
#[get("/openapi.json")]
pub async fn serve_json(req: HttpRequest, _: NoQuery, app: Data<AppState>) -> HttpResponse {
    document(&req, &app.spec.json, "application/json")
}

/// The spec as YAML
///
/// The same document for readers and tools that prefer YAML.
#[utoipa::path(
    tag = "service",
    operation_id = "openapi_yaml",
    responses(
        (status = 200, description = "OpenAPI 3.1.", body = Object, content_type = "application/yaml"),
        (status = 304, description = "The document is as you have it."),
    ),
    security(())
)]
#[get("/openapi.yaml")]
pub async fn serve_yaml(req: HttpRequest, _: NoQuery, app: Data<AppState>) -> HttpResponse {
    document(&req, &app.spec.yaml, "application/yaml")
}

fn document(req: &HttpRequest, bytes: &Bytes, content_type: &str) -> HttpResponse {
    let tag = etag::public(bytes);
    let held = req.headers().get(header::IF_NONE_MATCH).and_then(|held| held.to_str().ok());
    let fresh = held.is_some_and(|held| etag::none_match_holds(held, &tag));
    let mut reply = if fresh { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    reply
        .insert_header((header::ETAG, tag))
        .insert_header((header::CACHE_CONTROL, "public, max-age=0, s-maxage=60"));
    if fresh { reply.finish() } else { reply.content_type(content_type).body(bytes.clone()) }
}
