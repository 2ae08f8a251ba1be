//! Menus as JSON: what comes in. What goes out is in [`output`].

mod output;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::model::{ITEMS, ItemInput, Kept, LEVELS, MenuInput, Target};
use super::service::WholeMenu;
use super::tree::Node;
use crate::articles::ArticleId;
use crate::categories::CategoryId;
use crate::error::{Faults, FieldCode, FieldError, Result};
use crate::http::patch::Patch;
use crate::media::is_link;
use crate::slugs;
use crate::tags::TagId;
use crate::text::locale::canonical;
use crate::text::slug::is_slug;

pub use output::{DraftMenuReply, FoundMenu, MenuList, MenuReply, MenuSummary, MenuView};

/// A new menu.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateMenu {
    /// What frontends ask for, such as `main` or `footer`. It stays as it is.
    #[schema(min_length = 1, max_length = 80, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "main")]
    pub slug: String,
    #[schema(
        min_length = 1,
        max_length = 100,
        pattern = "^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$",
        example = "Menu principal"
    )]
    pub name: String,
    /// Its language, as a BCP 47 tag. Left out: the site's.
    #[schema(required = false, min_length = 2, max_length = 35, pattern = "^[A-Za-z0-9-]+$", example = "fr")]
    pub locale: Option<String>,
    /// The menu this one translates: the original, not another translation of it. There is one for each language.
    #[schema(required = false)]
    pub translation_of: Option<Uuid>,
    /// At most five levels and 500 items on all of them together.
    #[serde(default)]
    #[schema(required = false, max_items = 500, example = json!([
        { "label": "À la une", "url": "/" },
        { "label": "Le journal", "children": [{ "label": "Contact", "url": "/contact" }] },
    ]))]
    pub items: Vec<CreateMenuItem>,
}

/// A menu, whole.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplaceMenu {
    #[schema(
        min_length = 1,
        max_length = 100,
        pattern = "^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$",
        example = "Menu principal"
    )]
    pub name: String,
    /// Its language, as a BCP 47 tag. Left out: the site's.
    #[schema(required = false, min_length = 2, max_length = 35, pattern = "^[A-Za-z0-9-]+$", example = "fr")]
    pub locale: Option<String>,
    /// The menu this one translates: the original, not another translation of it. There is one for each language.
    #[schema(required = false)]
    pub translation_of: Option<Uuid>,
    /// At most five levels and 500 items on all of them together.
    #[serde(default)]
    #[schema(required = false, max_items = 500, example = json!([
        { "label": "À la une", "url": "/" },
        { "label": "Le journal", "children": [{ "label": "Contact", "url": "/contact" }] },
    ]))]
    pub items: Vec<CreateMenuItem>,
}

/// A merge patch of a menu. The items are replaced whole.
pub type UpdateMenu = Patch<ReplaceMenu>;

/// An item points to one thing; without any it is a heading. A target that is not public yet, such
/// as a draft, may be named: the item shows when it is.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateMenuItem {
    /// What readers read. Left out: the target's name or title, whatever it is at the time. A heading or an address needs one.
    #[schema(
        required = false,
        min_length = 1,
        max_length = 200,
        pattern = "^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$",
        example = "Le fleuve"
    )]
    pub label: Option<String>,
    #[schema(required = false)]
    pub category_id: Option<Uuid>,
    #[schema(required = false)]
    pub article_id: Option<Uuid>,
    #[schema(required = false)]
    pub page_id: Option<Uuid>,
    #[schema(required = false)]
    pub tag_id: Option<Uuid>,
    /// An absolute `http` or `https` address, or a path of the website.
    #[schema(
        required = false,
        format = "uri-reference",
        min_length = 1,
        max_length = 2000,
        pattern = "^(https?://|/)[^\\s\\u0000]*$",
        example = "/contact"
    )]
    pub url: Option<String>,
    /// What lies below it.
    #[serde(default)]
    #[schema(required = false, no_recursion, max_items = 500, example = json!([]))]
    pub children: Vec<CreateMenuItem>,
}

impl CreateMenu {
    /// Checks what the schema cannot say. The slug, and what the menu is to be.
    ///
    /// # Errors
    /// 422 with every fault.
    pub fn parse(self) -> Result<(String, MenuInput)> {
        let mut faults = Faults::new();
        let CreateMenu { slug, name, locale, translation_of, items } = self;
        if !is_slug(&slug) {
            faults.push(slugs::malformed("/slug"));
        }
        let whole = ReplaceMenu { name, locale, translation_of, items };
        let input = whole.read(&mut faults);
        faults.check()?;
        Ok((slug, input))
    }
}

impl ReplaceMenu {
    /// Checks what the schema cannot say.
    ///
    /// # Errors
    /// 422 with every fault.
    pub fn parse(self) -> Result<MenuInput> {
        let mut faults = Faults::new();
        let input = self.read(&mut faults);
        faults.check()?;
        Ok(input)
    }

    fn read(self, faults: &mut Faults) -> MenuInput {
        let locale = self.locale.and_then(|tag| faults.take(language(&tag)));
        let mut count = 0;
        let items = read_items(self.items, 1, "/items", &mut count, faults);
        if count > ITEMS {
            let detail = format!("The menu has {count} items.");
            faults.push(
                FieldError::pointer("/items", FieldCode::TooLong, detail)
                    .expected(format!("at most {ITEMS} items on all levels together")),
            );
        }
        MenuInput { name: self.name, locale, translation_of: self.translation_of, items }
    }

    /// The input that would lead to what is stored: the target of a merge patch.
    pub fn of(whole: &WholeMenu) -> Self {
        ReplaceMenu {
            name: whole.head.menu.name.clone(),
            locale: Some(whole.head.menu.locale.clone()),
            translation_of: whole.head.menu.translation_of(),
            items: whole.items.iter().map(CreateMenuItem::of).collect(),
        }
    }
}

fn language(tag: &str) -> std::result::Result<String, FieldError> {
    canonical(tag).ok_or_else(|| {
        FieldError::pointer("/locale", FieldCode::Format, "This is not a language tag.")
            .expected("a BCP 47 tag of language, script and region, such as fr or fr-SN")
    })
}

/// The items of one level. The reader of JSON bounds how deep this goes before the faults are told.
fn read_items(
    items: Vec<CreateMenuItem>,
    level: usize,
    at: &str,
    count: &mut usize,
    faults: &mut Faults,
) -> Vec<ItemInput> {
    let mut read = Vec::new();
    for (index, item) in items.into_iter().enumerate() {
        *count += 1;
        let pointer = format!("{at}/{index}");
        // Once for each branch: what lies deeper has the same fault.
        if level == LEVELS + 1 {
            faults.push(
                FieldError::pointer(pointer.as_str(), FieldCode::Rule, "The menu is too deep.")
                    .expected(format!("at most {LEVELS} levels")),
            );
        }
        let target = item.target(&pointer, faults);
        let children = read_items(item.children, level + 1, &format!("{pointer}/children"), count, faults);
        read.push(ItemInput { label: item.label, target, children });
    }
    read
}

impl CreateMenuItem {
    fn target(&self, pointer: &str, faults: &mut Faults) -> Option<Target> {
        let mut named = [
            ("category_id", self.category_id.map(|id| Target::Category(CategoryId(id)))),
            ("article_id", self.article_id.map(|id| Target::Article(ArticleId(id)))),
            ("page_id", self.page_id.map(|id| Target::Page(ArticleId(id)))),
            ("tag_id", self.tag_id.map(|id| Target::Tag(TagId(id)))),
            ("url", self.url.clone().map(Target::Url)),
        ]
        .into_iter()
        .filter_map(|(member, target)| Some((member, target?)));
        let target = named.next().map(|(_, target)| target);
        for (member, _) in named {
            faults.push(
                FieldError::pointer(
                    format!("{pointer}/{member}"),
                    FieldCode::Rule,
                    "An item points to one thing.",
                )
                .expected(
                    "one of `category_id`, `article_id`, `page_id`, `tag_id` and `url`, or none of them",
                ),
            );
        }
        if let Some(Target::Url(url)) = &target
            && !is_link(url)
        {
            faults.push(
                FieldError::pointer(format!("{pointer}/url"), FieldCode::Format, "This is not an address for a menu.")
                    .expected("an absolute http or https address without credentials, or a path that begins with one slash"),
            );
        }
        if self.label.is_none() && matches!(target, None | Some(Target::Url(_))) {
            let detail = "What has no name of its own needs a label.";
            faults.push(FieldError::pointer(format!("{pointer}/label"), FieldCode::Required, detail));
        }
        target
    }

    fn of(node: &Node<Kept>) -> Self {
        let target = node.item.target.as_ref();
        CreateMenuItem {
            label: node.item.label.clone(),
            category_id: target.and_then(Target::category).map(|id| id.0),
            article_id: target.and_then(Target::article).map(|id| id.0),
            page_id: target.and_then(Target::page).map(|id| id.0),
            tag_id: target.and_then(Target::tag).map(|id| id.0),
            url: target.and_then(Target::url).map(ToOwned::to_owned),
            children: node.children.iter().map(CreateMenuItem::of).collect(),
        }
    }
}
