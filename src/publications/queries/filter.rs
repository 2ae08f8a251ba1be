//! The filters of the public edition, for any statement that reads `publications`.

use crate::categories::CategoryId;
use crate::publications::model::Names;

pub fn section_names((ids, slugs): &Names) -> (Vec<CategoryId>, &Vec<String>) {
    (ids.iter().copied().map(CategoryId).collect(), slugs)
}

/// Of a look at the past: that a sibling is visible now, too. What was withdrawn since tells of nothing.
macro_rules! still_shown {
    ($still:expr) => {
        shown_siblings
            .filter(
                shown_siblings.field(publications::article_id).eq(siblings.field(publications::article_id)),
            )
            .filter(visible_as!(shown_siblings, $still))
    };
}
pub(super) use still_shown;

/// Applies visibility and every filter that is not the driver.
macro_rules! filtered {
    ($query:expr, $filter:expr, $driver:expr, $now:expr) => {{
        let (filter, driver): (&PublicFilter, &Driver) = ($filter, $driver);
        let mut query =
            $query.filter(publications::kind.eq(filter.kind.as_str())).filter(visibility::visible_at($now));
        if let Some(still) = filter.still {
            let shown = siblings
                .filter(siblings.field(publications::article_id).eq(publications::article_id))
                .filter(visible_as!(siblings, still));
            query = query.filter(exists(shown));
        }
        if let Some((ids, wanted)) = &filter.ids {
            let ids: Vec<ArticleId> = ids.iter().copied().map(ArticleId).collect();
            // With the second half no engine would take the index of articles.
            if wanted.is_empty() {
                query = query.filter(publications::article_id.eq_any(ids));
            } else {
                let named = siblings
                    .filter(siblings.field(publications::kind).eq(filter.kind.as_str()))
                    .filter(siblings.field(publications::slug).eq_any(wanted))
                    .filter(visible_as!(siblings, $now))
                    .select(siblings.field(publications::article_id));
                query = query
                    .filter(publications::article_id.eq_any(ids).or(publications::article_id.eq_any(named)));
            }
        }
        for (names, direct) in [(&filter.categories, false), (&filter.direct_categories, true)] {
            let Some(names) = names.as_ref().filter(|_| !driver.is_section(direct)) else { continue };
            let (ids, slugs) = section_names(names);
            let rows = sections_too
                .inner_join(
                    categories::table
                        .on(categories::id.eq(sections_too.field(publication_categories::category_id))),
                )
                .filter(sections_too.field(publication_categories::publication_id).eq(publications::id))
                .filter(categories::id.eq_any(ids).or(categories::slug.eq_any(slugs)))
                .filter(
                    sections_too
                        .field(publication_categories::direct)
                        .eq(true)
                        .or((!direct).into_sql::<Bool>()),
                );
            query = query.filter(exists(rows));
        }
        if let Some((ids, slugs)) = filter.authors.as_ref().filter(|_| !matches!(driver, Driver::Author(_))) {
            let ids: Vec<AuthorId> = ids.iter().copied().map(AuthorId).collect();
            query = query.filter(exists(
                names_too
                    .inner_join(
                        authors::table.on(authors::id.eq(names_too.field(publication_authors::author_id))),
                    )
                    .filter(names_too.field(publication_authors::publication_id).eq(publications::id))
                    .filter(authors::id.eq_any(ids).or(authors::slug.eq_any(slugs))),
            ));
        }
        if let Some((ids, slugs)) = filter.tags.as_ref().filter(|_| !matches!(driver, Driver::Tag(_))) {
            let ids: Vec<TagId> = ids.iter().copied().map(TagId).collect();
            query = query.filter(exists(
                subjects_too
                    .inner_join(tags::table.on(tags::id.eq(subjects_too.field(publication_tags::tag_id))))
                    .filter(subjects_too.field(publication_tags::publication_id).eq(publications::id))
                    .filter(tags::id.eq_any(ids).or(tags::slug.eq_any(slugs))),
            ));
        }
        if let Some((ids, slugs)) = filter.series.as_ref().filter(|_| !matches!(driver, Driver::Series(_))) {
            let ids: Vec<SeriesId> = ids.iter().copied().map(SeriesId).collect();
            let named = named_series
                .filter(
                    named_series
                        .field(series::id)
                        .eq_any(ids)
                        .or(named_series.field(series::slug).eq_any(slugs)),
                )
                .select(named_series.field(series::id));
            query = query.filter(exists(
                series_too
                    .filter(series_too.field(publication_series::publication_id).eq(publications::id))
                    .filter(series_too.field(publication_series::series_id).eq_any(named)),
            ));
        }
        if let Some(prepared) = filter.matching.as_ref().filter(|_| !matches!(driver, Driver::Search)) {
            query = match &prepared.text {
                Some(text) => query.filter(within(
                    publications::id,
                    search::numbers(prepared, text, Place::Anywhere).select(search_documents::publication_id),
                )),
                None => query.filter(false.into_sql::<Bool>()),
            };
        }
        if !filter.types.is_empty() {
            query = query.filter(
                publications::type_.eq_any(filter.types.iter().map(|kind| kind.as_str()).collect::<Vec<_>>()),
            );
        }
        if let Some((ids, wanted)) = &filter.translation_of {
            let ids: Vec<ArticleId> = ids.iter().copied().map(ArticleId).collect();
            let named = siblings.field(publications::slug).eq_any(wanted);
            let groups = siblings
                .filter(siblings.field(publications::kind).eq(filter.kind.as_str()))
                .filter(siblings.field(publications::article_id).eq_any(ids).or(named))
                .filter(visible_as!(siblings, $now))
                .select(siblings.field(publications::translation_group));
            query = match filter.still {
                None => query.filter(publications::translation_group.eq_any(groups)),
                Some(still) => query.filter(
                    publications::translation_group.eq_any(groups.filter(exists(still_shown!(still)))),
                ),
            };
        }
        if !filter.locales.is_empty() {
            query = query.filter(publications::locale.eq_any(&filter.locales));
        }
        for (rank, locale) in filter.locales.iter().enumerate().skip(1) {
            let preferred: Vec<&String> = filter.locales.iter().take(rank).collect();
            let better = siblings
                .filter(siblings.field(publications::translation_group).eq(publications::translation_group))
                .filter(siblings.field(publications::locale).eq_any(preferred))
                .filter(visible_as!(siblings, $now));
            let other = publications::locale.ne(locale);
            query = match filter.still {
                None => query.filter(other.or(diesel::dsl::not(exists(better)))),
                Some(still) => {
                    let better = better.filter(exists(still_shown!(still)));
                    query.filter(other.or(diesel::dsl::not(exists(better))))
                }
            };
        }
        if let Some(featured) = filter.featured {
            query = query.filter(publications::featured.eq(featured));
        }
        if let Some(at) = filter.published_after {
            query = query.filter(publications::published_at.gt(at));
        }
        if let Some(at) = filter.published_before {
            query = query.filter(publications::published_at.lt(at));
        }
        if let Some(at) = filter.updated_after {
            query = query.filter(publications::updated_at.gt(at));
        }
        query
    }};
}
pub(super) use filtered;
