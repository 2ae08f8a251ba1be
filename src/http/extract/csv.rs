//! A body of comma-separated values (RFC 4180): its text, which the room that wants it reads.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use super::{body, state};
use crate::http::problem::{Code, Problem};

/// The text of a table. A byte order mark is not part of it.
pub struct Csv(pub String);

impl FromRequest for Csv {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (req, payload) = (req.clone(), payload.take());
        Box::pin(async move { read(&req, payload).await.map(Csv) })
    }
}

async fn read(req: &HttpRequest, payload: Payload) -> Result<String, Problem> {
    let app = state(req)?;
    body::refuse_announced(req, app)?;
    if body::kind(req).as_deref() != Some("text/csv") {
        return Err(Problem::new(Code::UnsupportedMediaType, "Send the table as `text/csv` in UTF-8."));
    }
    let bytes = body::collect(req, payload, app).await?;
    let text = String::from_utf8(bytes.into())
        .map_err(|_| Problem::new(Code::BadRequest, "The table is not UTF-8. Save it as \"CSV UTF-8\"."))?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}
