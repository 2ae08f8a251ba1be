//! Paths with placeholders: `/{category}/{slug}`.

/// One segment of a path: literal text and placeholders, in turn.
type Segment<'t> = Vec<Part<'t>>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part<'t> {
    Literal(&'t str),
    Placeholder(&'t str),
}

/// Checks a template: a path without query, of known placeholders, that tells one thing from
/// another by one of `needs`.
///
/// # Errors
/// What is wrong, as a sentence.
pub fn check(template: &str, known: &[&str], needs: &[&str]) -> Result<(), String> {
    let Some(path) = template.strip_prefix('/') else { return Err("A path begins with a slash.".into()) };
    if path.split('/').any(str::is_empty) {
        return Err("A path has no empty segments and no slash at the end.".into());
    }
    let mut used = Vec::new();
    for segment in path.split('/') {
        for part in parts(segment).ok_or("A brace is left open or closed without having been opened.")? {
            match part {
                Part::Placeholder(name) if !known.contains(&name) => {
                    return Err(format!("`{{{name}}}` is not a placeholder here."));
                }
                Part::Placeholder(name) => used.push(name),
                Part::Literal(text) => literal(text)?,
            }
        }
    }
    if used.iter().any(|name| needs.contains(name)) {
        return Ok(());
    }
    Err("Without a placeholder that names the thing, all would have one address.".into())
}

/// RFC 3986 `pchar` without percent signs: what a path may hold without encoding.
fn literal(text: &str) -> Result<(), String> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@".contains(c);
    match text.chars().find(|c| !allowed(*c)) {
        Some(c) => Err(format!("A path does not hold `{}`.", c.escape_debug())),
        None if matches!(text, "." | "..") => Err("`.` and `..` are not names of segments.".into()),
        None => Ok(()),
    }
}

/// The path with its placeholders filled in. Segments that consist of empty ones are left out.
pub fn fill(template: &str, value: impl Fn(&str) -> String) -> String {
    let mut path = String::new();
    for segment in template.trim_start_matches('/').split('/') {
        let filled: String = parts(segment)
            .unwrap_or_default()
            .into_iter()
            .map(|part| match part {
                Part::Literal(text) => text.to_owned(),
                Part::Placeholder(name) => value(name),
            })
            .collect();
        if !filled.is_empty() {
            path.push('/');
            path.push_str(&filled);
        }
    }
    path
}

/// The steps one inversion may take. No sensible template comes near; one of a dozen placeholders
/// without text between them could take for ever.
const STEPS: usize = 20_000;

/// What the placeholders named in `wanted` stand for in a path that this template could have made:
/// each with every value it has in any reading of the path.
pub fn read<'t>(template: &'t str, path: &str, wanted: &[&str]) -> Vec<(&'t str, String)> {
    let segments: Vec<Segment<'t>> = template
        .trim_start_matches('/')
        .split('/')
        .map(|segment| parts(segment).unwrap_or_default())
        .collect();
    let mut reading = Reading { wanted, bound: Vec::new(), found: Vec::new(), steps: STEPS };
    reading.segments(&segments, path);
    reading.found
}

struct Reading<'t, 'p, 'w> {
    wanted: &'w [&'w str],
    /// The values of the placeholders on the way to here.
    bound: Vec<(&'t str, &'p str)>,
    found: Vec<(&'t str, String)>,
    steps: usize,
}

impl<'t, 'p> Reading<'t, 'p, '_> {
    fn segments(&mut self, segments: &[Segment<'t>], rest: &'p str) {
        let Some((segment, following)) = segments.split_first() else {
            if rest.is_empty() {
                self.note();
            }
            return;
        };
        // What is empty was left out, its slash too.
        let may_be_left_out = |part: &Part<'_>| matches!(part, Part::Placeholder(name) if may_be_empty(name));
        if segment.iter().all(may_be_left_out) {
            self.segments(following, rest);
        }
        if let Some(inside) = rest.strip_prefix('/') {
            self.parts(segment, following, inside);
        }
    }

    fn parts(&mut self, parts: &[Part<'t>], following: &[Segment<'t>], rest: &'p str) {
        let Some(steps) = self.steps.checked_sub(1) else { return };
        self.steps = steps;
        match parts.split_first() {
            None if rest.is_empty() || rest.starts_with('/') => self.segments(following, rest),
            None => {}
            Some((Part::Literal(text), parts)) => {
                if let Some(rest) = rest.strip_prefix(text) {
                    self.parts(parts, following, rest);
                }
            }
            Some((Part::Placeholder(name), parts)) => {
                let allowed = |c: char| may_hold(name, c);
                let longest = rest.find(|c| !allowed(c)).unwrap_or(rest.len());
                // All it may hold is ASCII.
                for length in (0..=longest).rev() {
                    let Some((value, rest)) = rest.split_at_checked(length) else { continue };
                    if !value.is_empty() || may_be_empty(name) {
                        self.bound.push((name, value));
                        self.parts(parts, following, rest);
                        self.bound.pop();
                    }
                }
            }
        }
    }

    fn note(&mut self) {
        for (name, value) in &self.bound {
            let known = self.found.iter().any(|(other, seen)| other == name && seen == value);
            if self.wanted.contains(name) && !known {
                self.found.push((name, (*value).to_owned()));
            }
        }
    }
}

/// An article need not be in a section.
fn may_be_empty(name: &str) -> bool {
    matches!(name, "category" | "category_path")
}

/// What the values of a placeholder are written with.
fn may_hold(name: &str, c: char) -> bool {
    match name {
        "yyyy" | "mm" | "dd" => c.is_ascii_digit(),
        "category_path" => c == '/' || c == '-' || c.is_ascii_lowercase() || c.is_ascii_digit(),
        "locale" => c == '-' || c.is_ascii_alphanumeric(),
        _ => c == '-' || c.is_ascii_lowercase() || c.is_ascii_digit(),
    }
}

/// None when the braces do not match.
fn parts(segment: &str) -> Option<Segment<'_>> {
    let (mut parts, mut rest) = (Vec::new(), segment);
    while !rest.is_empty() {
        match rest.find(['{', '}']) {
            None => {
                parts.push(Part::Literal(rest));
                break;
            }
            Some(0) => {
                let (name, after) = rest.strip_prefix('{')?.split_once('}')?;
                if name.is_empty() || name.contains('{') {
                    return None;
                }
                parts.push(Part::Placeholder(name));
                rest = after;
            }
            Some(at) => {
                let (text, after) = rest.split_at_checked(at)?;
                parts.push(Part::Literal(text));
                rest = after;
            }
        }
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KNOWN: &[&str] = &["slug", "category"];

    #[test]
    fn says_what_is_wrong() {
        for (template, said) in [
            ("", "begins with a slash"),
            ("{slug}", "begins with a slash"),
            ("/a//{slug}", "empty segments"),
            ("/{slug}/", "empty segments"),
            ("/{slug", "brace"),
            ("/slug}", "brace"),
            ("/{}", "brace"),
            ("/{{slug}}", "brace"),
            ("/{titre}", "`{titre}` is not a placeholder"),
            ("/{category}", "one address"),
            ("/a", "one address"),
            ("/{slug}?a=b", "`?`"),
            ("/{slug}#a", "`#`"),
            ("/é/{slug}", "`é`"),
            ("/a b/{slug}", "` `"),
            ("/%2e/{slug}", "`%`"),
            ("/../{slug}", "names of segments"),
        ] {
            let refused = check(template, KNOWN, &["slug"]).unwrap_err();
            assert!(refused.contains(said), "{template}: {refused}");
        }
        for good in ["/{slug}", "/{category}/{slug}", "/a-{slug}.html", "/{slug}{category}"] {
            assert_eq!(check(good, KNOWN, &["slug"]), Ok(()), "{good}");
        }
    }

    #[test]
    fn empty_segments_are_left_out() {
        let value = |name: &str| if name == "slug" { "crue".to_owned() } else { String::new() };
        for (template, path) in [
            ("/{category}/{slug}", "/crue"),
            ("/a/{category}/{slug}", "/a/crue"),
            ("/{category}-{slug}", "/-crue"),
            ("/{slug}.html", "/crue.html"),
        ] {
            assert_eq!(fill(template, value), path);
        }
    }

    #[test]
    fn reads_what_it_could_have_made() {
        let read = |template: &str, path: &str| {
            let mut found = read(template, path, &["slug", "id", "category_path"]);
            found.sort();
            found.into_iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>()
        };
        for (template, path, found) in [
            ("/{category}/{slug}", "/fleuve/la-crue", vec!["slug=la-crue"]),
            ("/{category}/{slug}", "/la-crue", vec!["slug=la-crue"]),
            ("/{category}/{slug}", "/a/b/c", vec![]),
            ("/{yyyy}/{slug}.html", "/2026/crue.html", vec!["slug=crue"]),
            ("/{yyyy}/{slug}.html", "/mars/crue.html", vec![]),
            ("/{category_path}", "/a/b", vec!["category_path=a/b"]),
            ("/tags/{slug}", "/tags/eau", vec!["slug=eau"]),
            ("/tags/{slug}", "/tags/", vec![]),
            ("/tags/{slug}", "/Tags/eau", vec![]),
            ("/{slug}-{slug}", "/a-b-c", vec!["slug=a", "slug=a-b", "slug=b-c", "slug=c"]),
        ] {
            assert_eq!(read(template, path), found, "{template} {path}");
        }
    }

    proptest! {
        #[test]
        fn what_was_filled_in_is_read_again(
            template in "(/([a-z]{0,3}[{](slug|category|category_path|yyyy|locale)[}]|[a-z.-]{1,4})){1,4}",
            slug in "[a-z0-9]{1,4}(-[a-z0-9]{1,3}){0,2}",
            section in "([a-z]{1,3}(/[a-z]{1,3}){0,2})?",
        ) {
            let path = fill(&template, |name| match name {
                "slug" => slug.clone(),
                "category_path" => section.clone(),
                "category" => section.rsplit('/').next().unwrap_or_default().to_owned(),
                "yyyy" => "2026".into(),
                _ => "fr-SN".into(),
            });
            let found = read(&template, &path, &["slug"]);
            prop_assert_eq!(found.contains(&("slug", slug.clone())), template.contains("{slug}"), "{} {:?}", path, found);
        }

        #[test]
        fn reading_ends(template in "(/([{](slug|category|category_path)[}]){1,12}){1,3}", path in "(/[a-z-]{0,20}){0,20}") {
            let _ = read(&template, &path, &["slug"]);
        }

        #[test]
        fn what_passes_fills_into_one_path(template in "/[a-z{}/.]{0,20}") {
            let path = fill(&template, |_| "x".to_owned());
            if check(&template, KNOWN, &["slug"]).is_ok() {
                let braces = path.contains(['{', '}']);
                prop_assert!(path.starts_with('/') && !path.contains("//") && !braces);
            }
        }
    }
}
