//! HTTP for one machine: only `GET` and `HEAD`, only for addresses of this machine, and no path ever reaches the disk.

use std::fmt::Write as _;
use std::io::Write;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use percent_encoding::percent_decode_str;
use tiny_http::{Method, Request};

use super::state::{News, Page, Shared};
use crate::diagnostic::Diagnostic;
use crate::offline::SERVICE_WORKER;
use crate::path::{SitePath, media_type};

/// What the preview adds to each page.
const RELOAD_SCRIPT: &str = include_str!("reload.js");
/// What takes the place of a service worker that a site left behind at this address.
const RETIRE_SCRIPT: &str = include_str!("retire.js");
const RELOAD_STYLE: &str = include_str!("reload.css");
/// Where the preview's own files are; guides cannot have a folder of this name.
const OWN: &str = "_matchbook/";
/// How often a stream says that it is alive, so that clients that went away are noticed.
const HEARTBEAT: Duration = Duration::from_secs(3);

/// Answers requests until the server stops, each on a thread of its own: a client that does not read its answer holds
/// up its own thread only.
pub(super) fn answer_requests(server: &tiny_http::Server, shared: &Arc<Shared>, port: u16) {
    while !shared.is_stopped() {
        match server.recv() {
            Ok(request) => {
                let shared = shared.clone();
                thread::spawn(move || answer(request, &shared, port));
            }
            Err(_) if shared.is_stopped() => return,
            // A connection that failed before it asked for anything.
            Err(_) => thread::sleep(Duration::from_millis(10)),
        }
    }
}

/// An answer that is sent whole.
struct Answer {
    status: &'static str,
    content_type: &'static str,
    body: Vec<u8>,
    location: Option<String>,
}

impl Answer {
    fn text(status: &'static str, text: &str) -> Self {
        Self {
            status,
            content_type: "text/plain; charset=utf-8",
            body: format!("{text}\n").into_bytes(),
            location: None,
        }
    }

    fn ok(content_type: &'static str, body: Vec<u8>) -> Self {
        Self { status: "200 OK", content_type, body, location: None }
    }
}

fn answer(request: Request, shared: &Arc<Shared>, port: u16) {
    let head = *request.method() == Method::Head;
    let answer = if !head && *request.method() != Method::Get {
        Answer::text("405 Method Not Allowed", "only GET and HEAD")
    } else if !is_own_host(&request, port) {
        // Otherwise a page elsewhere could read the preview through a name that points here (DNS rebinding).
        Answer::text("421 Misdirected Request", "this is a preview for this machine")
    } else {
        let url = request.url().split(['?', '#']).next().unwrap_or_default();
        match clean_path(url) {
            None => Answer::text("400 Bad Request", "not a path of the guide"),
            Some(path) if path == format!("{OWN}events") => {
                stream(request, shared);
                return;
            }
            Some(path) => file(&path, shared),
        }
    };
    send(request, &answer, head);
}

/// The path of a URL, decoded once, without its leading slash; `None` when it has parts that no page has.
fn clean_path(url: &str) -> Option<String> {
    let decoded = percent_decode_str(url.strip_prefix('/')?).decode_utf8().ok()?.into_owned();
    let bad = decoded.contains(['\0', '\\']) || decoded.split('/').any(|part| matches!(part, "." | ".."));
    (!bad).then_some(decoded)
}

fn is_own_host(request: &Request, port: u16) -> bool {
    let mut hosts = request.headers().iter().filter(|header| header.field.equiv("Host"));
    // Exactly one (RFC 9112, section 3.2).
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
    let host = host.value.as_str();
    let name = host.strip_suffix(&format!(":{port}")).unwrap_or(host);
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}

fn file(path: &str, shared: &Shared) -> Answer {
    match path {
        "_matchbook/reload.js" => return Answer::ok("text/javascript; charset=utf-8", RELOAD_SCRIPT.into()),
        "_matchbook/reload.css" => return Answer::ok("text/css; charset=utf-8", RELOAD_STYLE.into()),
        "_matchbook/findings.json" => {
            let human = |finding: &Diagnostic| crate::excerpt::human(finding, false);
            return Answer::ok("application/json", shared.findings_json(&human).into_bytes());
        }
        _ => {}
    }
    let Some(found) = shared.find(path) else {
        if path.rsplit('/').next() == Some(SERVICE_WORKER) {
            return Answer::ok("text/javascript; charset=utf-8", RETIRE_SCRIPT.into());
        }
        if shared.is_folder(path) {
            let mut answer = Answer::text("301 Moved Permanently", "this is a folder");
            answer.location = Some(format!("/{}/", SitePath::new(path).encoded()));
            return answer;
        }
        let not_found = SitePath::new("404.html");
        return match shared.page(&not_found) {
            Page::Bytes(bytes) => Answer { status: "404 Not Found", ..html(&bytes, shared) },
            Page::Wrong | Page::Missing => Answer { status: "404 Not Found", ..wrong_page(shared) },
        };
    };
    match shared.page(&found) {
        Page::Bytes(bytes) if found.extension() == "html" => html(&bytes, shared),
        Page::Bytes(bytes) => Answer::ok(media_type(found.extension()), bytes.to_vec()),
        Page::Wrong => Answer { status: "500 Internal Server Error", ..wrong_page(shared) },
        Page::Missing => Answer::text("404 Not Found", "no such file"),
    }
}

/// A page with the preview's script at its end.
fn html(bytes: &[u8], shared: &Shared) -> Answer {
    let page = String::from_utf8_lossy(bytes);
    let version = shared.version();
    let added = format!(
        "<link rel=\"stylesheet\" href=\"/{OWN}reload.css\"><script src=\"/{OWN}reload.js\" data-version=\"{version}\" defer></script>"
    );
    let body = match page.rfind("</body>") {
        Some(end) => format!("{}{added}{}", &page[..end], &page[end..]),
        None => format!("{page}{added}"),
    };
    Answer::ok("text/html; charset=utf-8", body.into_bytes())
}

/// A page to show when there is nothing good to show: the script fills it with the findings.
fn wrong_page(shared: &Shared) -> Answer {
    html(b"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Matchbook</title></head><body></body></html>", shared)
}

fn send(request: Request, answer: &Answer, head: bool) {
    let mut header = String::new();
    let _ = write!(
        header,
        "HTTP/1.1 {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nCache-Control: no-store\r\n\
         X-Content-Type-Options: nosniff\r\nConnection: close\r\n",
        answer.status,
        answer.content_type,
        answer.body.len()
    );
    if answer.status.starts_with("405") {
        header.push_str("Allow: GET, HEAD\r\n");
    }
    // A header value from a path must not break the line; percent-encoding leaves no control characters.
    if let Some(location) = &answer.location {
        let _ = write!(header, "Location: {location}\r\n");
    }
    header.push_str("\r\n");
    // The server's own way of answering lets some of many new connections wait for others to close; writing the answer
    // whole and closing does not.
    let mut writer = request.into_writer();
    let _ = writer.write_all(header.as_bytes());
    if !head {
        let _ = writer.write_all(&answer.body);
    }
    let _ = writer.flush();
}

/// Tells a page about changes until it goes away.
fn stream(request: Request, shared: &Shared) {
    let mut writer = request.into_writer();
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\nConnection: close\r\n\r\nretry: 700\n\n";
    let told = |news: &News| format!("data: {}\n\n", serde_json::json!(news));
    let mut news = shared.news();
    let mut message = format!("{head}{}", told(&news));
    loop {
        if writer.write_all(message.as_bytes()).and_then(|()| writer.flush()).is_err() || shared.is_stopped() {
            return;
        }
        message = match shared.wait(&news.version, HEARTBEAT) {
            Some(new) => {
                news = new;
                told(&news)
            }
            None => ": still here\n\n".to_owned(),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_url_leads_out_of_the_guide() {
        for url in ["/../secret", "/a/%2e%2e/b", "/%2e%2e%2fetc/passwd", "/a\\b", "/a%00", "//../x", "x", "/%ff"] {
            assert_eq!(clean_path(url).filter(|path| path.contains("..") || path.contains('\0')), None, "{url}");
        }
        assert_eq!(clean_path("/../secret"), None);
        assert_eq!(clean_path("/a%20b/c.html"), Some("a b/c.html".into()));
        assert_eq!(clean_path("/"), Some(String::new()));
    }
}
