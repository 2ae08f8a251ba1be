//! The text: kept as it was written, served as it is safe.

use serde_json::{Value, json};

use crate::support::{Client, Response, TestApp};

const HEADING: &str = "Flux RSS\u{a0}\r\n";

/// Eight paragraphs of our own, as an editor pastes them.
const PAGE: &str = "À Podor, le marché ouvre avant l’aube\u{a0}; les piroguiers crient «\u{a0}Poisson\u{a0}!\u{a0}».\r\n\
    \r\n\
    Les premières pirogues reviennent chargées.  \r\n\
    \u{a0}\r\n\
    «\u{a0}Nous n’avons pas dormi\u{a0}», dit Coumba, trente-deux\u{202f}ans.\n\
    Le prix du capitaine a doublé\u{a0}: 3\u{a0}500 francs le kilo.\n\
    \n\n\
    L’œil rivé sur l’horizon, Demba < attend > & compte.\n\
    Personne ne sait quand l’eau baissera.\t\n\
    La préfecture promet une réponse «\u{a0}d’ici vendredi\u{a0}».\n\
    \n\
    En attendant, la vie continue…   \n";

async fn write(client: &Client, format: &str, source: &str) -> Response {
    let input = json!({ "title": "T", "body": { "format": format, "source": source } });
    client.post("/articles", input).expect(201).await
}

#[actix_web::test]
async fn text_comes_back_byte_for_byte() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    for source in [PAGE, HEADING, "", " ", "\n", "\u{feff}a\u{200b}\r", "🐟\u{0301}"] {
        let made = write(&editor, "text", source).await;
        assert_eq!(made.data()["body"]["source"], source);
        let read = editor.get(&format!("/articles/{}?edition=draft", made.id())).expect(200).await;
        assert_eq!(read.data()["body"], made.data()["body"]);
    }
    let made = write(&editor, "text", PAGE).await;
    let body = &made.data()["body"];
    let html = body["html"].as_str().unwrap();
    assert_eq!((html.matches("<p>").count(), html.matches("</p>").count()), (8, 8), "{html}");
    assert!(html.contains("Demba &lt; attend &gt; &amp; compte"), "{html}");
    assert!(body["text"].as_str().unwrap().contains("Demba < attend > & compte"), "{body}");
    assert!(made.json().get("warnings").is_none_or(|all| all == &json!([])), "{made}");
}

#[actix_web::test]
async fn what_is_not_allowed_is_dropped_and_said() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let source = "<p onclick=\"x()\">Bon <b>jour</b></p><script>alert(1)</script>\
        <a href=\"javascript:alert(2)\">lien</a><iframe src=\"https://example.org\"></iframe>";
    for format in ["html", "markdown"] {
        let made = write(&editor, format, source).await;
        let html = made.data()["body"]["html"].as_str().unwrap().to_owned();
        for bad in ["script", "onclick", "javascript", "iframe", "alert"] {
            assert!(!html.contains(bad), "{format}: {bad} in {html}");
        }
        assert!(html.contains("jour"), "{html}");
        assert_eq!(made.data()["body"]["source"], source);
        assert!(!made.json()["warnings"].as_array().unwrap().is_empty(), "{made}");
        // A save says it again, a read does not.
        let path = format!("/articles/{}", made.id());
        let saved = editor.patch(&path, json!({ "kicker": "k" })).if_match("*").expect(200).await;
        assert_eq!(saved.json()["warnings"], made.json()["warnings"]);
        assert!(
            editor.get(&format!("{path}?edition=draft")).expect(200).await.json().get("warnings").is_none()
        );
    }
}

#[actix_web::test]
async fn markdown_is_rendered() {
    let app = TestApp::new().await;
    let made =
        write(&app.editor().await, "markdown", "# Titre\n\nUn **mot** et ~~rien~~.\n\n| a |\n|---|\n| b |\n")
            .await;
    let html = made.data()["body"]["html"].as_str().unwrap().to_owned();
    for good in ["<strong>mot</strong>", "<del>rien</del>", "<td>b</td>"] {
        assert!(html.contains(good), "{good} in {html}");
    }
    assert!(made.json().get("warnings").is_none(), "{made}");
}

#[actix_web::test]
async fn words_and_minutes() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    for (words, minutes) in [(0, 0), (1, 1), (230, 1), (231, 2), (461, 3)] {
        let made = write(&editor, "text", &"mot ".repeat(words)).await;
        let counted = (made.data()["word_count"].clone(), made.data()["reading_minutes"].clone());
        assert_eq!(counted, (json!(words), json!(minutes)));
    }
    let french =
        write(&editor, "html", "<p>«\u{a0}L’eau\u{a0}», dit-elle\u{a0}: 3\u{a0}500&nbsp;francs.</p>").await;
    let count = french.data()["word_count"].as_i64().unwrap();
    assert!((4..=6).contains(&count), "{count}");
}

#[actix_web::test]
async fn lists_hold_it_on_demand() {
    let app = TestApp::new().await;
    let editor = app.editor().await;
    let made = write(&editor, "text", "Un.").await;
    let without = json!({ "title": "Sans" });
    editor.post("/articles", without).expect(201).await;
    let bodies =
        editor.get("/articles?edition=draft&include=body&sort=title").expect(200).await.pluck("body");
    assert_eq!(bodies, [Value::Null, made.data()["body"].clone()]);
    let items = editor.get("/articles?edition=draft").expect(200).await.data();
    assert!(items.as_array().unwrap().iter().all(|item| item.get("body").is_none()));
}
