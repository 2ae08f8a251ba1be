//! The laws of rendering, tried on tag soup, on any string, and on inputs made to hurt parsers.
//!
//! Not here: examples of what a format means, which stand beside `render`.

use std::time::Duration;

use proptest::prelude::*;
use scraper::{Html, Node};

use super::dropped::DroppedKind;
use super::policy::KEPT;
use super::render::{Format, Rendering, render};
use super::sanitise::absolute;

const FORMATS: [Format; 3] = [Format::Markdown, Format::Html, Format::Text];

/// Pieces that meet in every order: kept and refused elements, half-open tags, parser traps.
fn soup() -> impl Strategy<Value = String> {
    prop_oneof![soup_of(NAMES.split(' ').collect(), ATTRIBUTES.split('¦').collect()), kept_soup()]
}

/// Disorder that a parser repairs without losing anything.
fn kept_soup() -> impl Strategy<Value = String> {
    let harmless = vec!["", "", " lang=fr", " href=/x", " title='«\u{a0}'"];
    soup_of(KEPT.iter().map(|e| e.name).collect(), harmless)
}

const NAMES: &str = "\
    a abbr b blockquote body br button caption center circle code col colgroup dd del desc details div \
    dl dt em figure font foreignObject form frameset h1 h2 hr html i iframe image img input li listing \
    marquee math mi nobr noscript object ol option p plaintext pre q ruby rt script section select \
    selectedcontent small span strong style summary sup svg table tbody td template textarea tfoot th \
    thead title tr u ul wbr xmp annotation-xml mtext o:p";

/// Apart by `¦`.
const ATTRIBUTES: &str = concat!(
    "¦¦¦ href=javascript:x¦ HREF='https://exemple.sn/é?a=1&b=2'¦ onclick=\"x('>')\"¦ style='a'¦",
    " id=fnref-1¦ rel=noopener¦ rel=me¦ class=language-c¦ lang=fr¦ title=\"«\u{a0}\"¦ src=/x.jpg¦",
    " src='data:image/png;base64,A/B'¦ colspan=2¦ data-footnote-ref¦ =x¦ a=b a=c¦/¦ x='¦",
    " encoding=text/html",
);

/// Apart by `¦`.
const TEXTS: &str = concat!(
    "é ¦\u{a0}¦\n¦\n\n¦ ¦\t¦&amp;¦&lt;b&gt;¦&am¦p;¦&#106;¦&nbsp¦<¦>¦\"¦\0¦\r\n¦<!-- x -->¦<!--¦-->¦",
    "<![CDATA[¦]]>¦<!doctype html>¦<?x?>¦</¦*¦**¦_¦`¦```\n¦> ¦- ¦1. ¦|¦|-|\n¦[^1]¦\n[^1]: note\n¦",
    "[x](javascript:y)¦![x](y 'z')¦<https://x>¦www.x.sn¦# ¦    ¦~~¦\\¦javascript:¦« mot »¦l’été¦x¦",
    "onerror=1",
);

fn soup_of(names: Vec<&'static str>, attributes: Vec<&'static str>) -> impl Strategy<Value = String> {
    let (name, attribute) = (prop::sample::select(names), prop::sample::select(attributes));
    let text = prop::sample::select(TEXTS.split('¦').collect::<Vec<_>>());
    let piece = prop_oneof![
        4 => (name.clone(), attribute).prop_map(|(n, a)| format!("<{n}{a}>")),
        3 => name.prop_map(|n| format!("</{n}>")),
        4 => text.prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// All characters but white space, which parsers also move about between the cells of a table.
fn words_of(document: &Html) -> String {
    document.root_element().text().flat_map(str::chars).filter(|c| !c.is_ascii_whitespace()).collect()
}

/// No script, handler, foreign address or comment, as a browser would read the HTML.
fn is_safe(html: &str) -> Result<(), TestCaseError> {
    let lower = html.to_ascii_lowercase();
    for trace in ["<script", "<style", "<svg", "<math", "<iframe", "<form", "<!--"] {
        prop_assert!(!lower.contains(trace), "{trace} in {html}");
    }
    for node in Html::parse_document(html).tree.nodes() {
        match node.value() {
            Node::Comment(_) | Node::ProcessingInstruction(_) => prop_assert!(false, "comment in {html}"),
            Node::Element(element) => {
                for (name, value) in element.attrs() {
                    prop_assert!(!name.starts_with("on") && name != "style", "{name} in {html}");
                    if matches!(name, "href" | "src" | "cite") {
                        let base = ammonia::Url::parse("https://exemple.sn/")
                            .map_err(|e| TestCaseError::fail(e.to_string()))?;
                        let scheme = base.join(value).map(|url| url.scheme().to_owned());
                        let known = ["http", "https", "mailto", "tel"].map(|s| Ok(s.to_owned()));
                        prop_assert!(known.contains(&scheme) || scheme.is_err(), "{value} in {html}");
                    }
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn obeys_the_laws(format: Format, source: &str) -> Result<Rendering, TestCaseError> {
    let once = render(format, source);
    is_safe(&once.html)?;
    let again = render(Format::Html, &once.html);
    let base = ammonia::Url::parse("https://exemple.sn/fleuve/la-crue");
    let whole = absolute(&once.html, &base.map_err(|e| TestCaseError::fail(e.to_string()))?);
    is_safe(&whole)?;
    let read = |html: &str| words_of(&Html::parse_document(html));
    prop_assert_eq!(read(&whole), read(&once.html), "from {:?}", source);
    prop_assert_eq!(&again.html, &once.html, "not stable, from {:?}", source);
    prop_assert_eq!(&again.dropped, &vec![], "from {:?}", &once.html);
    prop_assert_eq!(&again.text, &once.text, "from {:?}", &once.html);
    prop_assert!(
        once.dropped.iter().all(|d| d.what != DroppedKind::Markup),
        "{source:?} gave {:?}",
        once.dropped
    );
    if format == Format::Text {
        prop_assert!(once.dropped.is_empty());
        prop_assert_eq!(once.html.matches("<p>").count(), once.text.lines().count());
    }
    Ok(once)
}

proptest! {
    #[test]
    fn any_string_renders(source in any::<String>(), format in prop::sample::select(FORMATS.to_vec())) {
        obeys_the_laws(format, &source)?;
    }

    #[test]
    fn tag_soup_renders(source in soup(), format in prop::sample::select(FORMATS.to_vec())) {
        obeys_the_laws(format, &source)?;
    }

    #[test]
    fn what_is_not_told_is_not_lost(source in kept_soup()) {
        let rendering = obeys_the_laws(Format::Html, &source)?;
        if rendering.dropped.is_empty() {
            let read = words_of(&Html::parse_fragment(&source));
            prop_assert_eq!(words_of(&Html::parse_fragment(&rendering.html)), read, "{}", source);
        }
    }
}

/// Apart by `¦`.
const HOSTILE: &str = concat!(
    "<b>¦<div>¦<p>¦<p><b>x¦<b><p>x</b>¦<a><p>x</a>¦<table>¦<table><b></b>x¦<table><tr><td>¦<ul><li>¦",
    "<blockquote>¦<svg>¦<select>¦<script>¦<template>¦<!--¦<!¦<¦</¦<x ¦&¦&#¦&amp;¦\u{a0}¦[¦![¦*¦**a¦_¦`¦",
    "> ¦- ¦* - + ¦|a¦[^a]: x\n¦[a](¦~¦\\¦\0¦\r¦# \n¦a|b\n-|-\n",
);

/// On a stack as small as our threads may have. The sizes are for a debug build; a megabyte in a
/// release build was measured when the limits were chosen.
#[test]
fn hostile_input_is_survived() {
    const SIZE: usize = 12 * 1024;
    let mut sources: Vec<String> = HOSTILE.split('¦').map(|unit| unit.repeat(SIZE / unit.len())).collect();
    let attributes: String = (0..SIZE / 6).map(|i| format!(" a{i}")).collect();
    let formatting: String = (0..SIZE / 20).map(|i| format!("<b title={i}>")).collect();
    sources.push(format!("<b{attributes}>x"));
    sources.push(format!("{formatting}{}", "<p>x".repeat(SIZE / 8)));
    sources.push(format!(
        "<a href=\"/{}\" title=\"{}\">x</a>",
        "&".repeat(SIZE / 2),
        "\u{a0}".repeat(SIZE / 4)
    ));
    sources.push(format!("[^a]: {}\n\n{}", "x".repeat(500), "[^a] ".repeat(SIZE / 5)));
    sources.push(format!("{}a\n", ">".repeat(SIZE)));
    for source in sources {
        let start: String = source.chars().take(20).collect();
        let (send, receive) = std::sync::mpsc::channel();
        let small = std::thread::Builder::new().stack_size(2 * 1024 * 1024);
        let _running = small.spawn(move || {
            for format in FORMATS {
                let once = render(format, &source);
                let again = render(Format::Html, &once.html);
                let _ = send.send((format, again.html == once.html && again.dropped.is_empty()));
            }
        });
        for _ in FORMATS {
            let reply = receive.recv_timeout(Duration::from_secs(60));
            assert!(matches!(reply, Ok((_, true))), "{start}… {reply:?}");
        }
    }
}
