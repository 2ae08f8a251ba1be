//! JSON Merge Patch (RFC 7396) and the schema it has.
//!
//! A patch is judged twice: by its own schema, which is the input's with nothing required, before
//! the object is looked for; and, merged into what is there, by the input's schema and parser, so
//! that PATCH can never build what PUT would refuse.

use std::borrow::Cow;
use std::collections::HashSet;
use std::marker::PhantomData;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};
use utoipa::openapi::schema::{ObjectBuilder, OneOfBuilder, SchemaType, Type};
use utoipa::openapi::{Ref, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::extract::{InputSchemas, decode};
use crate::error::Error;

/// A merge patch for the input `T`. Its schema is called `Update…` where the input's is `Create…` or `Replace…`.
#[derive(Clone, Debug)]
pub struct Patch<T> {
    members: Map<String, Value>,
    input: PhantomData<fn() -> T>,
}

impl<T> Patch<T> {
    /// The target with this patch applied; whoever does not need to look at it first takes
    /// [`Patch::onto`].
    pub fn apply(&self, target: Value) -> Value {
        merge(target, &Value::Object(self.members.clone()))
    }

    /// Whether the patch says anything of a member, be it that it goes.
    pub fn names(&self, member: &str) -> bool {
        self.members.contains_key(member)
    }

    /// The text the patch gives a member.
    pub fn text(&self, member: &str) -> Option<&str> {
        self.members.get(member).and_then(Value::as_str)
    }

    /// Whether the patch gives a member a value.
    pub fn sets(&self, member: &str) -> bool {
        self.members.get(member).is_some_and(|value| !value.is_null())
    }
}

impl<T: Serialize + DeserializeOwned + ToSchema + 'static> Patch<T> {
    /// The input that is this patch applied to another, judged as a whole one would be.
    ///
    /// # Errors
    /// 422 with every fault of the result.
    pub fn onto(&self, input: &T, schemas: &InputSchemas) -> crate::error::Result<T> {
        let merged = self.apply(serde_json::to_value(input).map_err(Error::internal)?);
        schemas.check::<T>(&merged)?;
        decode(merged)
    }
}

/// RFC 7396, section 2, to the letter.
fn merge(target: Value, patch: &Value) -> Value {
    let Value::Object(changes) = patch else { return patch.clone() };
    let mut members = match target {
        Value::Object(members) => members,
        _ => Map::new(),
    };
    for (name, change) in changes {
        if change.is_null() {
            members.shift_remove(name);
        } else {
            let old = members.get(name).cloned().unwrap_or_default();
            members.insert(name.clone(), merge(old, change));
        }
    }
    Value::Object(members)
}

impl<'de, T> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Map::deserialize(deserializer).map(|members| Patch { members, input: PhantomData })
    }
}

impl<T: ToSchema> PartialSchema for Patch<T> {
    fn schema() -> RefOr<Schema> {
        relax(T::schema(), &inputs::<T>())
    }
}

impl<T: ToSchema> ToSchema for Patch<T> {
    fn name() -> Cow<'static, str> {
        update_name(&T::name()).into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        let mut parts = Vec::new();
        T::schemas(&mut parts);
        let own = inputs::<T>();
        for (name, schema) in parts {
            if own.contains(&name) {
                schemas.push((update_name(&name), relax(schema.clone(), &own)));
            }
            // Items of lists, which are replaced whole, keep their own schema.
            schemas.push((name, schema));
        }
    }
}

/// `CreateAuthor` is patched by `UpdateAuthor`, `ReplaceUser` by `UpdateUser`, the part `ArticleBodyInput` by
/// `UpdateArticleBodyInput`.
fn update_name(name: &str) -> String {
    let bare = name.strip_prefix("Create").or_else(|| name.strip_prefix("Replace"));
    format!("Update{}", bare.unwrap_or(name))
}

/// The parts that are objects with members of their own: merged into, not replaced.
fn inputs<T: ToSchema>() -> HashSet<String> {
    let mut parts = Vec::new();
    T::schemas(&mut parts);
    parts
        .into_iter()
        .filter(
            |(_, schema)| matches!(schema, RefOr::T(Schema::Object(object)) if !object.properties.is_empty()),
        )
        .map(|(name, _)| name)
        .collect()
}

/// Nothing required, nothing defaulted, parts replaced by their patches.
fn relax(schema: RefOr<Schema>, own: &HashSet<String>) -> RefOr<Schema> {
    let RefOr::T(Schema::Object(mut object)) = schema else { return schema };
    let required = std::mem::take(&mut object.required);
    for (name, member) in &mut object.properties {
        *member = relax_member(member.clone(), own);
        // null empties what may be left out.
        if !required.contains(name) {
            *member = nullable(member.clone());
        }
    }
    RefOr::T(Schema::Object(object))
}

fn nullable(member: RefOr<Schema>) -> RefOr<Schema> {
    match member {
        RefOr::T(Schema::Object(mut object)) => {
            object.schema_type = with_null(object.schema_type);
            RefOr::T(Schema::Object(object))
        }
        RefOr::T(Schema::Array(mut array)) => {
            array.schema_type = with_null(array.schema_type);
            RefOr::T(Schema::Array(array))
        }
        RefOr::Ref(reference) => {
            let choice =
                OneOfBuilder::new().item(ObjectBuilder::new().schema_type(Type::Null)).item(reference);
            RefOr::T(Schema::OneOf(choice.build()))
        }
        other => other,
    }
}

fn with_null(kind: SchemaType) -> SchemaType {
    match kind {
        SchemaType::Type(kind) if kind != Type::Null => SchemaType::Array(vec![kind, Type::Null]),
        other => other,
    }
}

fn relax_member(member: RefOr<Schema>, own: &HashSet<String>) -> RefOr<Schema> {
    match member {
        RefOr::Ref(reference) => RefOr::Ref(redirect(reference, own)),
        RefOr::T(Schema::OneOf(mut choice)) => {
            choice.items = choice.items.into_iter().map(|item| relax_member(item, own)).collect();
            choice.default = None;
            RefOr::T(Schema::OneOf(choice))
        }
        RefOr::T(Schema::Object(mut object)) => {
            object.default = None;
            RefOr::T(Schema::Object(object))
        }
        RefOr::T(Schema::Array(mut array)) => {
            // Arrays are replaced whole: their items keep their rules.
            array.default = None;
            RefOr::T(Schema::Array(array))
        }
        other => other,
    }
}

fn redirect(mut reference: Ref, own: &HashSet<String>) -> Ref {
    let name = reference.ref_location.rsplit('/').next().unwrap_or_default().to_owned();
    if own.contains(&name) {
        reference.ref_location = format!("#/components/schemas/{}", update_name(&name));
    }
    reference
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::merge;

    /// The examples of RFC 7396, appendix A.
    #[test]
    fn the_examples_of_the_rfc() {
        for (target, patch, result) in [
            (json!({"a":"b"}), json!({"a":"c"}), json!({"a":"c"})),
            (json!({"a":"b"}), json!({"b":"c"}), json!({"a":"b","b":"c"})),
            (json!({"a":"b"}), json!({"a":null}), json!({})),
            (json!({"a":"b","b":"c"}), json!({"a":null}), json!({"b":"c"})),
            (json!({"a":["b"]}), json!({"a":"c"}), json!({"a":"c"})),
            (json!({"a":"c"}), json!({"a":["b"]}), json!({"a":["b"]})),
            (json!({"a":{"b":"c"}}), json!({"a":{"b":"d","c":null}}), json!({"a":{"b":"d"}})),
            (json!({"a":[{"b":"c"}]}), json!({"a":[1]}), json!({"a":[1]})),
            (json!(["a", "b"]), json!(["c", "d"]), json!(["c", "d"])),
            (json!({"a":"b"}), json!(["c"]), json!(["c"])),
            (json!({"a":"foo"}), json!(null), json!(null)),
            (json!({"e":null}), json!({"a":1}), json!({"e":null,"a":1})),
            (json!([1, 2]), json!({"a":"b","c":null}), json!({"a":"b"})),
            (json!({}), json!({"a":{"bb":{"ccc":null}}}), json!({"a":{"bb":{}}})),
        ] {
            assert_eq!(merge(target, &patch), result);
        }
    }
}
