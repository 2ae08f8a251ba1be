//! Who is asking, and whether they may: `Allowed<may::EditAuthors>` in a handler's signature.
//!
//! The credential was checked by the middleware before anything else was read; here its verdict is
//! asked for. A handler that takes none of [`Viewer`], [`Anyone`] and [`Allowed`] is caught by a test.

use std::future::{Ready, ready};
use std::marker::PhantomData;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};

use crate::auth::{Principal, Requires};
use crate::error::{Error, ErrorKind};
use crate::http::problem::Problem;

/// The middleware's verdict, kept with the request.
#[derive(Clone, Debug)]
pub enum Identity {
    /// No credential came.
    Anonymous,
    SignedIn(Principal),
    /// One came that does not count.
    Refused(&'static str),
    /// Nobody could say.
    Unavailable,
}

impl Identity {
    fn of(req: &HttpRequest) -> Identity {
        req.extensions().get::<Identity>().cloned().unwrap_or(Identity::Anonymous)
    }

    /// Who is signed in, if anybody is.
    pub fn signed_in(req: &HttpRequest) -> Option<Principal> {
        match Identity::of(req) {
            Identity::SignedIn(principal) => Some(principal),
            Identity::Anonymous | Identity::Refused(_) | Identity::Unavailable => None,
        }
    }

    fn principal(self) -> Result<Option<Principal>, Problem> {
        match self {
            Identity::Anonymous => Ok(None),
            Identity::SignedIn(principal) => Ok(Some(principal)),
            Identity::Refused(why) => Err(Error::new(ErrorKind::Unauthenticated, why).into()),
            Identity::Unavailable => Err(Error::unavailable("the session could not be checked").into()),
        }
    }
}

/// When the access token of this request ends, in seconds since 1970; none where none came.
#[derive(Clone, Copy, Debug)]
pub struct TokenEnd(pub Option<i64>);

impl FromRequest for TokenEnd {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(req.extensions().get::<TokenEnd>().copied().unwrap_or(TokenEnd(None))))
    }
}

/// Anybody: a public operation. A credential that came along must still be good.
pub struct Viewer(pub Option<Principal>);

impl FromRequest for Viewer {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Identity::of(req).principal().map(Viewer))
    }
}

/// Anybody, and a credential that came along is not looked at: a client whose access token expired
/// may send it with every call, and the call that gets it a new one must not fail for that.
pub struct Anyone;

impl FromRequest for Anyone {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(super::refuse_idempotency_key(req).map(|()| Anyone))
    }
}

/// Somebody signed in whose role has the permission.
pub struct Allowed<P> {
    pub principal: Principal,
    permission: PhantomData<P>,
}

impl<P: Requires> FromRequest for Allowed<P> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(allowed(req))
    }
}

fn allowed<P: Requires>(req: &HttpRequest) -> Result<Allowed<P>, Problem> {
    let principal = Identity::of(req).principal()?.ok_or_else(|| {
        Error::new(
            ErrorKind::Unauthenticated,
            "This needs a signed-in user: send `Authorization: Bearer <access token>`.",
        )
    })?;
    principal.require(P::PERMISSION)?;
    super::refuse_idempotency_key(req)?;
    Ok(Allowed { principal, permission: PhantomData })
}
