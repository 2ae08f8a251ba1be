//! Which headers a reply has. Each is declared in one of two forms: by its name when every such reply
//! has it (`required`), as `Optional-<name>` when some have it. The suite holds all replies against this.

use serde_json::{Map, Value, json};

use crate::http::idempotency::takes_key;

/// A header of one reply.
#[derive(Clone, Copy)]
enum Header {
    Always(&'static str),
    Sometimes(&'static str),
}

use Header::{Always, Sometimes};

impl Header {
    fn declare(self, headers: &mut Map<String, Value>) {
        let (name, prefix) = match self {
            Always(name) => (name, ""),
            Sometimes(name) => (name, OPTIONAL),
        };
        headers
            .entry(name)
            .or_insert_with(|| json!({ "$ref": format!("#/components/headers/{prefix}{name}") }));
    }
}

const OPTIONAL: &str = "Optional-";

/// The headers the spec knows, in both forms; the form nobody uses is dropped later.
pub(super) fn components() -> Value {
    let mut components = Map::new();
    for (name, description, schema, example) in table() {
        let header = json!({ "description": description, "schema": schema, "example": example });
        let mut required = header.clone();
        if let Some(members) = required.as_object_mut() {
            members.insert("required".into(), json!(true));
        }
        components.insert(name.into(), required);
        components.insert(format!("{OPTIONAL}{name}"), header);
    }
    Value::Object(components)
}

fn table() -> [(&'static str, &'static str, Value, Value); 16] {
    let text =
        |name, description, example: &str| (name, description, json!({ "type": "string" }), json!(example));
    [
        text(
            "X-Request-Id",
            "The id of this request, also in the server's log.",
            "0198c0de-0000-7000-8000-000000000001",
        ),
        text(
            "ETag",
            "Tag of the reply. A versioned one (`\"<version>.<hash>\"`) serves as `If-Match`. That of a list with `meta.seq` is weak: it does not cover that number.",
            "\"3.q1C2Zb8rYxkVn0sWlT4uAg\"",
        ),
        text("Last-Modified", "When the thing itself last changed.", "Sat, 07 Mar 2026 09:30:00 GMT"),
        text("Cache-Control", "Who may keep the reply.", "public, max-age=0, s-maxage=60"),
        text("Vary", "What else the reply depends on.", "Accept-Encoding"),
        text(
            "Link",
            "The neighbouring pages, or the hub and the own address of a feed (RFC 8288).",
            "</api/v1/articles?cursor=abc>; rel=\"next\"",
        ),
        text("Location", "Where the thing is.", "/api/v1/authors/0198c0de-0000-7000-8000-000000000001"),
        text("Server-Timing", "The number of SQL statements the reply cost.", "db;desc=\"3 stmts\""),
        ("Retry-After", "Seconds to wait.", json!({ "type": "integer", "minimum": 0 }), json!(1)),
        text(
            "RateLimit",
            "What is left of the limit that was reached (draft-ietf-httpapi-ratelimit-headers).",
            "\"login\";r=0;t=60",
        ),
        text(
            "RateLimit-Policy",
            "That limit: attempts, and the seconds they are counted in.",
            "\"login\";q=10;w=900",
        ),
        (
            "Idempotency-Replayed",
            "The reply was given before, to the same request with the same `Idempotency-Key`.",
            json!({ "type": "string", "enum": ["true"] }),
            json!("true"),
        ),
        text("X-Robots-Tag", "What search engines shall do with the reply.", "noindex"),
        text("X-Accel-Buffering", "Asks proxies not to hold the stream back (nginx).", "no"),
        text("Allow", "The methods of the path.", "GET, HEAD, OPTIONS"),
        text("WWW-Authenticate", "How to authenticate.", "Bearer realm=\"griot\""),
    ]
}

/// The headers of a problem with this status.
pub(super) fn of_problem(status: u16) -> Value {
    let more: &[Header] = match status {
        401 => &[Always("WWW-Authenticate")],
        405 => &[Always("Allow")],
        // Only where waiting helps.
        409 => &[Sometimes("Retry-After")],
        // There is no tag to name where nothing is.
        412 | 428 => &[Sometimes("ETag")],
        429 => &[Always("RateLimit"), Always("RateLimit-Policy"), Always("Retry-After")],
        503 | 507 => &[Always("Retry-After"), Always("Server-Timing")],
        500.. => &[Always("Server-Timing")],
        _ => &[],
    };
    let mut headers = Map::new();
    // A request that was given up has not passed the layer that says what the reply depends on.
    let common = [Always("X-Request-Id"), Always("Cache-Control"), Sometimes("Vary")];
    common.iter().chain(more).for_each(|header| header.declare(&mut headers));
    Value::Object(headers)
}

/// Adds to every success of an operation the headers it has, told from what the operation declares.
pub(super) fn add(operation: &mut Map<String, Value>, path: &str, method: &str) {
    let told = Told::by(operation, path, method);
    let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else { return };
    for (status, response) in responses.iter_mut() {
        let Some(response) = response.as_object_mut().filter(|response| !response.contains_key("$ref"))
        else {
            continue;
        };
        let headers = response.entry("headers").or_insert_with(|| json!({}));
        let Some(headers) = headers.as_object_mut() else { continue };
        for name in ["X-Request-Id", "Server-Timing", "Cache-Control", "Vary"] {
            Always(name).declare(headers);
        }
        if told.keyed {
            Sometimes("Idempotency-Replayed").declare(headers);
        }
        told.validators(status).into_iter().for_each(|header| header.declare(headers));
    }
}

/// What decides about validators and links.
struct Told {
    get: bool,
    /// May be the reply of another time.
    keyed: bool,
    list: bool,
    /// A 304 is declared, hence a tag is sent.
    conditional: bool,
    /// One thing that everybody may read.
    public_thing: bool,
    /// May name a hub.
    feed: bool,
    /// Shows two editions; the draft has no date, a list of drafts no tag either.
    editions: bool,
    /// May show a working copy to whoever holds a link, which is nothing for search engines.
    preview: bool,
    /// Never ends.
    stream: bool,
    /// A pair of tokens has no version, nor has what an import or a batch did, nor who is at what, nor what was sent.
    unversioned: bool,
}

impl Told {
    fn by(operation: &Map<String, Value>, path: &str, method: &str) -> Self {
        let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default();
        let parameters = operation.get("parameters").and_then(Value::as_array);
        let has = |name| {
            let is = |one: &Value| one.get("name").and_then(Value::as_str) == Some(name);
            parameters.is_some_and(|all| all.iter().any(is))
        };
        Told {
            get: method == "get",
            keyed: takes_key(method != "get", path),
            list: id.ends_with("_list"),
            conditional: operation.get("responses").is_some_and(|responses| responses.get("304").is_some()),
            public_thing: (id.ends_with("_find") && super::permissions::is_public(operation))
                || path.starts_with("/feeds/")
                || id.starts_with("sitemaps_")
                || id == "articles_json_ld",
            feed: path.starts_with("/feeds/"),
            editions: has("edition"),
            stream: id == "events_stream",
            preview: has("preview"),
            unversioned: (method == "post" && path.starts_with("/api/v1/auth/"))
                || ["redirects_import", "batch_write"].contains(&id)
                || ["_lock", "_assign", "_ping", "_redeliver"]
                    .iter()
                    .any(|unversioned| id.ends_with(unversioned)),
        }
    }

    fn validators(&self, status: &str) -> Vec<Header> {
        let either = |name| if self.editions { Sometimes(name) } else { Always(name) };
        match status {
            "200" | "304" if self.get => {
                let untagged = self.preview || (self.list && self.editions);
                let tag = if untagged && status == "200" { Sometimes("ETag") } else { Always("ETag") };
                let mut headers = Vec::new();
                headers.extend(self.conditional.then_some(tag));
                headers.extend((self.conditional && self.public_thing).then(|| either("Last-Modified")));
                headers.extend((self.preview && status == "200").then_some(Sometimes("X-Robots-Tag")));
                headers.extend((self.list || self.feed).then_some(Sometimes("Link")));
                headers.extend(self.stream.then_some(Always("X-Accel-Buffering")));
                headers
            }
            "200" if !self.unversioned => vec![Always("ETag")],
            "201" => vec![Always("ETag"), Always("Location")],
            "301" => vec![Always("Location")],
            _ => Vec::new(),
        }
    }
}
