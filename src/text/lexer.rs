//! HTML cut into tags and text, in one pass whose time is linear whatever the input.
//!
//! It follows the tokenizer of the HTML standard (§13.2.5) as far as the ends of tags, comments and
//! attributes go. It decodes nothing, builds no tree and decides nothing: `tame` does, and real
//! parsers read the result again.

use super::attributes::{self, Scan};

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Undecoded. A `<` in it is only a sign; at its end, only as long as the same source follows.
    Text(&'a str),
    /// `attributes` is the source between name and `>`; `surplus` counts those past the limit,
    /// which are not in it.
    Start {
        name: String,
        attributes: &'a str,
        surplus: u32,
    },
    End {
        name: String,
    },
    Comment,
    /// Source that a parser passes over: a doctype, `</>`, a tag the input ends in.
    Nothing,
}

pub(super) struct Lexer<'a> {
    rest: &'a str,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        Self { rest: source }
    }

    /// Passes over the content of a raw element, up to its end tag or the end of the input.
    pub(super) fn skip_raw(&mut self, name: &str) {
        while let Some((_, tail)) = self.rest.split_once("</") {
            self.rest = tail;
            let (Some(found), Some(after)) = (tail.get(..name.len()), tail.get(name.len()..)) else {
                continue;
            };
            if found.eq_ignore_ascii_case(name) && after.starts_with(ends_name) {
                self.rest = after.split_once('>').map_or("", |(_, tail)| tail);
                return;
            }
        }
        self.rest = "";
    }

    /// Passes over the content of an element, with what is nested, and says whether its end tag was
    /// found. If not, nothing was passed over.
    pub(super) fn skip_element(&mut self, skipped: &str) -> bool {
        let mut ahead = Lexer::new(self.rest);
        let mut open = 1_usize;
        while let Some(token) = ahead.next() {
            match token {
                Token::Start { name, attributes, .. } if name == skipped && !attributes.ends_with('/') => {
                    open += 1
                }
                Token::End { name } if name == skipped => open -= 1,
                _ => {}
            }
            if open == 0 {
                self.rest = ahead.rest;
                return true;
            }
        }
        false
    }

    /// Passes over the input up to the next `>`, or all of it.
    fn pass(&mut self, token: Token<'a>) -> Token<'a> {
        self.rest = self.rest.split_once('>').map_or("", |(_, tail)| tail);
        token
    }

    fn markup(&mut self, after: &'a str) -> Token<'a> {
        self.rest = after;
        if let Some(comment) = after.strip_prefix("--") {
            self.rest = comment;
            if let Some(tail) = comment.strip_prefix('>').or_else(|| comment.strip_prefix("->")) {
                self.rest = tail;
            } else {
                // `--!>` ends a comment too: whichever comes first.
                let end = [comment.find("-->").map(|at| at + 3), comment.find("--!>").map(|at| at + 4)];
                let end = end.into_iter().flatten().min().unwrap_or(comment.len());
                self.rest = comment.get(end..).unwrap_or("");
            }
            return Token::Comment;
        }
        let doctype = after.get(..7).is_some_and(|word| word.eq_ignore_ascii_case("doctype"));
        self.pass(if doctype { Token::Nothing } else { Token::Comment })
    }

    fn tag(&mut self, after: &'a str, end: bool) -> Token<'a> {
        let (name, tail) = after.split_at(after.find(ends_name).unwrap_or(after.len()));
        let Some(Scan { kept, end: after, surplus }) = attributes::scan(tail) else {
            self.rest = "";
            return Token::Nothing;
        };
        self.rest = tail.get(after..).unwrap_or("");
        let name = name.to_ascii_lowercase();
        match end {
            true => Token::End { name },
            false => Token::Start { name, attributes: tail.get(..kept).unwrap_or(""), surplus },
        }
    }
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let source = self.rest;
        if source.is_empty() {
            return None;
        }
        let text = source
            .match_indices('<')
            .find(|(at, _)| opens_markup(source, *at))
            .map_or(source.len(), |(at, _)| at);
        if text > 0 {
            let (text, rest) = source.split_at(text);
            self.rest = rest;
            return Some(Token::Text(text));
        }
        let after = source.strip_prefix('<').unwrap_or_default();
        Some(match (after.strip_prefix('/'), after.strip_prefix('!')) {
            (None, Some(markup)) => self.markup(markup),
            (None, None) if after.starts_with('?') => self.pass(Token::Comment),
            (None, None) => self.tag(after, false),
            (Some(name), _) if starts_name(name) => self.tag(name, true),
            (Some(name), _) if name.starts_with('>') => self.pass(Token::Nothing),
            (Some(_), _) => self.pass(Token::Comment),
        })
    }
}

/// Whether the `<` at this place begins something else than text.
fn opens_markup(source: &str, at: usize) -> bool {
    let after = source.get(at + 1..).unwrap_or_default();
    match after.strip_prefix('/') {
        Some(name) => !name.is_empty(),
        None => starts_name(after) || after.starts_with(['!', '?']),
    }
}

fn starts_name(s: &str) -> bool {
    s.starts_with(|c: char| c.is_ascii_alphabetic())
}

fn ends_name(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\u{c}' | '\r' | ' ' | '/' | '>')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(source: &str) -> Vec<String> {
        Lexer::new(source)
            .map(|token| match token {
                Token::Text(text) => text.to_owned(),
                Token::Start { name, attributes, .. } => format!("+{name}{attributes}"),
                Token::End { name } => format!("-{name}"),
                Token::Comment => "#".to_owned(),
                Token::Nothing => String::new(),
            })
            .collect()
    }

    #[test]
    fn tags_text_and_comments() {
        assert_eq!(names("a<B c='>'>d</b x>"), ["a", "+b c='>'", "d", "-b"]);
        assert_eq!(names("3 < 4 <3"), ["3 < 4 <3"]);
        assert_eq!(names("<!-- <b> --><!--><!---><!--x--!>y<!DOCTYPE x>"), ["#", "#", "#", "#", "y", ""]);
        assert_eq!(names("<?php x ?></3></>a</"), ["#", "#", "", "a</"]);
        assert_eq!(names("<<b><"), ["<", "+b", "<"]);
        assert_eq!(names("<a href=x/>b<br/>"), ["+a href=x/", "b", "+br/"]);
        assert_eq!(names("<a b c = d'e f=\"g>h\"i=j>k"), ["+a b c = d'e f=\"g>h\"i=j", "k"]);
        assert_eq!(names("x<a b='never closed>"), ["x", ""]);
    }

    #[test]
    fn raw_content_is_passed_over() {
        let mut lexer = Lexer::new("if (a<b) '</div></scripty>'</SCRIPT >après");
        lexer.skip_raw("script");
        assert_eq!(lexer.next(), Some(Token::Text("après")));
        let mut lexer = Lexer::new("<g><svg></svg></g></svg>après");
        assert!(lexer.skip_element("svg"));
        assert_eq!(lexer.next(), Some(Token::Text("après")));
    }
}
