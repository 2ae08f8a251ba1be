//! `/problems/{code}`: what the `type` of a problem resolves to, for the person who follows it.

use actix_web::web::Path;
use actix_web::{HttpResponse, get};

use super::{Code, Problem, Result};
use crate::http::extract::NoQuery;

/// Explain a problem
///
/// A page for people: what the code means and what to do about it. The `type` member of every
/// problem points here.
#[utoipa::path(
    tag = "service",
    operation_id = "problems_explain",
    params(("code" = String, Path, description = "A problem code, such as `stale`.", example = "stale")),
    responses((status = 200, description = "The page.", content_type = "text/html", body = String,
               example = "<!doctype html>\n<title>It has changed since you read it</title>")),
    security(())
)]
#[get("/problems/{code}")]
pub async fn explain(code: Path<String>, _: NoQuery) -> Result<HttpResponse> {
    let code =
        Code::ALL.iter().find(|known| known.as_str() == code.as_str()).ok_or_else(Problem::not_found)?;
    Ok(HttpResponse::Ok().content_type("text/html; charset=utf-8").body(page(*code)))
}

/// All of it comes from the table: nothing in it needs escaping.
fn page(code: Code) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>{title}</title>\n<h1>{title}</h1>\n\
         <p><code>{code}</code>, status {status}</p>\n<p>{explanation}</p>\n</html>\n",
        title = code.title(),
        status = code.status(),
        explanation = code.explanation().trim(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_page_that_is_plain_text() {
        for code in Code::ALL {
            assert!(page(*code).contains(code.as_str()));
            assert!(!code.explanation().contains(['<', '>', '&']), "{code} would need escaping");
        }
    }
}
