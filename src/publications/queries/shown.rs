//! What a statement over the public edition selects: the publication, the revision it shows, and its
//! series.

macro_rules! columns {
    ($bodies:expr, $now:expr) => {{
        use crate::db::schema::corrections;
        use diesel::dsl::{case_when, count_star};
        use diesel::sql_types::Bool;
        (
            publications::id,
            publications::kind,
            publications::article_id,
            publications::revision,
            publications::slug,
            publications::locale,
            publications::translation_group,
            publications::first_published_at,
            publications::published_at,
            publications::updated_at,
            publications::title_key,
            revisions::content,
            revisions::body_format,
            case_when($bodies.into_sql::<Bool>(), revisions::body_packed),
            case_when($bodies.into_sql::<Bool>(), renderings::html.nullable()),
            case_when($bodies.into_sql::<Bool>(), renderings::text.nullable()),
            renderings::words.nullable(),
            corrections::table
                .filter(corrections::article_id.eq(publications::article_id))
                .filter(corrections::at.le($now))
                .select(count_star())
                .single_value(),
            (
                (series::id, series::slug, series::name, shown_series.field(publication_series::position)),
                shown_series.field(publication_series::rank),
            )
                .nullable(),
        )
    }};
}
pub(crate) use columns;

macro_rules! shown_series_id {
    () => {
        shown_series.field(publication_series::series_id).nullable()
    };
}
pub(crate) use shown_series_id;

/// Adds the revision each publication shows, and its series.
macro_rules! shown {
    ($from:expr) => {
        $from
            .inner_join(
                revisions::table.on(revisions::article_id
                    .eq(publications::article_id)
                    .and(revisions::number.eq(publications::revision))),
            )
            .left_join(
                renderings::table.on(renderings::article_id
                    .eq(publications::article_id)
                    .and(renderings::revision.eq(publications::revision))),
            )
            .left_join(
                shown_series.on(shown_series.field(publication_series::publication_id).eq(publications::id)),
            )
            .left_join(series::table.on(shown_series_id!().eq(series::id.nullable())))
    };
}
pub(crate) use shown;
