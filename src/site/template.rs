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

    proptest! {
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
