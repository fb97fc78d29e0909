//! A server whose pages need a session. EDGE_URL=http://127.0.0.1:4000 PORT=3000 cargo run

mod policy;
mod session;

use std::{env, io, sync::Arc, thread};
use tiny_http::{Header, Request, Response, Server};

fn answer(request: Request) -> io::Result<()> {
    let found = match request.url() {
        "/policy" => policy::require_policy(&request),
        _ => session::require_session(&request),
    };
    let (status, text, cookies) = match found {
        Ok(person) => (
            200,
            format!("Hello {}\n", person.id),
            person.renewed_cookies,
        ),
        Err(401) => (401, "Please sign in.\n".to_string(), vec![]),
        Err(403) => (
            403,
            "Please confirm your second factor.\n".to_string(),
            vec![],
        ),
        Err(_) => (503, "Please try again later.\n".to_string(), vec![]),
    };
    let mut response = Response::from_string(text).with_status_code(status);
    for line in cookies {
        if let Ok(header) = Header::from_bytes("Set-Cookie", line) {
            response.add_header(header);
        }
    }
    request.respond(response)
}

fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let port = env::var("PORT").unwrap_or("3000".to_string());
    let server = Arc::new(Server::http(format!("127.0.0.1:{port}"))?);
    println!("http://{}/", server.server_addr());
    let threads: Vec<_> = (0..8)
        .map(|_| {
            let server = server.clone();
            thread::spawn(move || {
                for request in server.incoming_requests() {
                    if let Err(gone) = answer(request) {
                        eprintln!("not answered: {gone}");
                    }
                }
            })
        })
        .collect();
    threads
        .into_iter()
        .try_for_each(|thread| thread.join())
        .map_err(|_| "a thread failed".into())
}
