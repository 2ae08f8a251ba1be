//! What tests say about replies again and again.

use serde_json::Value;

use super::client::Client;

/// Every member of `input` is in `data`, unchanged.
#[track_caller]
pub fn holds(data: &Value, input: &Value) {
    for (name, value) in input.as_object().expect("an object") {
        assert_eq!(&data[name], value, "{name}");
    }
}

/// A reply without the number of the log, which every change of anything public moves.
pub fn unnumbered(body: Vec<u8>) -> Vec<u8> {
    let Ok(mut json) = serde_json::from_slice::<Value>(&body) else { return body };
    match json["meta"].as_object_mut().and_then(|meta| meta.remove("seq")) {
        Some(_) => json.to_string().into_bytes(),
        None => body,
    }
}

/// Faults as [`super::Response::faults`] gives them.
pub fn at(faults: &[(&str, &str)]) -> Vec<(String, String)> {
    faults.iter().map(|(place, code)| ((*place).to_owned(), (*code).to_owned())).collect()
}

/// Walks a list to its end by `next_cursor` and back to its beginning by `prev_cursor`; both ways
/// the pages are those of the whole list. The ids, in order.
pub async fn walk(client: &Client, path: &str, limit: usize) -> Vec<Value> {
    walk_by(client, path, limit, "id").await
}

/// The same of things that are told apart by another member.
pub async fn walk_by(client: &Client, path: &str, limit: usize, member: &str) -> Vec<Value> {
    let join = if path.contains('?') { '&' } else { '?' };
    let whole = client.get(&format!("{path}{join}limit=100")).expect(200).await.pluck(member);
    let address = format!("{path}{join}limit={limit}");
    let mut page = client.get(&address).expect(200).await;
    assert!(page.json()["meta"]["prev_cursor"].is_null(), "{page}");
    let mut pages = vec![page.pluck(member)];
    while let Some(cursor) = page.json()["meta"]["next_cursor"].as_str() {
        page = client.get(&format!("{address}&cursor={cursor}")).expect(200).await;
        pages.push(page.pluck(member));
    }
    assert_eq!(pages, whole.chunks(limit).map(<[Value]>::to_vec).collect::<Vec<_>>(), "{address}");
    for earlier in pages.iter().rev().skip(1) {
        let cursor = page.json()["meta"]["prev_cursor"].as_str().expect("a way back").to_owned();
        page = client.get(&format!("{address}&cursor={cursor}")).expect(200).await;
        assert_eq!(&page.pluck(member), earlier, "back: {address}");
    }
    assert!(page.json()["meta"]["prev_cursor"].is_null(), "{page}");
    whole
}
