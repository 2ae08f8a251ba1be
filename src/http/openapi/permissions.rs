//! Deny by default: an operation says who may call it, or the server does not start.

use serde_json::{Map, Value};

use crate::auth::Permission;
use crate::error::{Error, Result};

const PERMISSION: &str = "x-permission";

/// # Errors
/// Names the operation that anybody could call because nobody said who may.
pub(super) fn check(path: &str, method: &str, operation: &Map<String, Value>) -> Result<()> {
    let refuse = |why: &str| Err(Error::internal(format!("the operation {method} {path} {why}")));
    let known = operation.get(PERMISSION).and_then(named).is_some();
    match (!needs_account(operation), operation.contains_key(PERMISSION)) {
        _ if !operation.contains_key("security") => refuse("does not say who may call it: add `security(…)`"),
        (true, false) => Ok(()),
        (true, true) => {
            refuse("takes whoever is not signed in and asks for a permission: drop one of the two")
        }
        (false, _) if known => Ok(()),
        (false, true) => refuse("asks for a permission that is not in the table of `auth::permission`"),
        (false, false) => refuse("needs a signed-in user and names no permission: add `x-permission`"),
    }
}

/// What an operation asks of its caller.
pub(super) fn of(operation: &Value) -> Option<Permission> {
    operation.get(PERMISSION).and_then(named)
}

fn named(name: &Value) -> Option<Permission> {
    let name = name.as_str()?;
    Permission::ALL.iter().copied().find(|known| known.as_str() == name)
}

/// Whether one of the ways to call it takes no credential.
pub(super) fn is_public(operation: &Map<String, Value>) -> bool {
    let ways = operation.get("security").and_then(Value::as_array);
    ways.is_some_and(|ways| ways.iter().any(|way| way.as_object().is_some_and(Map::is_empty)))
}

/// The credential that is no account: for the figures of the process.
pub(super) const METRICS_TOKEN: &str = "metrics_token";

/// Whether only somebody who is signed in may call it.
pub(super) fn needs_account(operation: &Map<String, Value>) -> bool {
    let ways = operation.get("security").and_then(Value::as_array);
    let other = |way: &Value| way.as_object().is_some_and(|way| way.contains_key(METRICS_TOKEN));
    !is_public(operation) && !ways.is_some_and(|ways| ways.iter().any(other))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn verdict(operation: &Value) -> std::result::Result<(), String> {
        check("/things", "get", operation.as_object().unwrap()).map_err(|refused| refused.to_string())
    }

    #[test]
    fn who_may_call_is_said_or_the_server_does_not_start() {
        let (bearer, nobody) = (json!({ "bearer": [] }), json!({}));
        for (operation, why) in [
            (json!({}), "does not say who may call it"),
            (json!({ "x-permission": "session" }), "does not say who may call it"),
            (json!({ "security": [] }), "names no permission"),
            (json!({ "security": [bearer] }), "names no permission"),
            (json!({ "security": [bearer], "x-permission": null }), "not in the table"),
            (json!({ "security": [bearer], "x-permission": "things:write" }), "not in the table"),
            (json!({ "security": [nobody], "x-permission": "session" }), "not signed in and asks"),
            (
                json!({ "security": [{ "metrics_token": [] }], "x-permission": "session" }),
                "not signed in and asks",
            ),
        ] {
            let refused = verdict(&operation).unwrap_err();
            assert!(refused.contains("get /things") && refused.contains(why), "{operation}: {refused}");
        }
        for operation in [
            json!({ "security": [nobody] }),
            json!({ "security": [{ "metrics_token": [] }] }),
            json!({ "security": [nobody, bearer] }),
            json!({ "security": [bearer], "x-permission": "authors:write" }),
        ] {
            assert_eq!(verdict(&operation), Ok(()), "{operation}");
        }
    }
}
