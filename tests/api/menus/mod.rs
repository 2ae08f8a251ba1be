//! `/menus`: the trees of links a website navigates by.

mod bad_input;
mod hidden;
mod read;
mod translations;
mod write;
