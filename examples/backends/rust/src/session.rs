//! Asks the edge whose session a request carries.

use std::{env, sync::LazyLock, time::Duration};
use tiny_http::Request;
use ureq::{http::Response, Agent, Body};

const SESSION_COOKIE: &str = "ory_kratos_session=";

// The edge answers 504 after 5 s, so this is longer. A redirect is no answer to a check.
static EDGE: LazyLock<Agent> = LazyLock::new(|| {
    let config = Agent::config_builder().timeout_global(Some(Duration::from_secs(6)));
    config
        .max_redirects(0)
        .http_status_as_error(false)
        .build()
        .into()
});

/// Who a request is from, and the cookies to set with the answer.
pub struct Person {
    pub id: String,
    pub renewed_cookies: Vec<String>,
}

/// Sends the credentials of a request, and nothing else of it.
pub fn ask_edge(request: &Request, path: &str) -> Result<Response<Body>, ureq::Error> {
    let url = env::var("EDGE_URL").unwrap_or_default() + path;
    let mut check = EDGE.get(url);
    for name in ["Cookie", "X-Session-Token", "Authorization"] {
        for header in request.headers().iter().filter(|one| one.field.equiv(name)) {
            check = check.header(name, header.value.as_str());
        }
    }
    check.call()
}

/// The session's cookie, where the identity server has extended the session.
pub fn renewed_cookies(answer: &Response<Body>) -> Vec<String> {
    let lines = answer.headers().get_all("Set-Cookie").iter();
    lines
        .filter_map(|line| line.to_str().ok().map(String::from))
        .filter(|line| line.starts_with(SESSION_COOKIE))
        .collect()
}

/// Whose session a request carries, or the status to refuse it with.
pub fn require_session(request: &Request) -> Result<Person, u16> {
    let mut answer = ask_edge(request, "/sessions/whoami").map_err(|_| 503_u16)?;
    match answer.status().as_u16() {
        200 => (),
        refused @ (401 | 403) => return Err(refused),
        _ => return Err(503),
    }
    let renewed_cookies = renewed_cookies(&answer);
    let body = answer.body_mut().read_to_string().map_err(|_| 503_u16)?;
    let session: serde_json::Value = serde_json::from_str(&body).map_err(|_| 503_u16)?;
    match session["identity"]["id"].as_str() {
        Some(id) if session["active"] == true => Ok(Person {
            id: id.to_string(),
            renewed_cookies,
        }),
        _ => Err(503),
    }
}
