//! Every operation of the spec stands in one table with the least role that may call it. Nobody
//! below gets in, and no operation can be added without being judged.

use actix_web::http::Method;
use griot::auth::Role;
use serde_json::Value;
use uuid::Uuid;

use crate::support::{Client, TestApp};

/// None: anybody.
const TABLE: &[(&str, Option<Role>)] = &[
    ("articles_assign", Some(Role::Author)),
    ("articles_correct", Some(Role::Editor)),
    ("articles_corrections_list", None),
    ("articles_create", Some(Role::Contributor)),
    ("articles_delete", Some(Role::Contributor)),
    ("articles_find", None),
    ("articles_json_ld", None),
    ("articles_list", None),
    ("articles_lock", Some(Role::Contributor)),
    ("articles_merge", Some(Role::Contributor)),
    ("articles_preview_links_create", Some(Role::Contributor)),
    ("articles_preview_links_delete", Some(Role::Contributor)),
    ("articles_preview_links_find", Some(Role::Contributor)),
    ("articles_preview_links_list", Some(Role::Contributor)),
    ("articles_publish", Some(Role::Author)),
    ("articles_reinstate", Some(Role::Admin)),
    ("articles_related", None),
    ("articles_replace", Some(Role::Contributor)),
    ("articles_restore", Some(Role::Contributor)),
    ("articles_retract", Some(Role::Editor)),
    ("articles_return", Some(Role::Editor)),
    ("articles_revisions_diff", Some(Role::Contributor)),
    ("articles_revisions_find", Some(Role::Contributor)),
    ("articles_revisions_list", Some(Role::Contributor)),
    ("articles_revisions_restore", Some(Role::Contributor)),
    ("articles_schedule", Some(Role::Author)),
    ("articles_submit", Some(Role::Contributor)),
    ("articles_unassign", Some(Role::Author)),
    ("articles_unlock", Some(Role::Contributor)),
    ("articles_unpublish", Some(Role::Editor)),
    ("articles_unschedule", Some(Role::Author)),
    ("articles_update", Some(Role::Contributor)),
    ("audit_list", Some(Role::Admin)),
    ("auth_login", None),
    ("auth_logout", Some(Role::Contributor)),
    ("auth_me", Some(Role::Contributor)),
    ("auth_password", Some(Role::Contributor)),
    ("auth_refresh", None),
    ("auth_update_me", Some(Role::Contributor)),
    ("authors_create", Some(Role::Editor)),
    ("authors_delete", Some(Role::Editor)),
    ("authors_find", None),
    ("authors_list", None),
    ("authors_replace", Some(Role::Editor)),
    ("authors_update", Some(Role::Editor)),
    ("batch_write", Some(Role::Contributor)),
    ("categories_create", Some(Role::Editor)),
    ("categories_delete", Some(Role::Editor)),
    ("categories_find", None),
    ("categories_list", None),
    ("categories_replace", Some(Role::Editor)),
    ("categories_update", Some(Role::Editor)),
    ("changes_list", None),
    ("corrections_list", None),
    ("desk_find", Some(Role::Contributor)),
    ("events_stream", None),
    ("feeds_articles_atom", None),
    ("feeds_articles_json", None),
    ("feeds_articles_rss", None),
    ("feeds_authors_atom", None),
    ("feeds_authors_json", None),
    ("feeds_authors_rss", None),
    ("feeds_categories_atom", None),
    ("feeds_categories_json", None),
    ("feeds_categories_rss", None),
    ("feeds_corrections_atom", None),
    ("feeds_corrections_json", None),
    ("feeds_corrections_rss", None),
    ("feeds_tags_atom", None),
    ("feeds_tags_json", None),
    ("feeds_tags_rss", None),
    ("health_live", None),
    ("health_ready", None),
    ("menus_create", Some(Role::Editor)),
    ("menus_delete", Some(Role::Editor)),
    ("menus_find", None),
    ("menus_list", None),
    ("menus_replace", Some(Role::Editor)),
    ("menus_update", Some(Role::Editor)),
    // Not for anybody: for whoever has the token of a setting, which is no account. See tests/api/metrics.rs.
    ("metrics_read", None),
    ("notes_create", Some(Role::Contributor)),
    ("notes_delete", Some(Role::Contributor)),
    ("notes_find", Some(Role::Contributor)),
    ("notes_list", Some(Role::Contributor)),
    ("notes_update", Some(Role::Contributor)),
    ("openapi_json", None),
    ("openapi_yaml", None),
    ("pages_assign", Some(Role::Editor)),
    ("pages_correct", Some(Role::Editor)),
    ("pages_corrections_list", None),
    ("pages_create", Some(Role::Editor)),
    ("pages_delete", Some(Role::Editor)),
    ("pages_find", None),
    ("pages_list", None),
    ("pages_lock", Some(Role::Editor)),
    ("pages_merge", Some(Role::Editor)),
    ("pages_preview_links_create", Some(Role::Editor)),
    ("pages_preview_links_delete", Some(Role::Editor)),
    ("pages_preview_links_find", Some(Role::Editor)),
    ("pages_preview_links_list", Some(Role::Editor)),
    ("pages_publish", Some(Role::Editor)),
    ("pages_reinstate", Some(Role::Admin)),
    ("pages_replace", Some(Role::Editor)),
    ("pages_restore", Some(Role::Editor)),
    ("pages_retract", Some(Role::Editor)),
    ("pages_return", Some(Role::Editor)),
    ("pages_revisions_diff", Some(Role::Editor)),
    ("pages_revisions_find", Some(Role::Editor)),
    ("pages_revisions_list", Some(Role::Editor)),
    ("pages_revisions_restore", Some(Role::Editor)),
    ("pages_schedule", Some(Role::Editor)),
    ("pages_submit", Some(Role::Editor)),
    ("pages_unassign", Some(Role::Editor)),
    ("pages_unlock", Some(Role::Editor)),
    ("pages_unpublish", Some(Role::Editor)),
    ("pages_unschedule", Some(Role::Editor)),
    ("pages_update", Some(Role::Editor)),
    ("problems_explain", None),
    ("redirects_create", Some(Role::Editor)),
    ("redirects_delete", Some(Role::Editor)),
    ("redirects_export", Some(Role::Editor)),
    ("redirects_find", Some(Role::Editor)),
    ("redirects_import", Some(Role::Editor)),
    ("redirects_list", Some(Role::Editor)),
    ("redirects_replace", Some(Role::Editor)),
    ("redirects_resolve", None),
    ("redirects_update", Some(Role::Editor)),
    ("search_list", None),
    ("search_suggest", None),
    ("series_create", Some(Role::Editor)),
    ("series_delete", Some(Role::Editor)),
    ("series_find", None),
    ("series_list", None),
    ("series_replace", Some(Role::Editor)),
    ("series_update", Some(Role::Editor)),
    ("sessions_delete", Some(Role::Contributor)),
    ("sessions_delete_others", Some(Role::Contributor)),
    ("sessions_list", Some(Role::Contributor)),
    ("site_find", None),
    ("site_update", Some(Role::Admin)),
    ("sitemaps_articles", None),
    ("sitemaps_authors", None),
    ("sitemaps_index", None),
    ("sitemaps_news", None),
    ("sitemaps_robots", None),
    ("sitemaps_sections", None),
    ("sitemaps_tags", None),
    ("tags_create", Some(Role::Editor)),
    ("tags_delete", Some(Role::Editor)),
    ("tags_find", None),
    ("tags_list", None),
    ("tags_merge", Some(Role::Editor)),
    ("tags_replace", Some(Role::Editor)),
    ("tags_update", Some(Role::Editor)),
    ("trash_list", Some(Role::Contributor)),
    ("users_create", Some(Role::Admin)),
    ("users_delete", Some(Role::Admin)),
    ("users_find", Some(Role::Admin)),
    ("users_list", Some(Role::Admin)),
    ("users_replace", Some(Role::Admin)),
    ("users_restore", Some(Role::Admin)),
    ("users_suspend", Some(Role::Admin)),
    ("users_update", Some(Role::Admin)),
    ("webhooks_create", Some(Role::Admin)),
    ("webhooks_delete", Some(Role::Admin)),
    ("webhooks_deliveries_find", Some(Role::Admin)),
    ("webhooks_deliveries_list", Some(Role::Admin)),
    ("webhooks_deliveries_redeliver", Some(Role::Admin)),
    ("webhooks_find", Some(Role::Admin)),
    ("webhooks_list", Some(Role::Admin)),
    ("webhooks_ping", Some(Role::Admin)),
    ("webhooks_replace", Some(Role::Admin)),
    ("webhooks_replay", Some(Role::Admin)),
    ("webhooks_rotate_secret", Some(Role::Admin)),
    ("webhooks_update", Some(Role::Admin)),
];

/// One operation of the spec, ready to be called with whatever its example says.
pub struct Operation {
    pub id: String,
    pub method: Method,
    pub path: String,
    pub example: Option<Value>,
    pub permission: Option<String>,
    pub mutates: bool,
}

pub fn operations(app: &TestApp) -> Vec<Operation> {
    let document = app.state.spec.document();
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let method: Method = method.to_uppercase().parse().unwrap();
            let path = path.replace("{code}", "stale").replace("{id}", &Uuid::nil().to_string());
            let path = path
                .replace("{number}", "1")
                .replace("{link}", &Uuid::nil().to_string())
                .replace("{delivery}", &Uuid::nil().to_string());
            all.push(Operation {
                id: operation["operationId"].as_str().unwrap().to_owned(),
                mutates: method != Method::GET && !path.starts_with("/api/v1/auth/"),
                method,
                path,
                example: operation.pointer("/requestBody/content/application~1json/example").cloned(),
                permission: operation["x-permission"].as_str().map(Into::into),
            });
        }
    }
    all
}

pub async fn call(client: &Client, operation: &Operation, query: &str) -> crate::support::Response {
    let path = format!("{}{query}", operation.path);
    let call = client.request(operation.method.clone(), &path).if_match("*");
    match &operation.example {
        Some(example) => call.json(example.clone()).send().await,
        None => call.send().await,
    }
}

#[actix_web::test]
async fn every_operation_is_in_the_table() {
    let app = TestApp::new().await;
    let mut found: Vec<String> = operations(&app).into_iter().map(|operation| operation.id).collect();
    found.sort();
    let listed: Vec<&str> = TABLE.iter().map(|(id, _)| *id).collect();
    assert_eq!(found, listed);
}

#[actix_web::test]
async fn nobody_below_the_least_role_gets_in() {
    let app = TestApp::new().await;
    for operation in operations(&app) {
        let least = TABLE.iter().find(|(id, _)| *id == operation.id).unwrap().1;
        let Some(least) = least else {
            let reply = call(&app.anonymous(), &operation, "").await;
            assert!(reply.status != 403, "{} is public: {reply}", operation.id);
            continue;
        };
        call(&app.anonymous(), &operation, "").await.expect_problem(401, "unauthenticated", &operation.id);
        for role in Role::ALL {
            let client = app.somebody(role).await;
            let reply = call(&client, &operation, "").await;
            if role < least {
                reply.expect_problem(403, "forbidden", &operation.id);
                assert_eq!(
                    reply.json()["permission"].as_str(),
                    operation.permission.as_deref(),
                    "{}",
                    operation.id
                );
            } else {
                assert!(!matches!(reply.status, 401 | 403), "{} as {role}: {reply}", operation.id);
            }
        }
    }
}

#[actix_web::test]
async fn the_spec_names_the_permission() {
    let app = TestApp::new().await;
    for operation in operations(&app) {
        let least = TABLE.iter().find(|(id, _)| *id == operation.id).unwrap().1;
        let named = operation.permission.as_deref().map(|name| {
            griot::auth::Permission::ALL
                .iter()
                .find(|known| known.as_str() == name)
                .expect("a known permission")
                .least_role()
        });
        assert_eq!(named, least, "{}", operation.id);
    }
}

#[actix_web::test]
async fn a_credential_must_be_good_even_where_none_is_needed() {
    let app = TestApp::new().await;
    for token in ["", "garbage", "a.b.c"] {
        app.with_token(token).get("/articles").refused(401, "unauthenticated").await;
    }
    app.anonymous()
        .get("/articles")
        .header("Authorization", "Basic YTpi")
        .refused(401, "unauthenticated")
        .await;
}
