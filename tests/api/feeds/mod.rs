//! `/feeds/…`: what feed readers are told, read back with readers.

mod addresses;
mod articles;
mod forms;
mod replies;

use atom_syndication::Feed as Atom;
use rss::Channel;
use serde_json::{Value, json};

use crate::support::Client;

const WEB: &str = "https://www.example.org";
const FORMS: [&str; 3] = ["rss", "atom", "json"];

async fn website(admin: &Client, more: Value) {
    let mut patch = json!({ "name": "La Rive", "public_url": WEB });
    for (name, value) in more.as_object().expect("an object") {
        patch[name] = value.clone();
    }
    admin.patch("/site", patch).if_match("*").expect(200).await;
}

async fn rss(client: &Client, path: &str) -> Channel {
    let reply = client.get(path).expect(200).await;
    assert_eq!(reply.header("content-type"), Some("application/rss+xml; charset=utf-8"));
    Channel::read_from(reply.body.as_slice()).unwrap_or_else(|fault| panic!("{fault}: {reply}"))
}

async fn atom(client: &Client, path: &str) -> Atom {
    let reply = client.get(path).expect(200).await;
    assert_eq!(reply.header("content-type"), Some("application/atom+xml; charset=utf-8"));
    Atom::read_from(reply.body.as_slice()).unwrap_or_else(|fault| panic!("{fault}: {reply}"))
}

async fn json_feed(client: &Client, path: &str) -> Value {
    let reply = client.get(path).expect(200).await;
    assert_eq!(reply.header("content-type"), Some("application/feed+json"));
    assert_eq!(reply.json()["version"], "https://jsonfeed.org/version/1.1");
    reply.json()
}

/// The titles of a feed, which are the same in all three forms. `{}` in the path is the form.
async fn titles(client: &Client, path: &str) -> Vec<String> {
    let at = |form: &str| path.replace("{}", form);
    let channel = rss(client, &at("rss")).await;
    let of_rss: Vec<String> = channel.items.into_iter().map(|item| item.title.unwrap()).collect();
    let feed = atom(client, &at("atom")).await;
    assert!(feed.entries.iter().all(|entry| entry.updated <= feed.updated), "{path}");
    let of_atom: Vec<String> = feed.entries.into_iter().map(|entry| entry.title.value).collect();
    let feed = json_feed(client, &at("json")).await;
    let items = feed["items"].as_array().unwrap();
    let of_json: Vec<&str> = items.iter().map(|item| item["title"].as_str().unwrap()).collect();
    assert_eq!(of_rss, of_atom, "{path}");
    assert_eq!(of_rss, of_json, "{path}");
    of_rss
}
