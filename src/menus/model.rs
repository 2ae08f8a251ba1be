//! A menu as stored, and as accepted.

use diesel::prelude::*;
use uuid::Uuid;

use crate::articles::ArticleId;
use crate::categories::CategoryId;
use crate::clock::Timestamp;
use crate::db::schema::menus;
use crate::db::types::typed_id;
use crate::tags::TagId;
use crate::translations::{GroupId, Place};

typed_id! {
    /// Id of a menu.
    MenuId
}

/// How many levels a menu may have.
pub const LEVELS: usize = 5;
/// How many items a menu may have, on all levels together.
pub const ITEMS: usize = 500;

/// A row of `menus`.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = menus)]
pub struct Menu {
    pub id: MenuId,
    pub slug: String,
    pub name: String,
    pub locale: String,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub translation_group: GroupId,
}

impl Menu {
    /// The original it is a translation of.
    pub fn translation_of(&self) -> Option<Uuid> {
        (self.translation_group.0 != self.id.0).then_some(self.translation_group.0)
    }
}

/// What may be written, after every rule that needs no database was checked.
#[derive(Clone, Debug)]
pub struct MenuInput {
    pub name: String,
    /// None: the site's.
    pub locale: Option<String>,
    pub translation_of: Option<Uuid>,
    pub items: Vec<ItemInput>,
}

impl MenuInput {
    /// Where a save puts `id` among the translations.
    pub fn place<'a>(&self, id: MenuId, locale: &'a str) -> Place<'a> {
        Place { id: id.0, locale, translation_of: self.translation_of }
    }
}

/// An item, and what lies below it. Without a target it is a heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemInput {
    /// None: the name or title of the target.
    pub label: Option<String>,
    pub target: Option<Target>,
    pub children: Vec<ItemInput>,
}

/// What an item points to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    Category(CategoryId),
    Article(ArticleId),
    /// A page is a row of the same table.
    Page(ArticleId),
    Tag(TagId),
    Url(String),
}

impl Target {
    pub fn category(&self) -> Option<CategoryId> {
        if let Target::Category(id) = self { Some(*id) } else { None }
    }

    pub fn article(&self) -> Option<ArticleId> {
        if let Target::Article(id) = self { Some(*id) } else { None }
    }

    pub fn page(&self) -> Option<ArticleId> {
        if let Target::Page(id) = self { Some(*id) } else { None }
    }

    /// An article of either kind.
    pub fn written(&self) -> Option<ArticleId> {
        self.article().or(self.page())
    }

    pub fn tag(&self) -> Option<TagId> {
        if let Target::Tag(id) = self { Some(*id) } else { None }
    }

    pub fn url(&self) -> Option<&str> {
        if let Target::Url(url) = self { Some(url) } else { None }
    }
}

/// Calls `visit` with every item in the order of reading, its depth and its JSON Pointer.
pub fn walk<'i>(items: &'i [ItemInput], visit: &mut impl FnMut(i32, &str, &'i ItemInput)) {
    fn level<'i>(
        items: &'i [ItemInput],
        depth: i32,
        at: &str,
        visit: &mut impl FnMut(i32, &str, &'i ItemInput),
    ) {
        for (index, item) in items.iter().enumerate() {
            let pointer = format!("{at}/{index}");
            visit(depth, &pointer, item);
            level(&item.children, depth.saturating_add(1), &format!("{pointer}/children"), visit);
        }
    }
    level(items, 0, "/items", visit);
}

/// Which menus a list holds.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub ids: Vec<MenuId>,
    pub slugs: Vec<String>,
    /// In the order of preference: of translations only the first that is there.
    pub locales: Vec<String>,
}

/// An item as readers see it.
#[derive(Clone, Debug)]
pub struct Link {
    pub label: String,
    pub locale: String,
    pub url: Option<String>,
    pub target: Option<Shown>,
}

/// What a link leads to.
#[derive(Clone, Debug)]
pub struct Shown {
    pub kind: Kind,
    pub id: Uuid,
    pub slug: String,
    pub title: String,
}

/// The kinds of things an item can point to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Category,
    Article,
    Page,
    Tag,
}

/// An item as its editors wrote it.
#[derive(Clone, Debug)]
pub struct Kept {
    pub label: Option<String>,
    pub target: Option<Target>,
    /// The target's name or title; of a working copy, where readers see none.
    pub title: Option<String>,
    /// Whether the target is public now.
    pub public: bool,
}
