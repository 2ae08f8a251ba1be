//! Signing in and sessions as JSON.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::model::Session;
use super::service::Wish;
use crate::auth::SessionId;
use crate::clock::Timestamp;
use crate::error::{Error, FieldCode, FieldError, Result};
use crate::http::reply::envelope;
use crate::users::{Email, UserView};

/// Address and password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Login {
    #[schema(min_length = 1, max_length = 254, example = "redaction@example.org")]
    pub email: String,
    #[schema(min_length = 1, max_length = 1024, example = "une phrase longue et simple")]
    pub password: String,
}

/// The refresh token got last.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Refresh {
    #[schema(min_length = 1, max_length = 200, example = "grr_Zm9ydHktdHdvIGJ5dGVzIG9mIHB1cmUgcmFuZG9tbmVz")]
    pub refresh_token: String,
}

/// What changes of one's own account; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateMe {
    #[schema(
        required = false,
        nullable = false,
        min_length = 1,
        max_length = 200,
        pattern = "^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$",
        example = "Awa Diop"
    )]
    pub name: Option<String>,
    /// Another address ends your other sessions and needs `current_password`.
    #[schema(
        required = false,
        nullable = false,
        min_length = 3,
        max_length = 254,
        pattern = "^[^@\\s\\u0000]+@[^@\\s\\u0000]+$",
        example = "redaction@example.org"
    )]
    pub email: Option<String>,
    #[schema(
        required = false,
        nullable = false,
        min_length = 1,
        max_length = 1024,
        example = "une phrase longue et simple"
    )]
    pub current_password: Option<String>,
}

impl UpdateMe {
    /// # Errors
    /// 422 at `/email`.
    pub(super) fn wish(&self) -> Result<Wish> {
        let email = self.email.as_deref().map(Email::parse).transpose().map_err(|detail| {
            Error::invalid(vec![FieldError::pointer("/email", FieldCode::Format, detail)])
        })?;
        Ok(Wish { email, name: self.name.clone() })
    }
}

/// The old password and the new one.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    #[schema(min_length = 1, max_length = 1024, example = "une phrase longue et simple")]
    pub current_password: String,
    /// At least 15 characters (unless configured otherwise), hard to guess; nothing else is asked of it.
    #[schema(min_length = 1, max_length = 1024, example = "quatre tambours sous la pluie")]
    pub new_password: String,
}

/// How an access token is presented (RFC 6750).
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub enum TokenType {
    Bearer,
}

/// Two tokens: one to work with, one to get the next two.
#[derive(Serialize, ToSchema)]
pub struct Tokens {
    /// For `Authorization: Bearer …`.
    #[schema(example = "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI…In0.c2lnbmF0dXJl")]
    pub access_token: String,
    pub token_type: TokenType,
    /// Seconds the access token lives.
    #[schema(minimum = 1, example = 900)]
    pub expires_in: i64,
    /// Good for one call of `POST /auth/refresh`, which answers with its successor.
    #[schema(example = "grr_Zm9ydHktdHdvIGJ5dGVzIG9mIHB1cmUgcmFuZG9tbmVz")]
    pub refresh_token: String,
    /// Seconds the refresh token lives unless it is used.
    #[schema(minimum = 0, example = 1_209_600)]
    pub refresh_expires_in: i64,
    pub user: UserView,
}

/// Never the tokens themselves.
impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").field("user", &self.user.id).finish_non_exhaustive()
    }
}

/// One sign-in on one device.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionView {
    pub id: Uuid,
    /// When it began.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When its tokens were last refreshed.
    #[schema(value_type = String, format = DateTime)]
    pub last_used_at: Timestamp,
    /// When it ends unless its tokens are refreshed before.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Timestamp,
    /// What the client called itself, at most 200 characters of it.
    #[schema(required, example = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")]
    pub user_agent: Option<String>,
    /// Where it signed in from.
    #[schema(required, example = "192.0.2.17")]
    pub address: Option<String>,
    /// Whether this request came with it.
    pub current: bool,
}

impl SessionView {
    pub(super) fn of(session: Session, current: SessionId) -> Self {
        SessionView {
            id: session.id.0,
            created_at: session.created_at,
            last_used_at: session.last_used_at,
            expires_at: session.idle_expires_at,
            user_agent: session.user_agent,
            address: session.address,
            current: session.id == current,
        }
    }
}

envelope! {
    /// Signed in.
    TokensReply { data: Tokens }
}
envelope! {
    /// A page of sessions.
    SessionList { data: [SessionView] }
}
