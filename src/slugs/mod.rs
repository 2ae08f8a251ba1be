//! Who holds which slug: unique per resource, remembered once public.
//!
//! A save reserves its slug; the public resolves only live ones and is redirected only from those
//! that were once public. Of articles and pages, which are public from an instant to another, that is asked of
//! `publications`; here is only who may take a slug. A working copy may take over another's past slug, but the old address
//! goes on redirecting until the copy is public: nobody can tell a draft by a dead link.

mod queries;
mod service;

pub use service::{
    Found, Resource, Wish, bequeath, bury, claim, find, find_many, go_live, lead, malformed, plan, release,
    rename, resolve, retire, unplan,
};
