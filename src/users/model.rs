//! An account as stored, and as accepted. Its password's hash is never a part of it: the few who
//! need it ask for an [`Account`].

use std::fmt;

use diesel::deserialize;
use diesel::prelude::*;
use diesel::sql_types::Text;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::auth::{Role, UserId};
use crate::clock::Timestamp;
use crate::db::MultiBackend;
use crate::db::schema::users;
use crate::text::fold::email_key;

/// Characters of an e-mail address (RFC 5321 leaves 254 bytes for one).
const EMAIL_MAX: usize = 254;
/// Characters of a name.
const NAME_MAX: usize = 200;

/// An address of the right shape, spelled as it was given. Whether mail arrives is another matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// # Errors
    /// A sentence for the person who typed it.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        // The key too: folding makes an `@` of a full-width one, and a space of some accents.
        if has_the_shape(text) && has_the_shape(&email_key(text)) {
            Ok(Email(text.to_owned()))
        } else {
            Err("This is not an e-mail address such as redaction@example.org.")
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What no two accounts share.
    pub fn key(&self) -> String {
        email_key(&self.0)
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One `@` with something on either side, and nothing a person cannot see.
fn has_the_shape(text: &str) -> bool {
    let sides = text.split_once('@').filter(|(name, domain)| !name.is_empty() && !domain.is_empty());
    sides.is_some_and(|(_, domain)| !domain.contains('@'))
        && !text.contains(|c: char| c.is_whitespace() || c.is_control())
        && text.chars().count() <= EMAIL_MAX
}

/// A person's name, for those who do not come through the schema of a request.
///
/// # Errors
/// A sentence for the person who typed it.
pub fn parse_name(text: &str) -> Result<String, &'static str> {
    let fits = (1..=NAME_MAX).contains(&text.chars().count());
    let seen = text.chars().any(|c| !c.is_whitespace()) && !text.contains('\0');
    if fits && seen { Ok(text.to_owned()) } else { Err("A name has 1 to 200 characters and is not blank.") }
}

/// A row of `users`, less its secret.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = users)]
pub struct User {
    pub id: UserId,
    pub email: Email,
    pub name: String,
    pub role: Role,
    pub suspended_at: Option<Timestamp>,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// A user and the secret. Has no `Debug`, so that it cannot be logged.
#[derive(Clone)]
pub struct Account {
    pub user: User,
    /// PHC string.
    pub password_hash: String,
}

/// An account to be made, after every rule was checked.
#[derive(Clone)]
pub struct NewUser {
    pub email: Email,
    pub name: String,
    pub role: Role,
    /// PHC string of a password that [`passwords`](super::passwords) took.
    pub password_hash: String,
}

/// What an account is to become.
#[derive(Clone)]
pub struct Change {
    pub email: Email,
    pub name: String,
    pub role: Role,
    /// None: the password stays.
    pub password_hash: Option<String>,
}

impl Change {
    /// The change that changes nothing, to start from.
    pub fn none(user: &User) -> Self {
        Change { email: user.email.clone(), name: user.name.clone(), role: user.role, password_hash: None }
    }

    /// Whether it touches what a sign-in was granted on. A name is only a name.
    pub fn concerns_access(&self, user: &User) -> bool {
        self.email != user.email || self.role != user.role || self.password_hash.is_some()
    }
}

/// The orders of the list of users.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
pub enum UserSort {
    #[serde(rename = "email")]
    Email,
    #[serde(rename = "-email")]
    EmailDescending,
    #[default]
    #[serde(rename = "created_at")]
    Created,
    #[serde(rename = "-created_at")]
    CreatedDescending,
}

/// Stored ones were parsed before.
impl Queryable<Text, MultiBackend> for Email {
    type Row = String;

    fn build(row: String) -> deserialize::Result<Self> {
        Ok(Email(row))
    }
}

impl Queryable<Text, MultiBackend> for Role {
    type Row = String;

    fn build(row: String) -> deserialize::Result<Self> {
        Ok(row.parse()?)
    }
}

/// Which users a list holds.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub ids: Vec<UserId>,
    pub roles: Vec<Role>,
    pub suspended: Option<bool>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shape_of_an_address() {
        for good in ["redaction@example.org", "Awa.Diop+presse@exemple.sn", "é@ü.example", "a@b"] {
            assert_eq!(Email::parse(good).unwrap().as_str(), good);
        }
        let long = format!("{}@example.org", "x".repeat(243));
        for bad in [
            "",
            "@",
            "a@",
            "@b",
            "a b@c",
            "a@b@c",
            " a@b",
            "a@b\n",
            "a@\u{a0}b",
            "a@b\u{0}",
            "a＠b@c",
            "¨@b",
            &long,
        ] {
            assert!(Email::parse(bad).is_err(), "{bad:?}");
        }
        assert_eq!(Email::parse("AWA@Exemple.SN").unwrap().key(), "awa@exemple.sn");
    }

    #[test]
    fn names() {
        assert_eq!(parse_name("Awa Diop").unwrap(), "Awa Diop");
        for bad in ["", " \u{a0}", "a\0", &"x".repeat(201)] {
            assert!(parse_name(bad).is_err(), "{bad:?}");
        }
    }
}
