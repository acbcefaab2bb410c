//! An answer that is sent whole.

use std::fmt::Write as _;
use std::io::Write;

use xxhash_rust::xxh3::xxh3_64;

use super::range::{self, Wanted};
use super::request::Request;

/// An answer.
pub(in crate::serve) struct Answer {
    status: &'static str,
    content_type: &'static str,
    body: Vec<u8>,
    /// A hash of what the answer was made from, by which a page knows whether it changed.
    etag: Option<String>,
    location: Option<String>,
    /// Whether parts of it can be asked for.
    has_parts: bool,
}

impl Answer {
    /// A sentence for people and programs.
    pub(in crate::serve) fn text(status: &'static str, text: &str) -> Self {
        Self { status, ..Self::ok("text/plain; charset=utf-8", format!("{text}\n").into_bytes()) }
    }

    /// What was asked for.
    pub(in crate::serve) fn ok(content_type: &'static str, body: Vec<u8>) -> Self {
        Self { status: "200 OK", content_type, body, etag: None, location: None, has_parts: false }
    }

    /// A file, parts of which can be asked for.
    pub(super) fn file(content_type: &'static str, body: Vec<u8>) -> Self {
        let etag = Some(etag(&body));
        Self { etag, has_parts: true, ..Self::ok(content_type, body) }
    }

    /// The same with the hash of what it was made from.
    pub(super) fn tagged(mut self, etag: String) -> Self {
        self.etag = Some(etag);
        self
    }

    /// The same with another status.
    pub(super) fn with_status(mut self, status: &'static str) -> Self {
        self.status = status;
        self
    }

    /// An answer that leads to another address. It is encoded, so that no character of it ends the header.
    pub(super) fn moved(location: String) -> Self {
        Self { location: Some(location), ..Self::text("301 Moved Permanently", "this is a folder") }
    }

    /// Sends the answer to a request.
    pub(super) fn send(self, request: &Request, writer: &mut impl Write) {
        let header = |name| request.header(name);
        let Self { mut status, content_type, body, etag, location, has_parts } = self;
        let mut more = String::new();
        let mut body = body.as_slice();
        if let Some(etag) = &etag {
            let _ = write!(more, "ETag: {etag}\r\n");
        }
        if let Some(location) = location {
            let _ = write!(more, "Location: {location}\r\n");
        }
        if status.starts_with("405") {
            more.push_str("Allow: GET, HEAD\r\n");
        }
        let is_known =
            etag.as_deref().is_some_and(|etag| header("If-None-Match").is_some_and(|known| has(known, etag)));
        if is_known {
            (status, body) = ("304 Not Modified", &[]);
        } else if has_parts {
            more.push_str("Accept-Ranges: bytes\r\n");
            // A part of another version would not fit to the parts that the client has.
            let is_same = header("If-Range").is_none_or(|known| Some(known) == etag.as_deref());
            match range::wanted(header("Range").filter(|_| is_same), body.len()) {
                Wanted::Whole => {}
                Wanted::Part(range) => {
                    let _ = write!(more, "Content-Range: bytes {}-{}/{}\r\n", range.start, range.end - 1, body.len());
                    (status, body) = ("206 Partial Content", &body[range]);
                }
                Wanted::Nothing => {
                    let _ = write!(more, "Content-Range: bytes */{}\r\n", body.len());
                    (status, body) = ("416 Range Not Satisfiable", &[]);
                }
            }
        }
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\nCache-Control: no-store\r\n\
             X-Content-Type-Options: nosniff\r\nCross-Origin-Resource-Policy: same-origin\r\n{more}Connection: close\r\n\r\n",
            body.len()
        );
        // A client that went away needs no answer.
        let _ = writer.write_all(head.as_bytes());
        if request.method != "HEAD" {
            let _ = writer.write_all(body);
        }
        let _ = writer.flush();
    }
}

/// The name of exactly these bytes.
pub(super) fn etag(bytes: &[u8]) -> String {
    format!("\"{:016x}\"", xxh3_64(bytes))
}

/// Whether an `If-None-Match` header names the version.
fn has(known: &str, etag: &str) -> bool {
    known.trim() == "*" || known.split(',').any(|known| known.trim().trim_start_matches("W/") == etag)
}
