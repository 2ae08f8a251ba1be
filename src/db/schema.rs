//! The tables as diesel sees them. A test compares this file with both databases.

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::DbTime;
    installation (id) { id -> Integer, key_fingerprint -> Text, created_at -> DbTime, }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{DbTime, DbUuid};
    users (id) {
        id -> DbUuid, email -> Text, email_key -> Text, name -> Text, role -> Text, password_hash -> Text,
        suspended_at -> Nullable<DbTime>, version -> BigInt, created_at -> DbTime, updated_at -> DbTime,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{DbTime, DbUuid};
    sessions (id) {
        id -> DbUuid, user_id -> DbUuid, created_at -> DbTime, last_used_at -> DbTime, idle_expires_at -> DbTime,
        expires_at -> DbTime, user_agent -> Nullable<Text>, address -> Nullable<Text>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{DbTime, DbUuid};
    refresh_tokens (hash) { hash -> Text, session_id -> DbUuid, issued_at -> DbTime, rotated_at -> Nullable<DbTime>, }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::DbTime;
    site (id) { id -> Integer, settings -> Text, version -> BigInt, updated_at -> DbTime, }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{DbTime, DbUuid};
    authors (id) {
        id -> DbUuid, slug -> Text, name -> Text, name_key -> Text, job_title -> Nullable<Text>, bio -> Nullable<Text>,
        links -> Text, image -> Nullable<Text>, version -> BigInt, created_at -> DbTime, updated_at -> DbTime,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{DbTime, DbUuid};
    categories (id) {
        id -> DbUuid, parent_id -> Nullable<DbUuid>, slug -> Text, path -> Text, name -> Text, name_key -> Text,
        description -> Nullable<Text>, position -> Integer, version -> BigInt, created_at -> DbTime, updated_at -> DbTime,
        locale -> Text, translation_group -> DbUuid,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{DbTime, DbUuid};
    tags (id) {
        id -> DbUuid, slug -> Text, name -> Text, name_key -> Text, description -> Nullable<Text>, version -> BigInt,
        created_at -> DbTime, updated_at -> DbTime, locale -> Text, translation_group -> DbUuid,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::DbUuid;
    article_tags (article_id, tag_id) { article_id -> DbUuid, tag_id -> DbUuid, position -> Integer, }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{DbTime, DbUuid};
    publication_tags (publication_id, tag_id) {
        publication_id -> DbUuid, tag_id -> DbUuid, article_id -> DbUuid, position -> Integer, from_at -> DbTime,
        until_at -> DbTime, published_at -> DbTime,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::DbUuid;
    slugs (resource, slug) {
        resource -> Text, slug -> Text, target_id -> DbUuid, state -> Text, past_target_id -> Nullable<DbUuid>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{DbTime, DbUuid};
    articles (id) {
        id -> DbUuid, kind -> Text, locale -> Text, translation_group -> DbUuid, workflow -> Text, version -> BigInt,
        head_revision -> Integer, slug -> Text, #[sql_name = "type"] type_ -> Text, title_key -> Text, featured -> Bool,
        created_by -> DbUuid, created_at -> DbTime, saved_by -> DbUuid, saved_at -> DbTime, trashed_at -> Nullable<DbTime>,
        embargo_until -> Nullable<DbTime>,
        assignee_id -> Nullable<DbUuid>, due_at -> Nullable<DbTime>, returned_at -> Nullable<DbTime>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::DbUuid;
    article_authors (article_id, author_id) { article_id -> DbUuid, author_id -> DbUuid, role -> Text, position -> Integer, }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::DbUuid;
    article_categories (article_id, category_id) {
        article_id -> DbUuid, category_id -> DbUuid, is_primary -> Bool, position -> Integer,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{DbTime, DbUuid};
    revisions (article_id, number) {
        article_id -> DbUuid, number -> Integer, saved_by -> DbUuid, saved_at -> DbTime, message -> Nullable<Text>,
        content -> Text, body_format -> Nullable<Text>, body_packed -> Nullable<Binary>, slug -> Nullable<Text>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::DbUuid;
    renderings (article_id, revision) {
        article_id -> DbUuid, revision -> Integer, policy_version -> Integer, words -> Integer, html -> Text, text -> Text,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{DbTime, DbUuid};
    publications (id) {
        id -> DbUuid, article_id -> DbUuid, revision -> Integer, slug -> Text, from_at -> DbTime, until_at -> DbTime,
        first_published_at -> DbTime, published_at -> DbTime, updated_at -> DbTime, substantive -> Bool, kind -> Text,
        locale -> Text, #[sql_name = "type"] type_ -> Text, title_key -> Text, featured -> Bool,
        message -> Nullable<Text>, end_message -> Nullable<Text>, noindex -> Bool, sitemap_part -> Integer,
        translation_group -> DbUuid, reviewed -> Bool, began -> Bool, ended -> Bool,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{DbTime, DbUuid};
    publication_authors (publication_id, author_id) {
        publication_id -> DbUuid, author_id -> DbUuid, article_id -> DbUuid, role -> Text, position -> Integer,
        from_at -> DbTime, until_at -> DbTime, published_at -> DbTime,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{DbTime, DbUuid};
    publication_categories (publication_id, category_id) {
        publication_id -> DbUuid, category_id -> DbUuid, article_id -> DbUuid, direct -> Bool, is_primary -> Bool,
        position -> Integer, from_at -> DbTime, until_at -> DbTime, published_at -> DbTime,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{DbTime, DbUuid};
    retractions (id) { id -> DbUuid, article_id -> DbUuid, notice -> Text, from_at -> DbTime, until_at -> DbTime, }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{DbTime, DbUuid};
    corrections (id) {
        id -> DbUuid, article_id -> DbUuid, revision -> Integer, kind -> Text, note -> Text, field -> Nullable<Text>,
        at -> DbTime, created_by -> DbUuid,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{DbTime, DbUuid};
    notes (id) {
        id -> DbUuid, article_id -> DbUuid, kind -> Text, text -> Text, created_by -> DbUuid, created_at -> DbTime,
        version -> BigInt, resolved_by -> Nullable<DbUuid>, resolved_at -> Nullable<DbTime>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{DbTime, DbUuid};
    article_locks (article_id) { article_id -> DbUuid, owner_id -> DbUuid, since -> DbTime, expires_at -> DbTime, }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{DbTime, DbUuid};
    preview_links (id) {
        id -> DbUuid, article_id -> DbUuid, revision -> Nullable<Integer>, expires_at -> DbTime, created_by -> DbUuid,
        created_at -> DbTime,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    sitemap_parts (number) { number -> Integer, articles -> Integer, }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{DbTime, DbUuid};
    menus (id) {
        id -> DbUuid, slug -> Text, name -> Text, locale -> Text, version -> BigInt, created_at -> DbTime,
        updated_at -> DbTime, translation_group -> DbUuid,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::DbUuid;
    menu_items (menu_id, position) {
        menu_id -> DbUuid, position -> Integer, depth -> Integer, label -> Nullable<Text>,
        category_id -> Nullable<DbUuid>, article_id -> Nullable<DbUuid>, tag_id -> Nullable<DbUuid>,
        url -> Nullable<Text>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{DbTime, DbUuid};
    redirects (id) {
        id -> DbUuid, source -> Text, target -> Nullable<Text>, status -> Integer, note -> Nullable<Text>,
        version -> BigInt, created_at -> DbTime, updated_at -> DbTime,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::DbTime;
    event_sequence (id) {
        id -> Integer, seq -> BigInt, public_seq -> BigInt, at -> DbTime, pruned_seq -> BigInt, pruned_public_seq -> BigInt,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{DbTime, DbUuid};
    events (seq) {
        seq -> BigInt, public_seq -> Nullable<BigInt>, id -> DbUuid, #[sql_name = "type"] type_ -> Text, resource -> Text,
        resource_id -> DbUuid, revision -> Nullable<Integer>, actor -> Nullable<DbUuid>, at -> DbTime, data -> Text,
    }
}
diesel::table! {
    search_state (id) { id -> Integer, analyser_version -> Integer, }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::DbUuid;
    search_documents (number) {
        number -> BigInt, publication_id -> DbUuid, year -> Integer, analyser_version -> Integer, title -> Text,
        lead -> Text, folded -> Text,
    }
}
diesel::table! {
    // Virtual on SQLite, and its columns differ: see `dialect::fulltext`.
    search_index (rowid) { rowid -> BigInt, }
}
diesel::table! {
    // The same; a view on PostgreSQL.
    search_titles (rowid) { rowid -> BigInt, }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::DbUuid;
    search_names (word, token) { word -> Text, token -> DbUuid, kind -> Text, target_id -> DbUuid, }
}
diesel::table! {
    search_known (word) { word -> Text, }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{DbTime, DbUuid};
    series (id) {
        id -> DbUuid, slug -> Text, name -> Text, name_key -> Text, description -> Nullable<Text>, version -> BigInt,
        created_at -> DbTime, updated_at -> DbTime,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::DbUuid;
    article_series (article_id) { article_id -> DbUuid, series_id -> DbUuid, position -> Nullable<Integer>, }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{DbTime, DbUuid};
    publication_series (publication_id) {
        publication_id -> DbUuid, series_id -> DbUuid, article_id -> DbUuid, position -> Nullable<Integer>, rank -> BigInt,
        from_at -> DbTime, until_at -> DbTime, published_at -> DbTime,
    }
}

diesel::table! {
    audit (seq) {
        seq -> BigInt, at -> Text, actor -> Nullable<Text>, actor_name -> Nullable<Text>, action -> Text,
        target_type -> Nullable<Text>, target_id -> Nullable<Text>, from_address -> Nullable<Text>,
        request_id -> Nullable<Text>, outcome -> Text, detail -> Text, previous_hash -> Text, hash -> Text,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::DbTime;
    audit_head (id) { id -> Integer, seq -> BigInt, at -> DbTime, hash -> Text, }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{DbTime, DbUuid};
    tombstones (article_id, slug) {
        article_id -> DbUuid, kind -> Text, slug -> Text, since -> DbTime, notice -> Nullable<Text>, purged_at -> DbTime,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{DbTime, DbUuid};
    jobs (id) {
        id -> DbUuid, kind -> Text, key -> Text, run_at -> DbTime, attempts -> Integer, asked -> BigInt,
        leased_by -> Nullable<DbUuid>, leased_until -> Nullable<DbTime>, last_error -> Nullable<Text>, dead_at -> Nullable<DbTime>, created_at -> DbTime,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{DbTime, DbUuid};
    webhooks (id) {
        id -> DbUuid, url -> Text, description -> Nullable<Text>, types -> Nullable<Text>, active -> Bool,
        disabled_reason -> Nullable<Text>, secret -> Binary, previous_secret -> Nullable<Binary>,
        previous_secret_until -> Nullable<DbTime>, position -> BigInt, version -> BigInt, created_at -> DbTime,
        updated_at -> DbTime,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{DbTime, DbUuid};
    webhook_deliveries (id) {
        id -> DbUuid, webhook_id -> DbUuid, seq -> Nullable<BigInt>, event_id -> DbUuid, #[sql_name = "type"] type_ -> Text,
        state -> Text, attempts -> Integer, last_attempt_at -> DbTime, next_attempt_at -> Nullable<DbTime>,
        response_status -> Nullable<Integer>, error -> Nullable<Text>, duration_ms -> Integer, created_at -> DbTime,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{DbTime, DbUuid};
    idempotency_keys (caller, key) {
        caller -> DbUuid, key -> Text, fingerprint -> Text, status -> Integer, headers -> Text, body -> Nullable<Text>,
        created_at -> DbTime,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    jobs,
    webhooks,
    webhook_deliveries,
    idempotency_keys,
    audit,
    audit_head,
    tombstones,
    installation,
    users,
    sessions,
    refresh_tokens,
    site,
    authors,
    categories,
    tags,
    article_tags,
    publication_tags,
    series,
    article_series,
    publication_series,
    slugs,
    articles,
    article_authors,
    article_categories,
    revisions,
    renderings,
    publications,
    publication_authors,
    publication_categories,
    retractions,
    corrections,
    notes,
    article_locks,
    preview_links,
    sitemap_parts,
    menus,
    menu_items,
    redirects,
    event_sequence,
    events,
    search_state,
    search_documents,
    search_index,
    search_titles,
    search_names,
    search_known,
);
