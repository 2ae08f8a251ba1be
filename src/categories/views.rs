//! Categories as JSON.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::model::{Category, CategoryId, CategoryInput, Section};
use super::path;
use super::tree::Node;
use crate::clock::Timestamp;
use crate::error::{Faults, Result};
use crate::http::conditional::Versioned;
use crate::http::patch::Patch;
use crate::http::reply::envelope;
use crate::slugs;
use crate::text::slug::is_slug;
use crate::translations::{TranslationReference, check_locale, fallback_from};

/// What a category is made of. A reply-only member such as `path` is refused as unknown.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateCategory {
    /// As it stands over a section.
    #[schema(
        min_length = 1,
        max_length = 200,
        pattern = "^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$",
        example = "Élections"
    )]
    pub name: String,
    /// Language tag (BCP 47). Left out: the newsroom's own.
    #[schema(
        required = false,
        min_length = 2,
        max_length = 20,
        pattern = "^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$",
        example = "fr"
    )]
    pub locale: Option<String>,
    /// The category this one translates: the original, not another translation of it. There is one for each language.
    #[schema(required = false)]
    pub translation_of: Option<Uuid>,
    /// Part of the public address and of the path. Left out: made from the name, or left as it is.
    #[schema(
        required = false,
        min_length = 1,
        max_length = 80,
        pattern = "^[a-z0-9]+(-[a-z0-9]+)*$",
        example = "elections"
    )]
    pub slug: Option<String>,
    #[schema(required = false, max_length = 2000, example = "Scrutins, candidats et résultats.")]
    pub description: Option<String>,
    /// The category it lies in; null or left out: at the root. The tree has at most eight levels.
    #[schema(required = false)]
    pub parent_id: Option<Uuid>,
    /// Its place among its siblings in the tree, the lowest first; equal ones stand by name.
    #[serde(default)]
    #[schema(required = false, minimum = 0, maximum = 1000000, example = 10)]
    pub position: i32,
}

/// A merge patch of a category.
pub type UpdateCategory = Patch<CreateCategory>;

impl CreateCategory {
    /// Checks what the schema cannot say.
    ///
    /// # Errors
    /// 422 with every fault.
    pub fn parse(self, default_locale: &str) -> Result<CategoryInput> {
        let mut faults = Faults::new();
        let locale = self.locale.unwrap_or_else(|| default_locale.to_owned());
        check_locale(&locale, &mut faults);
        if self.slug.as_deref().is_some_and(|slug| !is_slug(slug)) {
            faults.push(slugs::malformed("/slug"));
        }
        faults.check()?;
        Ok(CategoryInput {
            name: self.name,
            locale,
            translation_of: self.translation_of,
            slug: self.slug,
            description: self.description,
            parent_id: self.parent_id.map(CategoryId),
            position: self.position,
        })
    }

    /// The input that would lead to what is stored: the target of a merge patch.
    pub fn of(category: &Category) -> Self {
        CreateCategory {
            name: category.name.clone(),
            locale: Some(category.locale.clone()),
            translation_of: category.translation_of(),
            slug: Some(category.slug.clone()),
            description: category.description.clone(),
            parent_id: category.parent_id.map(|parent| parent.0),
            position: category.position,
        }
    }
}

/// A section of the newsroom.
#[derive(Debug, Serialize, ToSchema)]
pub struct CategoryView {
    pub id: Uuid,
    #[schema(example = "elections")]
    pub slug: String,
    #[schema(example = "Élections")]
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
    #[schema(required, example = "Scrutins, candidats et résultats.")]
    pub description: Option<String>,
    /// The category it lies in; null at the root.
    #[schema(required, example = "0198c0de-0000-7000-8000-000000000002")]
    pub parent_id: Option<Uuid>,
    /// Its place among its siblings in the tree.
    #[schema(minimum = 0, maximum = 1000000, example = 10)]
    pub position: i32,
    /// The slugs from the root. It changes with the names and places of the categories above, which raises no version.
    #[schema(example = "politique/elections")]
    pub path: String,
    /// How many categories lie above it; 0 at the root.
    #[schema(minimum = 0, maximum = 7, example = 1)]
    pub depth: usize,
    /// Articles in it or in what lies below it that are public now.
    #[schema(minimum = 0, example = 12)]
    pub articles_count: i64,
    pub links: CategoryLinks,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Timestamp,
}

/// Addresses of a category.
#[derive(Debug, Serialize, ToSchema)]
pub struct CategoryLinks {
    /// In this API.
    #[serde(rename = "self")]
    #[schema(format = "uri-reference", example = "/api/v1/categories/0198c0de-0000-7000-8000-000000000003")]
    pub own: String,
    /// On the newsroom's website; null while the site has no public address.
    #[schema(required, format = "uri", example = "https://www.example.org/politique/elections")]
    pub web: Option<String>,
}

impl CategoryView {
    /// As an item of a list with a preference among languages.
    pub fn preferring(self, wanted_most: Option<&str>) -> Self {
        CategoryView { fallback_from: fallback_from(wanted_most, &self.locale), ..self }
    }
}

impl From<Section> for CategoryView {
    fn from(section: Section) -> Self {
        let Section { category, articles_count, translations, web } = section;
        let translation_of = category.translation_of();
        CategoryView {
            id: category.id.0,
            slug: category.slug,
            translation_of,
            fallback_from: None,
            name: category.name,
            locale: category.locale,
            translations: translations.into_iter().map(TranslationReference::from).collect(),
            description: category.description,
            parent_id: category.parent_id.map(|parent| parent.0),
            position: category.position,
            depth: path::depth(&category.path),
            path: category.path,
            articles_count,
            links: CategoryLinks { own: format!("/api/v1/categories/{}", category.id.0), web },
            created_at: category.created_at,
            updated_at: category.updated_at,
        }
    }
}

/// A category with everything below it.
#[derive(Debug, Serialize, ToSchema)]
pub struct CategoryNode {
    #[serde(flatten)]
    pub category: CategoryView,
    /// What lies directly in it, by position, then by name.
    #[schema(no_recursion, example = json!([]))]
    pub children: Vec<CategoryNode>,
}

impl From<Node> for CategoryNode {
    fn from(node: Node) -> Self {
        CategoryNode {
            category: node.section.into(),
            children: node.children.into_iter().map(CategoryNode::from).collect(),
        }
    }
}

/// The whole tree. It has no pages, and is closed: that is how it is told from a page of the list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CategoryTree {
    /// The categories at the root, by position, then by name.
    pub data: Vec<CategoryNode>,
    pub meta: TreeMeta,
}

/// What there is to say of the tree.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TreeMeta {
    /// The newest public number of the content log in the same snapshot.
    #[schema(minimum = 0, example = 42)]
    pub seq: i64,
}

/// A page of the list or, with `tree=true`, the whole tree.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "it is the schema of two replies that are written apart")]
pub enum CategoryListing {
    Page(CategoryList),
    Tree(CategoryTree),
}

envelope! {
    /// One category.
    CategoryReply { data: CategoryView }
}
envelope! {
    /// A page of categories.
    CategoryList { data: [CategoryView] }
}

impl Versioned for Section {
    type Reply = CategoryReply;

    fn id(&self) -> Uuid {
        self.category.id.0
    }

    fn version(&self) -> i64 {
        self.category.version
    }

    fn reply(self) -> Result<CategoryReply> {
        Ok(CategoryReply { data: self.into() })
    }
}
