//! The statements over the public edition. Each goes through `visibility::visible_at`.

mod driver;
mod filter;
pub mod find;
pub mod list;
pub mod references;
mod shown;

use crate::db::schema::{
    publication_authors, publication_categories, publication_series, publication_tags, publications, series,
};

// The tables once more, beside themselves. All in one place, or the compiler could not tell two
// aliases of one table apart.
diesel::alias!(
    publication_categories as sections_too: SectionsToo,
    publication_authors as names_too: NamesToo,
    publication_tags as subjects_too: SubjectsToo,
    series as named_series: NamedSeries,
    publication_series as series_too: SeriesToo,
    publication_series as shown_series: ShownSeries,
    publications as siblings: Siblings,
    publications as shown_siblings: ShownSiblings
);
