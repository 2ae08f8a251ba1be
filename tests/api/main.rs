//! The suite: one binary, the same tests on SQLite and PostgreSQL (`GRIOT_TEST_DATABASE`).
//!
//! `support` starts a newsroom of its own for every test and holds each reply against the spec;
//! the other folders mirror the address tree.

#[cfg(test)]
mod articles;
#[cfg(test)]
mod assignments;
#[cfg(test)]
mod audit;
#[cfg(test)]
mod auth;
#[cfg(test)]
mod authors;
#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod batch;
#[cfg(test)]
mod categories;
#[cfg(test)]
mod changes;
#[cfg(test)]
mod corrections;
#[cfg(test)]
mod desk;
#[cfg(test)]
mod dry_run;
#[cfg(test)]
mod events_stream;
#[cfg(test)]
mod feeds;
#[cfg(test)]
mod guards;
#[cfg(test)]
mod history;
#[cfg(test)]
mod idempotency;
#[cfg(test)]
mod locks;
#[cfg(test)]
mod menus;
#[cfg(test)]
mod metrics;
#[cfg(test)]
mod names;
#[cfg(test)]
mod notes;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod preconditions;
#[cfg(test)]
mod previews;
#[cfg(test)]
mod process;
#[cfg(test)]
mod purge;
#[cfg(test)]
mod redirects;
#[cfg(test)]
mod related;
#[cfg(test)]
mod search;
#[cfg(test)]
mod series;
#[cfg(test)]
mod site;
#[cfg(test)]
mod sitemaps;
#[cfg(test)]
mod smoke;
#[cfg(test)]
mod storage;
#[cfg(test)]
mod support;
#[cfg(test)]
mod tags;
#[cfg(test)]
mod tls;
#[cfg(test)]
mod translations;
#[cfg(test)]
mod users;
#[cfg(test)]
mod webhooks;
#[cfg(test)]
mod workflow;
