//! The schema of a newsroom's own members: any JSON a client can read back exactly.

use utoipa::openapi::schema::{AnyOfBuilder, ArrayBuilder, ObjectBuilder, Type};
use utoipa::openapi::{Ref, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// What the reader of JSON refuses in any text.
const NO_NUL: &str = "^[^\\u0000]*$";
/// The largest number every JSON reader keeps exactly, 2^53 - 1.
const LARGEST: f64 = 9_007_199_254_740_991.0;

/// An object of the newsroom's own.
pub struct CustomMembers;

/// A value in it, nested as deep as a body may nest.
pub struct CustomValue;

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String).pattern(Some(NO_NUL))
}

fn value() -> RefOr<Schema> {
    RefOr::Ref(Ref::from_schema_name("CustomValue"))
}

/// Any number of members, each a value.
fn members() -> ObjectBuilder {
    ObjectBuilder::new().property_names(Some(text().build())).additional_properties(Some(value()))
}

impl PartialSchema for CustomMembers {
    fn schema() -> RefOr<Schema> {
        let object = members()
            .max_properties(Some(100))
            .description(Some("Members of the newsroom's own."))
            .examples([serde_json::json!({ "quartier": "Sor" })]);
        RefOr::T(Schema::Object(object.build()))
    }
}

impl ToSchema for CustomMembers {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push(("CustomValue".into(), CustomValue::schema()));
        let object = members().description(Some("Named values."));
        schemas.push(("CustomObject".into(), RefOr::T(Schema::Object(object.build()))));
    }
}

impl PartialSchema for CustomValue {
    fn schema() -> RefOr<Schema> {
        choice(LISTS_IN_LISTS).into()
    }
}

impl ToSchema for CustomValue {}

/// How deep lists may nest directly in each other: a MultiPolygon of GeoJSON needs as many. Written
/// out, because the generators of clients cannot name a list that holds itself.
const LISTS_IN_LISTS: u8 = 4;

fn choice(lists: u8) -> Schema {
    let number =
        ObjectBuilder::new().schema_type(Type::Number).minimum(Some(-LARGEST)).maximum(Some(LARGEST));
    let choice = AnyOfBuilder::new()
        .item(ObjectBuilder::new().schema_type(Type::Null))
        .item(ObjectBuilder::new().schema_type(Type::Boolean))
        .item(number)
        .item(text())
        .item(Ref::from_schema_name("CustomObject"));
    let choice = if lists > 0 {
        choice.item(ArrayBuilder::new().items(RefOr::T(self::choice(lists - 1))))
    } else {
        choice
    };
    let told =
        "Any JSON without NUL, without numbers beyond 2^53 - 1, lists nested directly in lists four deep.";
    let choice = if lists == LISTS_IN_LISTS { choice.description(Some(told)) } else { choice };
    Schema::AnyOf(choice.build())
}
