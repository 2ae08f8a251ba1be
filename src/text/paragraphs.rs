//! Plain text as HTML: one `<p>` per line that says something.
//!
//! Not here: Markdown. A writer who chose `text` gets every `*` and `<` as typed.

/// Every non-blank line as an escaped `<p>`, in the form the sanitiser would give it. Lines end at
/// LF, CRLF, CR, U+2028 or U+2029; blank is white space only, U+00A0 included. White space around
/// a line goes, what is within stays. NUL, which HTML cannot hold, goes as well.
pub(super) fn html(source: &str) -> String {
    let mut out = String::with_capacity(source.len() + source.len() / 8);
    for line in lines(source) {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str("<p>");
        for c in line.chars() {
            match c {
                '&' => out.push_str("&amp;"),
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '\0' => {}
                _ => out.push(c),
            }
        }
        out.push_str("</p>");
    }
    out
}

/// The lines that become paragraphs, trimmed. An empty one of a CRLF is as blank as any other.
fn lines(source: &str) -> impl Iterator<Item = &str> {
    source
        .split(['\n', '\r', '\u{2028}', '\u{2029}'])
        .map(|line| line.trim_matches(|c: char| c.is_whitespace() || c == '\0'))
        .filter(|line| !line.is_empty())
}

/// The plain text of the same source, as `plain` would read it from [`html`].
pub(super) fn text(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    for line in lines(source) {
        if !out.is_empty() {
            out.push('\n');
        }
        let mut space = false;
        for c in line.chars().filter(|c| *c != '\0') {
            if matches!(c, ' ' | '\t' | '\u{c}') {
                space = true;
                continue;
            }
            if std::mem::take(&mut space) {
                out.push(' ');
            }
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_lines_are_eight_paragraphs() {
        let source = "Un\r\n\u{a0}\r\n« Deux\u{a0}» & <trois>\rTrois\n\n \t\nQuatre\u{2028}Cinq\u{2029}Six\n  Sept  sept \nHuit";
        let html = html(source);
        assert_eq!(html.matches("<p>").count(), 8);
        assert!(html.contains("<p>« Deux\u{a0}» &amp; &lt;trois&gt;</p>"));
        assert!(html.contains("<p>Sept  sept</p>"));
        assert_eq!(text(source).lines().count(), 8);
        assert!(text(source).contains("\nSept sept\n"));
        assert_eq!(super::html("\u{a0}\n"), "");
    }
}
