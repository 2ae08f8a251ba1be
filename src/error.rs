//! What can go wrong, in the newsroom's words. Knows no HTTP: `http::problem` gives each kind its
//! status, title and page.
//!
//! A service returns [`Error`] for what its caller can act on; absence is an `Option` until the
//! service decides that it is a [`ErrorKind::NotFound`]. The cause of an internal failure travels
//! inside for the log and never reaches a client.

use std::borrow::Cow;
use std::fmt;

use serde_json::{Map, Value};

pub type Result<T, E = Error> = std::result::Result<T, E>;

type Cause = Box<dyn std::error::Error + Send + Sync>;

/// The kinds a service can answer with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// The input was understood and breaks a rule; `fields` says where.
    Invalid,
    /// Something in the query, the path or a header is wrong; `fields` says where.
    BadParameter,
    /// Parameters that are each good and contradict each other.
    ConflictingParameters,
    /// A cursor that was tampered with, or belongs to another query.
    InvalidCursor,
    /// There is no such thing, or the caller may not know of it.
    NotFound,
    /// The article was withdrawn; its notice stays.
    Retracted,
    /// Editors took it away for good and said so.
    Gone,
    /// What the content log had there was taken away.
    LogPruned,
    /// No credential, or one that no longer counts.
    Unauthenticated,
    /// E-mail and password do not belong together.
    InvalidCredentials,
    /// Signed in, but not allowed.
    Forbidden,
    /// Another resource has this slug.
    SlugTaken,
    /// Another translation has this language.
    TranslationTaken,
    /// Another account has this e-mail address.
    EmailTaken,
    /// The thing cannot go while others refer to it.
    InUse,
    /// A category cannot be moved under itself.
    WouldLoop,
    /// The newsroom would be left without an administrator.
    LastAdmin,
    /// The account is the caller's own, and this is not the way to change it.
    OwnAccount,
    /// The article's status does not allow this verb.
    IllegalTransition,
    /// The newsroom requires more before it is published; `fields` says what.
    Incomplete,
    /// Somebody else than its writer has to publish it.
    FourEyes,
    /// Some operations of a batch cannot be done, and so none was.
    BatchFailed,
    /// Two changed the same and differently.
    MergeConflict,
    /// Somebody else is at it.
    Locked,
    /// A message that cannot be sent as things are.
    NotDeliverable,
    /// A link to a working copy that does not count, or not here.
    PreviewInvalid,
    /// The same request is being answered.
    RequestInFlight,
    /// The idempotency key came with another request before.
    KeyReused,
    /// The tag presented is not the current one.
    Stale,
    /// A write that names no version.
    MissingPrecondition,
    /// Too many attempts; come back later.
    Throttled,
    /// The service cannot do this now; come back later.
    Unavailable,
    /// The disk is full.
    StorageFull,
    /// A bug or a broken part. The cause is for the log.
    Internal,
    /// A race was lost that a second run would win. Only `Db::write` sees it.
    Retry,
}

/// Where in the request a fault lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum At {
    /// RFC 6901 JSON Pointer into the body.
    Pointer(String),
    /// The name of a query parameter, path segment or header.
    Parameter(String),
}

/// Faults that are told at once: what is wrong more often is likely wrong in the same way, and an
/// answer must not be many times as long as the question.
pub const FAULTS: usize = 100;

/// One fault of the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    pub at: At,
    /// One of the closed list in `http::problem::fields`.
    pub code: FieldCode,
    pub detail: String,
    pub expected: Option<String>,
}

/// The rules an input can break.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FieldCode {
    /// Required and absent.
    Required,
    /// Not a member of this input.
    UnknownField,
    /// Not a parameter of this operation.
    UnknownParameter,
    /// Given more than once, although it takes one value.
    Duplicate,
    /// Another JSON type is expected.
    WrongType,
    /// Fewer characters or items than allowed.
    TooShort,
    /// More characters or items than allowed.
    TooLong,
    /// Outside the allowed range.
    OutOfRange,
    /// Not one of the allowed values.
    NotAllowed,
    /// Not in the expected format.
    Format,
    /// Refers to something that does not exist.
    UnknownReference,
    /// Holds something no text may hold, such as NUL.
    Encoding,
    /// Breaks a rule that `detail` explains.
    Rule,
    /// Planned, and not there yet.
    NotSupported,
}

impl FieldError {
    pub fn pointer(pointer: impl Into<String>, code: FieldCode, detail: impl Into<String>) -> Self {
        FieldError { at: At::Pointer(pointer.into()), code, detail: detail.into(), expected: None }
    }

    pub fn parameter(name: impl Into<String>, code: FieldCode, detail: impl Into<String>) -> Self {
        FieldError { at: At::Parameter(name.into()), code, detail: detail.into(), expected: None }
    }

    pub fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self
    }
}

/// A failure with everything its reader needs.
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    detail: Cow<'static, str>,
    fields: Vec<FieldError>,
    /// Members that go beside the standard ones of the problem.
    extensions: Map<String, Value>,
    retry_after: Option<u32>,
    cause: Option<Cause>,
}

impl Error {
    pub fn new(kind: ErrorKind, detail: impl Into<Cow<'static, str>>) -> Self {
        Error(Box::new(Inner {
            kind,
            detail: detail.into(),
            fields: Vec::new(),
            extensions: Map::new(),
            retry_after: None,
            cause: None,
        }))
    }

    /// The body breaks these rules.
    pub fn invalid(mut fields: Vec<FieldError>) -> Self {
        fields.truncate(FAULTS);
        let mut error = Error::new(
            ErrorKind::Invalid,
            "The body was understood, but it breaks the rules listed in `errors`.",
        );
        error.0.fields = fields;
        error
    }

    /// These parameters are wrong.
    pub fn bad_parameters(mut fields: Vec<FieldError>) -> Self {
        fields.truncate(FAULTS);
        let mut error =
            Error::new(ErrorKind::BadParameter, "The parameters listed in `errors` are not acceptable.");
        error.0.fields = fields;
        error
    }

    /// Each of these parameters is good; together with the others they make no sense.
    pub fn conflicting_parameters(fields: Vec<FieldError>) -> Self {
        let mut error = Error::new(
            ErrorKind::ConflictingParameters,
            "The parameters listed in `errors` do not go together with the others.",
        );
        error.0.fields = fields;
        error
    }

    /// With these faults.
    pub fn with_fields(mut self, fields: Vec<FieldError>) -> Self {
        self.0.fields = fields;
        self
    }

    /// The same of an input that is part of a larger one: pointers begin with `place`.
    pub fn beneath(mut self, place: &str) -> Self {
        for field in &mut self.0.fields {
            if let At::Pointer(pointer) = &mut field.at {
                pointer.insert_str(0, place);
            }
        }
        self
    }

    pub fn not_found(what: &'static str) -> Self {
        Error::new(ErrorKind::NotFound, format!("There is no such {what}."))
    }

    /// The caller's account went away between the check of the token and the work.
    pub fn account_gone() -> Self {
        Error::new(ErrorKind::Unauthenticated, "The account of this token no longer exists.")
    }

    pub fn forbidden(permission: &str) -> Self {
        Error::new(
            ErrorKind::Forbidden,
            format!("This needs the permission `{permission}`, which your role does not have."),
        )
        .with("permission", permission)
    }

    pub fn internal(cause: impl Into<Cause>) -> Self {
        Error::new(ErrorKind::Internal, "").caused_by(cause)
    }

    pub fn unavailable(cause: impl Into<Cause>) -> Self {
        Error::new(ErrorKind::Unavailable, "The service cannot answer right now.")
            .retry_after(1)
            .caused_by(cause)
    }

    pub fn with(mut self, member: &str, value: impl Into<Value>) -> Self {
        self.0.extensions.insert(member.to_owned(), value.into());
        self
    }

    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.0.retry_after = Some(seconds);
        self
    }

    pub fn caused_by(mut self, cause: impl Into<Cause>) -> Self {
        self.0.cause = Some(cause.into());
        self
    }

    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    pub fn detail(&self) -> &str {
        &self.0.detail
    }

    pub fn fields(&self) -> &[FieldError] {
        &self.0.fields
    }

    pub fn extensions(&self) -> &Map<String, Value> {
        &self.0.extensions
    }

    pub fn retry_after_seconds(&self) -> Option<u32> {
        self.0.retry_after
    }

    pub fn cause(&self) -> Option<&(dyn std::error::Error + Send + Sync)> {
        self.0.cause.as_deref()
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("detail", &self.0.detail)
            .field("fields", &self.0.fields)
            .field("cause", &self.0.cause)
            .finish()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.0.kind, self.0.detail)?;
        for field in &self.0.fields {
            let (At::Pointer(at) | At::Parameter(at)) = &field.at;
            write!(f, "; {at}: {}", field.detail)?;
        }
        if let Some(cause) = &self.0.cause {
            write!(f, " ({cause})")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

/// Gathers the faults of one input, so that they are told all at once.
#[derive(Debug, Default)]
pub struct Faults(Vec<FieldError>);

impl Faults {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn add(&mut self, pointer: impl Into<String>, code: FieldCode, detail: impl Into<String>) {
        self.0.push(FieldError::pointer(pointer, code, detail));
    }

    pub fn push(&mut self, fault: FieldError) {
        self.0.push(fault);
    }

    /// Keeps the value, or notes why there is none.
    pub fn take<T>(&mut self, parsed: std::result::Result<T, FieldError>) -> Option<T> {
        parsed.map_err(|fault| self.0.push(fault)).ok()
    }

    /// # Errors
    /// With every fault noted so far.
    pub fn check(self) -> Result<()> {
        if self.0.is_empty() { Ok(()) } else { Err(Error::invalid(self.0)) }
    }
}
