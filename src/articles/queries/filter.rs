//! The filters of the draft edition, for any boxed query over the tables of a working copy.

macro_rules! is_scheduled {
    ($now:expr) => {
        exists(
            futures
                .filter(futures.field(publications::article_id).eq(articles::id))
                .filter(futures.field(publications::from_at).gt($now)),
        )
    };
}

/// Applies the filters to any boxed query over [`working`].
macro_rules! filtered {
    ($query:expr, $filter:expr, $now:expr) => {{
        let filter: &DraftFilter = $filter;
        let mut query = $query;
        // What is somebody's is looked up by that, and not by the kind, of which there is so much.
        query = if filter.visible_to.is_some() || filter.assignee.is_some() {
            query.filter(articles::kind.concat("").eq(filter.kind.as_str()))
        } else {
            query.filter(articles::kind.eq(filter.kind.as_str()))
        };
        query = if filter.trashed {
            query.filter(articles::trashed_at.is_not_null())
        } else {
            query.filter(articles::trashed_at.is_null())
        };
        if let Some((ids, slugs)) = &filter.ids {
            let ids: Vec<ArticleId> = ids.iter().copied().map(ArticleId).collect();
            query = query.filter(articles::id.eq_any(ids).or(articles::slug.eq_any(slugs)));
        }
        if let Some((ids, slugs)) = &filter.categories {
            let ids: Vec<crate::categories::CategoryId> =
                ids.iter().copied().map(crate::categories::CategoryId).collect();
            let path = categories::path;
            let root = roots.field(categories::path);
            query = query.filter(exists(
                article_categories::table
                    .inner_join(categories::table.on(categories::id.eq(article_categories::category_id)))
                    .inner_join(
                        roots.on(path.eq(root).or(path.ge(root.concat("/")).and(path.lt(root.concat("0"))))),
                    )
                    .filter(article_categories::article_id.eq(articles::id))
                    .filter(
                        roots
                            .field(categories::id)
                            .eq_any(ids)
                            .or(roots.field(categories::slug).eq_any(slugs)),
                    ),
            ));
        }
        if let Some((ids, slugs)) = &filter.direct_categories {
            let ids: Vec<crate::categories::CategoryId> =
                ids.iter().copied().map(crate::categories::CategoryId).collect();
            query = query.filter(exists(
                article_categories::table
                    .inner_join(categories::table.on(categories::id.eq(article_categories::category_id)))
                    .filter(article_categories::article_id.eq(articles::id))
                    .filter(categories::id.eq_any(ids).or(categories::slug.eq_any(slugs))),
            ));
        }
        if let Some((ids, slugs)) = &filter.authors {
            let ids: Vec<crate::authors::AuthorId> =
                ids.iter().copied().map(crate::authors::AuthorId).collect();
            query = query.filter(exists(
                article_authors::table
                    .inner_join(authors::table.on(authors::id.eq(article_authors::author_id)))
                    .filter(article_authors::article_id.eq(articles::id))
                    .filter(authors::id.eq_any(ids).or(authors::slug.eq_any(slugs))),
            ));
        }
        if let Some((ids, slugs)) = &filter.tags {
            let ids: Vec<crate::tags::TagId> = ids.iter().copied().map(crate::tags::TagId).collect();
            query = query.filter(exists(
                article_tags::table
                    .inner_join(tags::table.on(tags::id.eq(article_tags::tag_id)))
                    .filter(article_tags::article_id.eq(articles::id))
                    .filter(tags::id.eq_any(ids).or(tags::slug.eq_any(slugs))),
            ));
        }
        if !filter.types.is_empty() {
            query = query.filter(
                articles::type_.eq_any(filter.types.iter().map(|kind| kind.as_str()).collect::<Vec<_>>()),
            );
        }
        if let Some((ids, slugs)) = &filter.series {
            let ids: Vec<crate::series::SeriesId> =
                ids.iter().copied().map(crate::series::SeriesId).collect();
            let named = series::id.nullable().eq_any(ids).or(series::slug.nullable().eq_any(slugs));
            query = query.filter(named);
        }
        if let Some((ids, slugs)) = &filter.translation_of {
            let ids: Vec<ArticleId> = ids.iter().copied().map(ArticleId).collect();
            let groups = siblings
                .filter(
                    siblings.field(articles::id).eq_any(ids).or(siblings.field(articles::slug).eq_any(slugs)),
                )
                .filter(siblings.field(articles::kind).eq(articles::kind))
                .select(siblings.field(articles::translation_group));
            query = query.filter(articles::translation_group.eq_any(groups));
        }
        if !filter.locales.is_empty() {
            query = query.filter(articles::locale.eq_any(&filter.locales));
        }
        for (rank, locale) in filter.locales.iter().enumerate().skip(1) {
            let preferred: Vec<&String> = filter.locales.iter().take(rank).collect();
            let better = siblings
                .filter(siblings.field(articles::translation_group).eq(articles::translation_group))
                .filter(siblings.field(articles::locale).eq_any(preferred))
                .filter(siblings.field(articles::trashed_at).is_null());
            // What the caller may not see must not make anything else vanish.
            query = match filter.visible_to {
                Some(user) => {
                    let made = siblings.field(articles::created_by).eq(user);
                    let better = better.filter(made.or(siblings.field(articles::assignee_id).eq(user)));
                    query.filter(articles::locale.ne(locale).or(diesel::dsl::not(exists(better))))
                }
                None => query.filter(articles::locale.ne(locale).or(diesel::dsl::not(exists(better)))),
            };
        }
        if let Some(featured) = filter.featured {
            query = query.filter(articles::featured.eq(featured));
        }
        if let Some(at) = filter.published_after {
            query = query.filter(publications::published_at.nullable().gt(at));
        }
        if let Some(at) = filter.published_before {
            query = query.filter(publications::published_at.nullable().lt(at));
        }
        if let Some(at) = filter.updated_after {
            query = query.filter(publications::updated_at.nullable().gt(at));
        }
        if let Some(user) = filter.created_by {
            query = query.filter(articles::created_by.eq(UserId(user)));
        }
        match filter.assignee {
            Some(AssignedTo::User(user)) => query = query.filter(articles::assignee_id.eq(user)),
            Some(AssignedTo::Nobody) => query = query.filter(articles::assignee_id.is_null()),
            None => {}
        }
        if let Some(at) = filter.due_after {
            query = query.filter(articles::due_at.gt(at));
        }
        if let Some(at) = filter.due_before {
            query = query.filter(articles::due_at.lt(at));
        }
        if let Some(user) = filter.visible_to {
            // Looked up first: either is found by an index, both together are not.
            let own = owned.field(articles::created_by).eq(user);
            let own = owned.filter(own.or(owned.field(articles::assignee_id).eq(user)));
            query = query.filter(articles::id.eq_any(own.select(owned.field(articles::id))));
        }
        if !filter.statuses.is_empty() {
            let wants = |status| filter.statuses.contains(&status).into_sql::<Bool>();
            let idle = diesel::dsl::not(visibility::is_withdrawn($now))
                .and(publications::id.nullable().is_null())
                .and(diesel::dsl::not(is_scheduled!($now)));
            query = query.filter(
                wants(Status::Retracted)
                    .and(visibility::is_withdrawn($now))
                    .or(wants(Status::Published).and(publications::id.nullable().is_not_null()))
                    .or(wants(Status::Scheduled)
                        .and(is_scheduled!($now))
                        .and(publications::id.nullable().is_null())
                        .and(diesel::dsl::not(visibility::is_withdrawn($now))))
                    .or(wants(Status::Draft).and(articles::workflow.eq("draft")).and(idle))
                    .or(wants(Status::InReview).and(articles::workflow.eq("in_review")).and(idle)),
            );
        }
        query
    }};
}
pub(super) use {filtered, is_scheduled};
