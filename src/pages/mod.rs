//! Pages: static texts such as « À propos » and « Mentions légales », found by their address and in
//! no list of news.
//!
//! A page is a row of `articles` and of `publications` of another kind, with the same revisions, the
//! same slugs that redirect and the same life: here are only its forms and its addresses. What is
//! done to it is done in `articles`, `workflow` and `publications`.

mod routes;
mod views;

pub use routes::routes;
pub use views::{CreatePage, EditedPage, PageDraftItem, PageDraftList, PageDraftReply, PageItem, UpdatePage};
