//! Griot, a headless CMS for newsrooms. This is the map.
//!
//! | the newsroom | what it keeps |
//! |---|---|
//! | [`articles`] | working copies: what editors write |
//! | [`publications`] | the public edition: what readers see, and when |
//! | [`workflow`] | how one becomes the other |
//! | [`corrections`] | what editors say publicly of what they changed |
//! | [`history`] | what was ever saved, and going back to it |
//! | [`visibility`] | the one predicate of what is public |
//! | [`pages`] | static texts: the same rows and the same life at other addresses |
//! | [`locks`] [`assignments`] | who is at what, and whose turn it is |
//! | [`notes`] | what those who write say to each other |
//! | [`previews`] | links that show a working copy to somebody without an account |
//! | [`desk`] | what awaits whoever asks |
//! | [`batch`] | many writes at once, all of them or none |
//! | [`trash`] | what was thrown away and can come back |
//! | [`authors`] [`categories`] [`tags`] | bylines, sections and subjects |
//! | [`menus`] | the trees of links a website navigates by |
//! | [`redirects`] | what stands behind a path of the website |
//! | [`series`] | articles that are read in an order |
//! | [`slugs`] | addresses, and what became of old ones |
//! | [`translations`] | what says the same in another language |
//! | [`site`] | the newsroom as its readers know it, and where its website shows what |
//! | [`search`] | what readers find, and how that is kept up to date |
//! | [`related`] | what else a reader of an article may want to read |
//! | [`feeds`] | what is published, for feed readers |
//! | [`users`] [`sessions`] [`auth`] | accounts, signing in, permission |
//! | [`events`] | the content log |
//! | [`webhooks`] | who is told what happens |
//! | [`changes`] | the content log for those who follow it |
//! | [`audit`] | who did what, when and from where |
//!
//! | the house | what it is for |
//! |---|---|
//! | [`http`] | requests and replies; the router is the page of contents |
//! | [`db`] | SQLite and PostgreSQL behind one door |
//! | [`idempotency`] | what was answered to requests that may come again |
//! | [`jobs`] | what is done beside the requests |
//! | [`outbound`] | calls to other servers, and which are refused |
//! | [`installation`] | what makes a database a newsroom: key, tables, first administrator |
//! | [`config`] [`cli`] [`telemetry`] | settings, the command line, the log and its spans |
//! | [`metrics`] [`doctor`] | figures about the process; what is wrong with an installation, and what to do |
//! | [`text`] | pure functions over words |
//! | [`clock`] [`ids`] [`error`] `closed_list` | time, randomness, what can go wrong, words of which there is a list |
//!
//! A request travels one way: route, service, queries, database; and comes back as a view.

pub mod app;
pub mod articles;
pub mod assignments;
pub mod audit;
pub mod auth;
pub mod authors;
pub mod batch;
pub mod categories;
pub mod changes;
pub mod cli;
pub mod clock;
mod closed_list;
pub mod config;
pub mod corrections;
pub mod db;
pub mod demo;
pub mod desk;
pub mod doctor;
pub mod error;
pub mod events;
pub mod feeds;
pub mod history;
pub mod http;
pub mod idempotency;
pub mod ids;
pub mod installation;
pub mod jobs;
pub mod locks;
pub mod media;
pub mod menus;
pub mod metrics;
pub mod notes;
pub mod outbound;
pub mod pages;
pub mod previews;
pub mod publications;
pub mod redirects;
pub mod related;
pub mod search;
pub mod series;
pub mod sessions;
pub mod site;
pub mod sitemaps;
pub mod slugs;
pub mod tags;
pub mod telemetry;
pub mod text;
pub mod translations;
pub mod trash;
pub mod users;
pub mod visibility;
pub mod webhooks;
pub mod workflow;
