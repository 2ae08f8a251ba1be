//! The `.env` file of the working directory, line by line, so that every message can name the line.
//!
//! The grammar (quotes, escapes, `export`, comments) is dotenvy's. Two things it would do are
//! refused here: replacing `$NAME` by other variables, which silently changes a password like
//! `pa$word`, and values over several lines. Nothing is written to the process's environment.

use super::error::ConfigError;

/// One assignment of a `.env` file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Assignment {
    pub(super) line: usize,
    pub(super) name: String,
    pub(super) value: String,
}

/// The assignments to names that are `ours`; one given twice is refused. The file may be shared with
/// other programs, whose values are theirs to understand.
pub(super) fn parse(text: &str, ours: impl Fn(&str) -> bool) -> Result<Vec<Assignment>, ConfigError> {
    let mut found: Vec<Assignment> = Vec::new();
    for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        if name_of(line).is_some_and(|name| !ours(name)) {
            continue;
        }
        let Some(next) = parse_line(index + 1, line)? else {
            continue;
        };
        if let Some(first) = found.iter().find(|earlier| earlier.name == next.name) {
            let problem = format!("{} is already given on line {}; keep one of them", next.name, first.line);
            return Err(ConfigError::BadLine { line: next.line, problem });
        }
        found.push(next);
    }
    Ok(found)
}

/// The name a line assigns to, whatever its value looks like.
fn name_of(line: &str) -> Option<&str> {
    let (name, _) = line.split_once('=')?;
    let name = name.trim();
    let name = name.strip_prefix("export ").unwrap_or(name).trim();
    let part_of_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '.';
    (!name.is_empty() && name.chars().all(part_of_name)).then_some(name)
}

fn parse_line(line: usize, text: &str) -> Result<Option<Assignment>, ConfigError> {
    let refused = |problem: &str| Err(ConfigError::BadLine { line, problem: problem.to_owned() });
    if text.trim_start().starts_with('#') {
        return Ok(None);
    }
    if has_substitution(text) {
        return refused("a `$` outside single quotes is not supported; expected NAME='value with $'");
    }
    // The line's end tells dotenvy that trailing spaces are not the start of something.
    let whole = format!("{text}\n");
    match dotenvy::from_read_iter(whole.as_bytes()).next() {
        None => Ok(None),
        Some(Ok((name, value))) => Ok(Some(Assignment { line, name, value })),
        Some(Err(_)) => refused("cannot be understood; expected NAME=value, quoted if it holds spaces or #"),
    }
}

/// Whether dotenvy would replace a `$…` in this line: one that is neither in single quotes, nor
/// escaped, nor in a comment.
fn has_substitution(text: &str) -> bool {
    let Some((_, value)) = text.split_once('=') else {
        return false;
    };
    let (mut single, mut double, mut escaped, mut after_space) = (false, false, false, true);
    for letter in value.chars() {
        if escaped {
            escaped = false;
        } else if single {
            single = letter != '\'';
        } else {
            match letter {
                '$' => return true,
                '#' if after_space && !double => return false,
                '\\' => escaped = true,
                '\'' if !double => single = true,
                '"' => double = !double,
                _ => {}
            }
        }
        after_space = letter.is_whitespace();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Result<Vec<(usize, String, String)>, String> {
        let found = parse(text, |name| name != "OTHER").map_err(|error| error.to_string())?;
        Ok(found.into_iter().map(|given| (given.line, given.name, given.value)).collect())
    }

    fn one(line: usize, name: &str, value: &str) -> (usize, String, String) {
        (line, name.to_owned(), value.to_owned())
    }

    #[test]
    fn comments_quotes_and_export() {
        let text = "\u{feff}# Rédaction\r\n\r\nA=plain # a comment, even with $\r\nexport B=\"two words # kept\"\r\n\
                    C='pa$word'\r\nD=a#b\r\nE=\r\n  F = spaced  \r\nG=\"l'été\"\r\nH=\"a\\nb\\$c\"";
        assert_eq!(
            values(text),
            Ok(vec![
                one(3, "A", "plain"),
                one(4, "B", "two words # kept"),
                one(5, "C", "pa$word"),
                one(6, "D", "a#b"),
                one(7, "E", ""),
                one(8, "F", "spaced"),
                one(9, "G", "l'été"),
                one(10, "H", "a\nb$c"),
            ])
        );
    }

    #[test]
    fn values_of_other_programs_are_not_read() {
        let text = "OTHER=$HOME/x\nexport OTHER=two words\nOTHER=\"open\nA=1";
        assert_eq!(values(text), Ok(vec![one(4, "A", "1")]));
    }

    #[test]
    fn what_would_be_misread_is_refused() {
        let understood = "cannot be understood; expected NAME=value, quoted if it holds spaces or #";
        let dollar = "a `$` outside single quotes is not supported; expected NAME='value with $'";
        for (text, message) in [
            ("A=1\nB 2", format!(".env line 2: {understood}")),
            ("A=two words", format!(".env line 1: {understood}")),
            ("A=\"open", format!(".env line 1: {understood}")),
            ("A=pa$word", format!(".env line 1: {dollar}")),
            ("A=\"${HOME}\"", format!(".env line 1: {dollar}")),
            ("A='x'$B", format!(".env line 1: {dollar}")),
            ("A=1\n\nA=2", ".env line 3: A is already given on line 1; keep one of them".to_owned()),
        ] {
            assert_eq!(values(text), Err(message), "{text}");
        }
    }
}
