//! Users as JSON, for administrators and for themselves. Never a password or its hash.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::model::{Change, Email, User};
use crate::auth::Role;
use crate::clock::Timestamp;
use crate::error::{Error, FieldCode, FieldError, Result};
use crate::http::conditional::Versioned;
use crate::http::patch::Patch;
use crate::http::reply::envelope;

/// What an account is made of.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateUser {
    /// What the person signs in with. No two accounts share one, upper and lower case aside.
    #[schema(
        min_length = 3,
        max_length = 254,
        pattern = "^[^@\\s\\u0000]+@[^@\\s\\u0000]+$",
        example = "redaction@example.org"
    )]
    pub email: String,
    /// As colleagues know the person.
    #[schema(
        min_length = 1,
        max_length = 200,
        pattern = "^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$",
        example = "Awa Diop"
    )]
    pub name: String,
    pub role: Role,
    /// At least 15 characters (unless configured otherwise), hard to guess; nothing else is asked of it.
    #[schema(min_length = 1, max_length = 1024, example = "une phrase longue et simple")]
    pub password: String,
}

/// The whole account, but that a password left out stays.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplaceUser {
    /// What the person signs in with. No two accounts share one, upper and lower case aside.
    #[schema(
        min_length = 3,
        max_length = 254,
        pattern = "^[^@\\s\\u0000]+@[^@\\s\\u0000]+$",
        example = "redaction@example.org"
    )]
    pub email: String,
    /// As colleagues know the person.
    #[schema(
        min_length = 1,
        max_length = 200,
        pattern = "^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$",
        example = "Awa Diop"
    )]
    pub name: String,
    pub role: Role,
    /// A new password. Left out, the old one stays.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        required = false,
        nullable = false,
        min_length = 1,
        max_length = 1024,
        example = "une phrase longue et simple"
    )]
    pub password: Option<String>,
}

/// A merge patch of an account.
pub type UpdateUser = Patch<ReplaceUser>;

impl ReplaceUser {
    /// The change, less its password, and the password to be hashed for it.
    ///
    /// # Errors
    /// 422 with every fault.
    pub fn parse(self) -> Result<(Change, Option<String>)> {
        let email = parse_email(&self.email)?;
        Ok((Change { email, name: self.name, role: self.role, password_hash: None }, self.password))
    }

    /// The input that would lead to what is stored: the target of a merge patch.
    pub fn of(user: &User) -> Self {
        ReplaceUser {
            email: user.email.to_string(),
            name: user.name.clone(),
            role: user.role,
            password: None,
        }
    }
}

/// # Errors
/// 422 at `/email`.
pub fn parse_email(text: &str) -> Result<Email> {
    Email::parse(text)
        .map_err(|detail| Error::invalid(vec![FieldError::pointer("/email", FieldCode::Format, detail)]))
}

/// An account.
#[derive(Debug, Serialize, ToSchema)]
pub struct UserView {
    pub id: Uuid,
    #[schema(example = "redaction@example.org")]
    pub email: String,
    #[schema(example = "Awa Diop")]
    pub name: String,
    pub role: Role,
    /// Whether access is taken away.
    pub suspended: bool,
    /// Since when it is.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    pub suspended_at: Option<Timestamp>,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Timestamp,
}

impl From<User> for UserView {
    fn from(user: User) -> Self {
        UserView {
            id: user.id.0,
            email: user.email.to_string(),
            name: user.name,
            role: user.role,
            suspended: user.suspended_at.is_some(),
            suspended_at: user.suspended_at,
            created_at: user.created_at,
            updated_at: user.updated_at,
        }
    }
}

envelope! {
    /// One account.
    UserReply { data: UserView }
}
envelope! {
    /// A page of accounts.
    UserList { data: [UserView] }
}

impl Versioned for User {
    type Reply = UserReply;

    fn id(&self) -> Uuid {
        self.id.0
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn reply(self) -> Result<UserReply> {
        Ok(UserReply { data: self.into() })
    }
}
