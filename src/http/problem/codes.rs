//! The closed table of problem codes: the one source of the enum in the spec, of each problem's
//! status and title, and of the pages under `/problems/`.

use actix_web::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ErrorKind;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident $text:tt $status:ident $title:literal;)+) => {
        /// What went wrong, in one word a program can compare.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, ToSchema)]
        pub enum Code {
            $($(#[doc = $doc])+ #[serde(rename = $text)] $name,)+
        }

        impl Code {
            pub const ALL: &'static [Code] = &[$(Code::$name),+];

            pub fn as_str(self) -> &'static str {
                match self { $(Code::$name => $text),+ }
            }

            pub fn status(self) -> StatusCode {
                match self { $(Code::$name => StatusCode::$status),+ }
            }

            pub fn title(self) -> &'static str {
                match self { $(Code::$name => $title),+ }
            }

            /// What its page says.
            pub fn explanation(self) -> &'static str {
                match self { $(Code::$name => concat!($($doc),+)),+ }
            }
        }
    };
}

codes! {
    /// The body is not one JSON document: its syntax or its UTF-8 is broken, a member occurs twice,
    /// a text holds NUL or half a surrogate pair, or it nests deeper than 64 levels.
    InvalidJson "invalid-json" BAD_REQUEST "The body is not acceptable JSON";
    /// A query parameter, a path segment or a header is unknown, given twice, malformed or out of
    /// range. `errors` names each of them. Nothing is ever clamped or ignored.
    BadParameter "bad-parameter" BAD_REQUEST "A parameter is wrong";
    /// The cursor was altered, or was made for another list, other filters, another order or another
    /// edition. Start again without it.
    InvalidCursor "invalid-cursor" BAD_REQUEST "The cursor does not belong to this list";
    /// The request uses something this version does not do yet, and will not pretend to.
    NotSupported "not-supported" BAD_REQUEST "Not supported yet";
    /// The server could not make sense of the request.
    BadRequest "bad-request" BAD_REQUEST "The request is malformed";
    /// No credential came with the request, or the one that came no longer counts: it expired, its
    /// session was ended, or the account is suspended. Sign in, or refresh the token.
    Unauthenticated "unauthenticated" UNAUTHORIZED "Sign in first";
    /// E-mail address and password do not belong together. The answer is the same for an unknown
    /// address.
    InvalidCredentials "invalid-credentials" UNAUTHORIZED "E-mail or password is wrong";
    /// You are signed in, but your role lacks the permission named in `permission`.
    Forbidden "forbidden" FORBIDDEN "Not allowed";
    /// There is nothing here, or nothing you may know of.
    NotFound "not-found" NOT_FOUND "Not found";
    /// The link was altered, has expired, was revoked, or leads to something else: it shows nothing, and does not
    /// tell which of these it is. Ask whoever gave it to you for another.
    PreviewInvalid "preview-invalid" NOT_FOUND "The preview link does not count";
    /// The path exists, but not with this method. `Allow` lists those it has.
    MethodNotAllowed "method-not-allowed" METHOD_NOT_ALLOWED "This method is not for this path";
    /// The request did not arrive completely within the time limit.
    RequestTimeout "request-timeout" REQUEST_TIMEOUT "The request took too long to arrive";
    /// Another resource of this kind has the slug. Choose another, or leave it out and one is made.
    SlugTaken "slug-taken" CONFLICT "The slug is taken";
    /// There is one translation for each language, and `held_by` is the one for `locale`. Change that one, or
    /// name another original.
    TranslationTaken "translation-taken" CONFLICT "The translation exists already";
    /// Another account uses this e-mail address.
    EmailTaken "email-taken" CONFLICT "The e-mail address is taken";
    /// Other things refer to it; `used_by` counts them. Detach them first.
    InUse "in-use" CONFLICT "It is in use";
    /// A category cannot be moved beneath itself or one of its descendants.
    WouldLoop "would-loop" CONFLICT "The move would make a loop";
    /// The newsroom must keep at least one active administrator.
    LastAdmin "last-admin" CONFLICT "The last administrator must stay";
    /// Nobody changes their own address, role or password, and nobody suspends or deletes themselves,
    /// through `/users`. Use `/auth/me` and `/auth/password` for your own account; another
    /// administrator changes your role.
    OwnAccount "own-account" CONFLICT "This is your own account";
    /// The article's status does not allow this. The problem names the status and what it allows.
    IllegalTransition "illegal-transition" CONFLICT "The status does not allow this";
    /// The newsroom wants whoever publishes a revision to be somebody else than its writer (`four_eyes` of the
    /// site). Submit it, and let a colleague publish it.
    FourEyes "four-eyes" CONFLICT "Somebody else has to publish it";
    /// Somebody else changed the same since the revision the changes were made to, and differently. Nothing was
    /// saved. `conflicts` lists each member by its `pointer`, as it was (`base`), as it is (`current`) and as the
    /// changes want it (`yours`); a text that was joined line by line stands in `merged`, with marks around the
    /// lines that contradict each other. Decide, and merge again with `current_revision` as the base.
    MergeConflict "merge-conflict" CONFLICT "The changes contradict each other";
    /// Somebody else is at this working copy; `lock` names them and says until when. Wait, or ask them; an editor
    /// may send `override_lock=true`.
    Locked "locked" CONFLICT "Somebody else is at it";
    /// The message cannot be sent as things are: `detail` says what to do first.
    NotDeliverable "not-deliverable" CONFLICT "It cannot be sent now";
    /// The same request, or another with its `Idempotency-Key`, is still being answered. Send it again after
    /// `Retry-After` seconds, with the same key: nothing is done twice.
    RequestInFlight "request-in-flight" CONFLICT "The same request is being answered";
    /// The article was withdrawn by its editors. The notice says why; the text is not served again.
    Retracted "retracted" GONE "Retracted";
    /// What was here, or at this path of the website, is gone for good, by a decision of its editors.
    Gone "gone" GONE "Gone";
    /// The content log no longer reaches back so far: entries before `oldest` were taken away. Begin anew: read the
    /// lists, and go on after the `meta.seq` of their first page. `oldest` is the first number that is still there.
    LogPruned "log-pruned" GONE "The log begins later";
    /// The tag in `If-Match` is not the current one: somebody saved in between. Fetch the resource,
    /// apply your change to it and send it with its new tag.
    Stale "stale" PRECONDITION_FAILED "It has changed since you read it";
    /// The body is larger than the server accepts.
    BodyTooLarge "body-too-large" PAYLOAD_TOO_LARGE "The body is too large";
    /// The address of the request is longer than 8 KiB.
    UriTooLong "uri-too-long" URI_TOO_LONG "The address is too long";
    /// The body must be `application/json`; a PATCH may also be `application/merge-patch+json`.
    UnsupportedMediaType "unsupported-media-type" UNSUPPORTED_MEDIA_TYPE "This content type is not accepted";
    /// The body is JSON, but breaks rules. `errors` lists all of them, each with a JSON Pointer.
    ValidationFailed "validation-failed" UNPROCESSABLE_ENTITY "The body breaks the rules";
    /// The newsroom requires more before it is published (`checklists` of the site). `missing` lists it, and `errors`
    /// names each as a member of the article: save them, then publish.
    Incomplete "incomplete" UNPROCESSABLE_ENTITY "It is not complete";
    /// Some operations of the batch cannot be done, so none was. `operations` has a problem for each of them, with
    /// its `index`; pointers lead into the whole body.
    BatchFailed "batch-failed" UNPROCESSABLE_ENTITY "Nothing of the batch was done";
    /// The `Idempotency-Key` came with another request within the last 24 hours: another method, address, precondition
    /// or body. Nothing was done. A key belongs to one request and its repetitions; send this one with a new key.
    IdempotencyKeyReused "idempotency-key-reused" UNPROCESSABLE_ENTITY "The key belongs to another request";
    /// Each parameter is good by itself, but they contradict each other, or one names a thing that is
    /// not there. `errors` names those to drop or change.
    ConflictingParameters "conflicting-parameters" UNPROCESSABLE_ENTITY "The parameters do not go together";
    /// A write must say which version it is based on: send the `ETag` you got as `If-Match`, or
    /// `If-Match: *` to accept whatever is there now.
    PreconditionRequired "precondition-required" PRECONDITION_REQUIRED "Say which version you mean";
    /// Too many attempts. `Retry-After` says when the next one counts.
    TooManyRequests "too-many-requests" TOO_MANY_REQUESTS "Too many attempts";
    /// Something broke on our side. The log has the cause under the request id in `instance`.
    InternalError "internal-error" INTERNAL_SERVER_ERROR "Something broke on our side";
    /// The database or another part cannot answer right now. Try again after `Retry-After` seconds;
    /// a write that met this may have happened, so look before you repeat it.
    Unavailable "unavailable" SERVICE_UNAVAILABLE "Not available right now";
    /// The disk of the database is full. Reading goes on.
    StorageFull "storage-full" INSUFFICIENT_STORAGE "No room to write";
}

impl From<ErrorKind> for Code {
    fn from(kind: ErrorKind) -> Self {
        match kind {
            ErrorKind::Invalid => Code::ValidationFailed,
            ErrorKind::BadParameter => Code::BadParameter,
            ErrorKind::ConflictingParameters => Code::ConflictingParameters,
            ErrorKind::InvalidCursor => Code::InvalidCursor,
            ErrorKind::NotFound => Code::NotFound,
            ErrorKind::Retracted => Code::Retracted,
            ErrorKind::Gone => Code::Gone,
            ErrorKind::LogPruned => Code::LogPruned,
            ErrorKind::Unauthenticated => Code::Unauthenticated,
            ErrorKind::InvalidCredentials => Code::InvalidCredentials,
            ErrorKind::Forbidden => Code::Forbidden,
            ErrorKind::SlugTaken => Code::SlugTaken,
            ErrorKind::TranslationTaken => Code::TranslationTaken,
            ErrorKind::EmailTaken => Code::EmailTaken,
            ErrorKind::InUse => Code::InUse,
            ErrorKind::WouldLoop => Code::WouldLoop,
            ErrorKind::LastAdmin => Code::LastAdmin,
            ErrorKind::OwnAccount => Code::OwnAccount,
            ErrorKind::IllegalTransition => Code::IllegalTransition,
            ErrorKind::BatchFailed => Code::BatchFailed,
            ErrorKind::Incomplete => Code::Incomplete,
            ErrorKind::FourEyes => Code::FourEyes,
            ErrorKind::MergeConflict => Code::MergeConflict,
            ErrorKind::Locked => Code::Locked,
            ErrorKind::NotDeliverable => Code::NotDeliverable,
            ErrorKind::RequestInFlight => Code::RequestInFlight,
            ErrorKind::KeyReused => Code::IdempotencyKeyReused,
            ErrorKind::PreviewInvalid => Code::PreviewInvalid,
            ErrorKind::Stale => Code::Stale,
            ErrorKind::MissingPrecondition => Code::PreconditionRequired,
            ErrorKind::Throttled => Code::TooManyRequests,
            ErrorKind::Unavailable | ErrorKind::Retry => Code::Unavailable,
            ErrorKind::StorageFull => Code::StorageFull,
            ErrorKind::Internal => Code::InternalError,
        }
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
