//! The statements about translations over a table that has no editions.

/// For a table with `id`, `translation_group`, `locale`, `slug` and `updated_at`; `$path` is its
/// column with the place in a tree, or `slug` again.
macro_rules! translation_queries {
    ($table:ident, $id:ident, $path:ident) => {
        use diesel::prelude::*;

        use $crate::db::Conn;
        use $crate::db::schema::$table;
        use $crate::translations::{GroupId, Member, Sibling};

        /// The row that names the group, all in it, and all in the group around `id`.
        pub(in super::super) fn around(conn: &mut Conn, id: $id, group: GroupId) -> QueryResult<Vec<Member>> {
            let rows: Vec<($id, GroupId, String)> = $table::table
                .filter($table::translation_group.eq_any([group, GroupId(id.0)]))
                .or_filter($table::id.eq($id(group.0)))
                .select(($table::id, $table::translation_group, $table::locale))
                .load(conn)?;
            let member = |(id, group, locale): ($id, GroupId, String)| Member {
                id: id.0,
                group: group.0,
                locale,
                trashed: false,
            };
            Ok(rows.into_iter().map(member).collect())
        }

        /// All of these groups, by language.
        pub(in super::super) fn siblings(conn: &mut Conn, groups: &[GroupId]) -> QueryResult<Vec<Sibling>> {
            let rows: Vec<(GroupId, $id, String, String, String)> = $table::table
                .filter($table::translation_group.eq_any(groups))
                .order(($table::translation_group, $table::locale))
                .select(($table::translation_group, $table::id, $table::locale, $table::slug, $table::$path))
                .load(conn)?;
            let sibling = |(group, id, locale, slug, path): (GroupId, $id, String, String, String)| Sibling {
                group,
                id: id.0,
                locale,
                slug,
                path,
            };
            Ok(rows.into_iter().map(sibling).collect())
        }

        /// The oldest translation of an original that goes is the original from now on.
        pub(in super::super) fn leave_original(conn: &mut Conn, id: $id) -> QueryResult<()> {
            let group =
                $table::table.filter($table::translation_group.eq(GroupId(id.0))).filter($table::id.ne(id));
            let heir: Option<$id> = group.select($table::id).order($table::id).first(conn).optional()?;
            let Some(heir) = heir else { return Ok(()) };
            diesel::update(group).set($table::translation_group.eq(GroupId(heir.0))).execute(conn).map(|_| ())
        }
    };
}
pub(crate) use translation_queries;

/// Filters a boxed query over `$table` by languages in the order of preference: of a group of
/// translations only the first that is there. `$sibling` is an alias of the table.
macro_rules! in_languages {
    ($query:expr, $table:ident, $sibling:ident, $locales:expr) => {{
        let (mut query, locales): (_, &Vec<String>) = ($query, $locales);
        if !locales.is_empty() {
            query = query.filter($table::locale.eq_any(locales));
        }
        for (rank, locale) in locales.iter().enumerate().skip(1) {
            let preferred: Vec<&String> = locales.iter().take(rank).collect();
            let better = $sibling
                .filter($sibling.field($table::translation_group).eq($table::translation_group))
                .filter($sibling.field($table::locale).eq_any(preferred));
            query = query.filter($table::locale.ne(locale).or(diesel::dsl::not(diesel::dsl::exists(better))));
        }
        query
    }};
}
pub(crate) use in_languages;
