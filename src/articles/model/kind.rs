//! What a row of `articles` is. Both kinds have the same tables and the same life; addresses, slugs
//! and lists keep them apart.

use crate::closed_list::closed_list;

closed_list! {
    /// What something written is.
    Kind {
        /// A piece of news, found in lists and feeds.
        Article "article",
        /// A static text such as « Mentions légales », found by its address.
        Page "page",
    }
}

/// What is not said to be a page is an article.
impl Default for Kind {
    fn default() -> Self {
        Kind::Article
    }
}

impl TryFrom<String> for Kind {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}
