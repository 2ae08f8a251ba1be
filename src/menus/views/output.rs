//! Menus as they go out, in two editions.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::error::Result;
use crate::http::conditional::Versioned;
use crate::http::reply::envelope;
use crate::menus::model::{Kept, Kind, Link, Menu, Target};
use crate::menus::service::{Head, PublicMenu, WholeMenu};
use crate::menus::tree::Node;
use crate::translations::{TranslationReference, fallback_from};

/// A menu, without its items. When it was last saved is not told: that could be by an item nobody
/// may see yet.
#[derive(Debug, Serialize, ToSchema)]
pub struct MenuSummary {
    pub id: Uuid,
    #[schema(example = "main")]
    pub slug: String,
    #[schema(example = "Menu principal")]
    pub name: String,
    #[schema(example = "fr")]
    pub locale: String,
    /// The original it is a translation of.
    #[schema(required, example = json!(null))]
    pub translation_of: Option<Uuid>,
    /// The other languages it is there in.
    #[schema(example = json!([]))]
    pub translations: Vec<TranslationReference>,
    /// In a list with `locale`: the language wanted most, where this is in another.
    #[schema(required, example = json!(null))]
    pub fallback_from: Option<String>,
    pub links: MenuLinks,
}

/// A menu as readers see it at this moment.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Menu)]
pub struct MenuView {
    pub id: Uuid,
    #[schema(example = "main")]
    pub slug: String,
    #[schema(example = "Menu principal")]
    pub name: String,
    #[schema(example = "fr")]
    pub locale: String,
    /// The original it is a translation of.
    #[schema(required, example = json!(null))]
    pub translation_of: Option<Uuid>,
    /// The other languages it is there in.
    #[schema(example = json!([]))]
    pub translations: Vec<TranslationReference>,
    /// Those whose target is public, and all above it.
    pub items: Vec<MenuItem>,
    pub links: MenuLinks,
}

/// An item, ready to be drawn.
#[derive(Debug, Serialize, ToSchema)]
pub struct MenuItem {
    #[schema(example = "Le fleuve")]
    pub label: String,
    /// On the newsroom's website, or the address that was given. Null for a heading, and for a target while the site has no
    /// public address.
    #[schema(required, format = "uri-reference", example = "https://www.example.org/fleuve")]
    pub url: Option<String>,
    /// Of the target where it has one, else of the menu.
    #[schema(example = "fr")]
    pub locale: String,
    /// What the item leads to; null for an address and for a heading.
    #[schema(required)]
    pub target: Option<MenuTarget>,
    #[schema(no_recursion, example = json!([]))]
    pub children: Vec<MenuItem>,
}

/// What an item leads to, as it is now.
#[derive(Debug, Serialize, ToSchema)]
pub struct MenuTarget {
    #[serde(rename = "type")]
    pub kind: MenuTargetType,
    pub id: Uuid,
    #[schema(example = "fleuve")]
    pub slug: String,
    /// Its title or its name.
    #[schema(example = "Fleuve")]
    pub title: String,
}

/// The kinds of things an item leads to.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MenuTargetType {
    Category,
    Article,
    Page,
    Tag,
}

/// Addresses of a menu.
#[derive(Debug, Serialize, ToSchema)]
pub struct MenuLinks {
    /// In this API.
    #[serde(rename = "self")]
    #[schema(format = "uri-reference", example = "/api/v1/menus/main")]
    pub own: String,
}

impl MenuLinks {
    fn of(menu: &Menu) -> Self {
        MenuLinks { own: format!("/api/v1/menus/{}", menu.slug) }
    }
}

impl MenuSummary {
    /// As an item of a list with a preference among languages.
    pub fn preferring(head: Head, wanted_most: Option<&str>) -> Self {
        let Head { menu, translations } = head;
        MenuSummary {
            fallback_from: fallback_from(wanted_most, &menu.locale),
            translation_of: menu.translation_of(),
            translations: translations.into_iter().map(TranslationReference::from).collect(),
            links: MenuLinks::of(&menu),
            id: menu.id.0,
            slug: menu.slug,
            name: menu.name,
            locale: menu.locale,
        }
    }
}

impl From<PublicMenu> for MenuView {
    fn from(public: PublicMenu) -> Self {
        let PublicMenu { head: Head { menu, translations }, items } = public;
        MenuView {
            translation_of: menu.translation_of(),
            translations: translations.into_iter().map(TranslationReference::from).collect(),
            links: MenuLinks::of(&menu),
            id: menu.id.0,
            slug: menu.slug,
            name: menu.name,
            locale: menu.locale,
            items: items.into_iter().map(MenuItem::from).collect(),
        }
    }
}

impl From<Node<Link>> for MenuItem {
    fn from(node: Node<Link>) -> Self {
        let Link { label, locale, url, target } = node.item;
        let target = target.map(|target| MenuTarget {
            kind: match target.kind {
                Kind::Category => MenuTargetType::Category,
                Kind::Article => MenuTargetType::Article,
                Kind::Page => MenuTargetType::Page,
                Kind::Tag => MenuTargetType::Tag,
            },
            id: target.id,
            slug: target.slug,
            title: target.title,
        });
        MenuItem { label, url, locale, target, children: node.children.into_iter().map(Self::from).collect() }
    }
}

/// A menu as its editors wrote it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MenuDraft)]
pub struct DraftMenu {
    pub id: Uuid,
    #[schema(example = "main")]
    pub slug: String,
    #[schema(example = "Menu principal")]
    pub name: String,
    #[schema(example = "fr")]
    pub locale: String,
    /// The original it is a translation of.
    #[schema(required, example = json!(null))]
    pub translation_of: Option<Uuid>,
    /// The other languages it is there in.
    #[schema(example = json!([]))]
    pub translations: Vec<TranslationReference>,
    /// All of them, whether readers see them or not.
    pub items: Vec<DraftMenuItem>,
    pub links: MenuLinks,
    /// Raised by every save.
    #[schema(minimum = 1, example = 3)]
    pub version: i64,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Timestamp,
}

/// An item as it was written, and what becomes of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MenuDraftItem)]
pub struct DraftMenuItem {
    #[schema(required, example = "Le fleuve")]
    pub label: Option<String>,
    #[schema(required)]
    pub category_id: Option<Uuid>,
    #[schema(required)]
    pub article_id: Option<Uuid>,
    #[schema(required)]
    pub page_id: Option<Uuid>,
    #[schema(required)]
    pub tag_id: Option<Uuid>,
    #[schema(required, format = "uri-reference")]
    pub url: Option<String>,
    /// The target's name or title as it is now; of an article or a page, that of the working copy.
    #[schema(required, example = "Fleuve")]
    pub title: Option<String>,
    /// Whether readers see the item now: its target is public, and so are those above it.
    #[schema(example = true)]
    pub visible: bool,
    #[schema(no_recursion, example = json!([]))]
    pub children: Vec<DraftMenuItem>,
}

impl From<WholeMenu> for DraftMenu {
    fn from(whole: WholeMenu) -> Self {
        let WholeMenu { head: Head { menu, translations }, items } = whole;
        DraftMenu {
            translation_of: menu.translation_of(),
            translations: translations.into_iter().map(TranslationReference::from).collect(),
            links: MenuLinks::of(&menu),
            id: menu.id.0,
            slug: menu.slug,
            name: menu.name,
            locale: menu.locale,
            items: items.into_iter().map(|node| DraftMenuItem::new(node, true)).collect(),
            version: menu.version,
            created_at: menu.created_at,
            updated_at: menu.updated_at,
        }
    }
}

impl DraftMenuItem {
    fn new(node: Node<Kept>, above: bool) -> Self {
        let Kept { label, target, title, public } = node.item;
        let (target, visible) = (target.as_ref(), above && public);
        DraftMenuItem {
            label,
            category_id: target.and_then(Target::category).map(|id| id.0),
            article_id: target.and_then(Target::article).map(|id| id.0),
            page_id: target.and_then(Target::page).map(|id| id.0),
            tag_id: target.and_then(Target::tag).map(|id| id.0),
            url: target.and_then(Target::url).map(ToOwned::to_owned),
            title,
            visible,
            children: node.children.into_iter().map(|child| DraftMenuItem::new(child, visible)).collect(),
        }
    }
}

envelope! {
    /// A menu as readers see it.
    MenuReply { data: MenuView }
}
envelope! {
    /// A menu as its editors wrote it.
    DraftMenuReply { data: DraftMenu }
}
envelope! {
    /// A page of menus.
    MenuList { data: [MenuSummary] }
}

/// A menu in the edition asked for.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "it is the schema of two replies that are written apart")]
pub enum FoundMenu {
    Public(MenuReply),
    Draft(DraftMenuReply),
}

impl Versioned for WholeMenu {
    type Reply = DraftMenuReply;

    fn id(&self) -> Uuid {
        self.head.menu.id.0
    }

    fn version(&self) -> i64 {
        self.head.menu.version
    }

    fn reply(self) -> Result<DraftMenuReply> {
        Ok(DraftMenuReply { data: self.into() })
    }
}
