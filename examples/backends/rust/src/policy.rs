//! Asks the edge whether its policy "app" lets a request through.

use crate::session::{ask_edge, renewed_cookies, Person};
use tiny_http::Request;

/// Who a request is from, or the status to refuse it with.
pub fn require_policy(request: &Request) -> Result<Person, u16> {
    let answer = ask_edge(request, "/edge-sessions/authorize/app").map_err(|_| 503_u16)?;
    let id = answer
        .headers()
        .get("X-User-Id")
        .and_then(|id| id.to_str().ok());
    match (answer.status().as_u16(), id) {
        (200, Some(id)) => Ok(Person {
            id: id.to_string(),
            renewed_cookies: renewed_cookies(&answer),
        }),
        (refused @ (401 | 403), _) => Err(refused),
        _ => Err(503),
    }
}
