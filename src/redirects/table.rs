//! Redirects as a table of comma-separated values (RFC 4180), to and from a spreadsheet.
//!
//! A spreadsheet runs a cell that begins like a formula. Such cells are written with an apostrophe
//! before them, which is taken off when they come back.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::model::{Redirect, RedirectInput};
use super::views::CreateRedirect;
use crate::error::{At, Error, FAULTS, Faults, FieldCode, FieldError, Result};
use crate::http::extract::{InputSchemas, decode};

/// The most lines a table may have beside its header.
pub const LINES: usize = 5000;

const COLUMNS: [&str; 4] = ["from", "to", "status", "note"];

/// The table of these.
///
/// # Errors
/// Never, as it is written to memory.
pub fn write(redirects: &[Redirect]) -> Result<Vec<u8>> {
    let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    table.write_record(COLUMNS).map_err(Error::internal)?;
    for redirect in redirects {
        let status = redirect.status.to_string();
        let cells = [
            redirect.source.as_str(),
            redirect.target.as_deref().unwrap_or_default(),
            &status,
            redirect.note.as_deref().unwrap_or_default(),
        ];
        table.write_record(cells.map(guarded)).map_err(Error::internal)?;
    }
    table.into_inner().map_err(|fault| Error::internal(fault.to_string()))
}

/// What a table holds, each line under `/` and its number in the file, the header being 1.
///
/// # Errors
/// 422 with up to [`FAULTS`] faults.
pub fn read(text: &str, schemas: &InputSchemas) -> Result<Vec<(String, RedirectInput)>> {
    let (mut faults, mut inputs) = (Vec::new(), Vec::new());
    if text.matches('"').count() % 2 == 1 {
        return Err(fault("", FieldCode::Format, "A quotation mark is never closed."));
    }
    let mut table = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(text))
        .from_reader(text.as_bytes());
    let mut records = table.records();
    let Some(header) = records.next() else {
        return Err(fault(
            "/1",
            FieldCode::Required,
            "The first line names the columns; `from` is one of them.",
        ));
    };
    let header = columns(&header.map_err(broken)?)?;
    let (mut lines_of, mut lines) = (Lines { text, byte: 0, line: 1 }, HashMap::<String, usize>::new());
    for record in records {
        let record = record.map_err(broken)?;
        let line = lines_of.line(record.position().map_or(0, csv::Position::byte));
        let pointer = format!("/{line}");
        match row(&header, &record).and_then(|row| parse(row, schemas)) {
            Err(error) if error.fields().is_empty() => return Err(error),
            Err(error) => faults.extend(error.fields().iter().cloned().map(|fault| within(&pointer, fault))),
            Ok(input) => match lines.insert(input.source.clone(), line) {
                Some(first) => faults.push(FieldError::pointer(
                    format!("{pointer}/from"),
                    FieldCode::Duplicate,
                    format!("Line {first} has this path."),
                )),
                None => inputs.push((pointer, input)),
            },
        }
        if inputs.len() > LINES {
            return Err(fault(
                "",
                FieldCode::TooLong,
                format!("A table has at most {LINES} lines. Send it in parts."),
            ));
        }
        if faults.len() >= FAULTS {
            break;
        }
    }
    if faults.is_empty() { Ok(inputs) } else { Err(Error::invalid(faults)) }
}

/// Counts lines as an editor does, which the reader of tables does not do behind blank ones.
struct Lines<'t> {
    text: &'t str,
    byte: usize,
    line: usize,
}

impl Lines<'_> {
    /// The line of what begins at this byte or after it, not before what was asked for last.
    fn line(&mut self, byte: u64) -> usize {
        let bytes = self.text.as_bytes();
        let byte = usize::try_from(byte).unwrap_or(usize::MAX);
        while let Some(this) = bytes.get(self.byte) {
            if self.byte >= byte && !matches!(this, b'\r' | b'\n') {
                break;
            }
            self.line += usize::from(*this == b'\n');
            self.byte += 1;
        }
        self.line
    }
}

/// Where decimals have a comma, spreadsheets write semicolons.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    if header.contains(';') && !header.contains(',') { b';' } else { b',' }
}

/// The columns of the table, in its order.
fn columns(header: &csv::StringRecord) -> Result<Vec<&'static str>> {
    let (mut faults, mut columns) = (Faults::new(), Vec::new());
    // What is longer is no name of a column.
    let names = header.iter().map(|name| name.trim().chars().take(80).collect::<String>());
    for name in names.take(FAULTS) {
        let known = COLUMNS.into_iter().find(|column| *column == name);
        match known {
            None => faults.push(
                FieldError::pointer("/1", FieldCode::UnknownField, format!("There is no column `{name}`."))
                    .expected(COLUMNS.join(", ")),
            ),
            Some(known) if columns.contains(&known) => {
                faults.add("/1", FieldCode::Duplicate, format!("The column `{known}` is there twice."));
            }
            Some(known) => columns.push(known),
        }
    }
    if !columns.contains(&"from") {
        faults.add("/1", FieldCode::Required, "The first line names the columns; `from` is one of them.");
    }
    faults.check()?;
    Ok(columns)
}

/// A line as the body that would make the redirect. An empty cell is as a member left out.
fn row(columns: &[&str], record: &csv::StringRecord) -> Result<Value> {
    if record.len() != columns.len() {
        let detail = format!("This line has {} cells, the header has {}.", record.len(), columns.len());
        return Err(fault("", FieldCode::Rule, detail));
    }
    let (mut faults, mut body) = (Faults::new(), Map::new());
    for (column, cell) in columns.iter().zip(record).filter(|(_, cell)| !cell.is_empty()) {
        let cell = if *column == "note" { cell } else { cell.trim() };
        if cell.contains('\0') {
            let detail = "No text may hold the character U+0000.";
            faults.push(FieldError::pointer(format!("/{column}"), FieldCode::Encoding, detail));
            continue;
        }
        if is_formula(cell) {
            faults.push(
                FieldError::pointer(
                    format!("/{column}"),
                    FieldCode::Rule,
                    "A spreadsheet would run this as a formula.",
                )
                .expected("an apostrophe before it"),
            );
        }
        let cell = unguarded(cell);
        let value = match cell.parse::<i64>() {
            Ok(number) if *column == "status" => json!(number),
            _ => json!(cell),
        };
        body.insert((*column).to_owned(), value);
    }
    faults.check()?;
    Ok(Value::Object(body))
}

fn parse(body: Value, schemas: &InputSchemas) -> Result<RedirectInput> {
    schemas.check::<CreateRedirect>(&body)?;
    decode::<CreateRedirect>(body)?.parse()
}

fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// Whether this, with apostrophes before it or not, is a formula: both ways have to be told apart.
fn has_formula(cell: &str) -> bool {
    is_formula(cell.trim_start_matches('\''))
}

fn guarded(cell: &str) -> String {
    if has_formula(cell) { format!("'{cell}") } else { cell.to_owned() }
}

fn unguarded(cell: &str) -> &str {
    if has_formula(cell) { cell.strip_prefix('\'').unwrap_or(cell) } else { cell }
}

fn within(pointer: &str, mut fault: FieldError) -> FieldError {
    if let At::Pointer(inside) = &mut fault.at {
        inside.insert_str(0, pointer);
    }
    fault
}

fn fault(pointer: &str, code: FieldCode, detail: impl Into<String>) -> Error {
    Error::invalid(vec![FieldError::pointer(pointer, code, detail)])
}

fn broken(cause: csv::Error) -> Error {
    fault("", FieldCode::Format, format!("This is not a table of comma-separated values: {cause}."))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::clock::Timestamp;
    use crate::redirects::model::RedirectId;

    fn stored(source: &str, target: Option<String>, note: Option<String>) -> Redirect {
        Redirect {
            id: RedirectId(uuid::Uuid::nil()),
            source: source.to_owned(),
            status: if target.is_some() { 302 } else { 410 },
            target,
            note,
            version: 1,
            created_at: Timestamp::FOREVER,
            updated_at: Timestamp::FOREVER,
        }
    }

    fn faults(text: &str) -> Vec<(String, FieldCode)> {
        let error = read(text, &InputSchemas::shared()).unwrap_err();
        let fields = error.fields().iter();
        fields
            .map(|field| match &field.at {
                At::Pointer(at) | At::Parameter(at) => (at.clone(), field.code),
            })
            .collect()
    }

    #[test]
    fn columns_in_any_order_and_semicolons() {
        for text in [
            "note,from,to\r\nAncien site,/a,/b\r\n,/c/,/d\r\n",
            "note;from;to\nAncien site; /a ;/b\n\n;/c;/d",
        ] {
            let read = read(text, &InputSchemas::shared()).unwrap();
            let expected = [("/a", "/b", Some("Ancien site")), ("/c", "/d", None)];
            assert_eq!(read.len(), expected.len());
            for ((_, input), (source, target, note)) in read.iter().zip(expected) {
                assert_eq!((input.source.as_str(), input.target.as_deref()), (source, Some(target)));
                assert_eq!((input.status, input.note.as_deref()), (301, note));
            }
        }
    }

    #[test]
    fn what_is_wrong_is_told_by_line() {
        for (text, pointer, code) in [
            ("", "/1", FieldCode::Required),
            ("to,status\n/b,301", "/1", FieldCode::Required),
            ("from,vers\n/a,/b", "/1", FieldCode::UnknownField),
            ("from,from\n/a,/b", "/1", FieldCode::Duplicate),
            ("from,to\n/a,/b\n/c", "/3", FieldCode::Rule),
            ("from,to\n/a,/b\n\"/c", "", FieldCode::Format),
            ("from,to\na,/b", "/2/from", FieldCode::Format),
            ("from,to\n,/b", "/2/from", FieldCode::Required),
            ("from,to,status\n/a,/b,302.5", "/2/status", FieldCode::WrongType),
            ("from,to,status\n/a,/b,303", "/2/status", FieldCode::NotAllowed),
            ("from,to\n/a,/b\n\n/a/,/c", "/4/from", FieldCode::Duplicate),
            ("from,to,note\n/a,/b,=1+1", "/2/note", FieldCode::Rule),
            ("from,to,note\n/a,/b,@SUM(A1)", "/2/note", FieldCode::Rule),
            ("from,to,note\n/a,/b,a\0b", "/2/note", FieldCode::Encoding),
            ("from,to,note\n/a\0,/b,n", "/2/from", FieldCode::Encoding),
            ("from,to\n/a,=HYPERLINK(A1)", "/2/to", FieldCode::Rule),
        ] {
            assert_eq!(faults(text), [(pointer.to_owned(), code)], "{text}");
        }
        let long: String = (0..=LINES).map(|n| format!("/{n},/b\n")).collect();
        assert_eq!(faults(&format!("from,to\n{long}")), [(String::new(), FieldCode::TooLong)]);
        let wrong = "x,/b\n".repeat(FAULTS + 1);
        assert_eq!(faults(&format!("from,to\n{wrong}")).len(), FAULTS);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(
            sources in proptest::collection::btree_set("/[a-z\"',;é=-]{1,8}", 0..5),
            target in proptest::option::of("/[a-z',;?=&]{0,8}"),
            note in proptest::option::of("[ -~éà\n\t'=+@-]{1,20}"),
        ) {
            let rows: Vec<Redirect> =
                sources.iter().map(|source| stored(source, target.clone(), note.clone())).collect();
            let text = String::from_utf8(write(&rows).unwrap()).unwrap();
            let again = read(&text, &InputSchemas::shared()).unwrap();
            prop_assert_eq!(again.len(), rows.len());
            for ((_, input), row) in again.iter().zip(&rows) {
                prop_assert!(input.is(row), "{:?} {:?}", input, row);
            }
            for line in csv::ReaderBuilder::new().from_reader(text.as_bytes()).records() {
                prop_assert!(!line.unwrap().iter().any(is_formula));
            }
        }

        #[test]
        fn anything_may_be_sent(text in ".{0,40}|(from,to\n)?([/a\",;=\n]){0,30}") {
            let _ = read(&text, &InputSchemas::shared());
        }
    }
}
