//! Users as parameters of the draft edition name them.

use serde::Deserialize;
use uuid::Uuid;

use crate::articles::AssignedTo;
use crate::auth::{Principal, UserId};

/// Whose work it is.
#[derive(Clone, Copy, Debug)]
pub enum Maker {
    Me,
    User(Uuid),
}

impl Maker {
    fn parse(text: &str) -> Option<Self> {
        if text == "me" { Some(Maker::Me) } else { Uuid::try_parse(text).ok().map(Maker::User) }
    }

    pub fn user(self, by: &Principal) -> Uuid {
        match self {
            Maker::Me => by.user.0,
            Maker::User(id) => id,
        }
    }
}

impl<'de> Deserialize<'de> for Maker {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Maker::parse(&text).ok_or_else(|| serde::de::Error::custom("Expected `me` or the id of a user."))
    }
}

/// Whose turn it is.
#[derive(Clone, Copy, Debug)]
pub enum Assignee {
    Nobody,
    Somebody(Maker),
}

impl Assignee {
    pub fn of(self, by: &Principal) -> AssignedTo {
        match self {
            Assignee::Nobody => AssignedTo::Nobody,
            Assignee::Somebody(maker) => AssignedTo::User(UserId(maker.user(by))),
        }
    }
}

impl<'de> Deserialize<'de> for Assignee {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match Maker::parse(&text) {
            Some(maker) => Ok(Assignee::Somebody(maker)),
            None if text == "none" => Ok(Assignee::Nobody),
            None => Err(serde::de::Error::custom("Expected `me`, `none` or the id of a user.")),
        }
    }
}
