//! The documents as a new user follows them: what `docs/EDITORIAL.md` says to type is typed, and what it says comes
//! out does.

use std::process::{Command, Stdio};

use super::harness::Place;

const DOCUMENT: &str = include_str!("../../../docs/EDITORIAL.md");
/// Between the outputs of two blocks.
const MARK: &str = "~~~~ next ~~~~";

/// What is to be typed, and what then comes out; nothing where the document does not say.
fn blocks() -> Vec<(String, Option<String>)> {
    let mut found: Vec<(String, Option<String>)> = Vec::new();
    let mut rest = DOCUMENT;
    while let Some((_, after)) = rest.split_once("```") {
        let (kind, after) = after.split_once('\n').unwrap();
        let (body, after) = after.split_once("```").unwrap();
        match kind {
            "bash" => found.push((body.to_owned(), None)),
            "text" => found.last_mut().unwrap().1 = Some(body.to_owned()),
            _ => {}
        }
        rest = after;
    }
    found
}

#[test]
fn the_day_in_the_documents() {
    let blocks = blocks();
    assert!(blocks.iter().filter(|(_, printed)| printed.is_some()).count() >= 6);
    let place = Place::new();
    let server = place.serve();
    let script: Vec<String> = blocks.iter().map(|(typed, _)| format!("{typed}echo '{MARK}'\n")).collect();
    let mut shell = Command::new("bash");
    shell.args(["-euo", "pipefail", "-c", &script.concat()]).current_dir(&place.folder);
    shell.env("BASE", format!("http://{}", server.address)).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut shell = shell.spawn().expect("bash");
    std::io::Write::write_all(
        &mut shell.stdin.take().unwrap(),
        format!("{}\n", server.password()).as_bytes(),
    )
    .unwrap();
    let output = shell.wait_with_output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{printed}");
    let parts: Vec<&str> = printed.split(&format!("{MARK}\n")).collect();
    for ((typed, expected), printed) in blocks.iter().zip(parts) {
        if let Some(expected) = expected {
            assert_eq!(printed, expected, "{typed}");
        }
    }
}

/// The table of the document is the one the server judges by.
#[test]
fn the_lifecycle_in_the_documents() {
    let table = griot::workflow::state_machine();
    for rule in table["transitions"].as_array().unwrap() {
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let from: Vec<String> = rule["from"].as_array().unwrap().iter().map(text).collect();
        let permission = |whose: &str| text(&rule["permission"][whose]);
        let (own, assigned, others) = (permission("own"), permission("assigned"), permission("others"));
        let (verb, to) = (text(&rule["verb"]), text(&rule["to"]));
        let conditions: Vec<String> = rule["conditions"].as_array().unwrap().iter().map(text).collect();
        let needs = [text(&rule["needs"]), conditions.join(", ")];
        let needs = needs.into_iter().filter(|need| !need.is_empty()).collect::<Vec<_>>().join("; ");
        let place = if rule["trashed"] == true { " (in the trash)" } else { "" };
        let from = from.join(", ");
        let row =
            format!("| {verb} | {from}{place} | {to} | {needs} | `{own}` | `{assigned}` | `{others}` |");
        assert!(DOCUMENT.contains(&row), "docs/EDITORIAL.md lacks: {row}");
    }
}
