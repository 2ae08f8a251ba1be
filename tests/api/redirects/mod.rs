//! `/redirects` and `/resolve`: where the paths of the website lead.

mod resolve;
mod table;
mod write;
