//! The head of a request, read with bounds: no more bytes than a browser sends, no longer than a browser takes.

use std::io::Read;
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// Longest head of a request.
const MAX_HEAD: usize = 32 * 1024;
/// How long a client may take to ask.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a client asks.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Request {
    /// `GET`, …
    pub(super) method: String,
    /// Path and query as they were sent.
    pub(super) target: String,
    headers: Vec<(String, String)>,
}

/// Why there is no request.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The client went away or took too long: nobody is there to be answered.
    Silent,
    /// It is longer than any that a browser sends.
    TooLong,
    /// It is no request of HTTP/1.
    Malformed,
}

impl Request {
    /// Reads the head of a request; what follows it is ignored, as no request that is answered has a body.
    pub(super) fn read(stream: &mut TcpStream) -> Result<Self, Refusal> {
        let started = Instant::now();
        let mut head = Vec::new();
        let mut chunk = [0; 4096];
        loop {
            let left = PATIENCE.checked_sub(started.elapsed()).filter(|left| !left.is_zero()).ok_or(Refusal::Silent)?;
            stream.set_read_timeout(Some(left)).map_err(|_| Refusal::Silent)?;
            let n = match stream.read(&mut chunk) {
                Ok(0) => return Err(if head.is_empty() { Refusal::Silent } else { Refusal::Malformed }),
                Ok(n) => n,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(_) => return Err(Refusal::Silent),
            };
            // The end may lie across two reads.
            let seen = head.len().saturating_sub(3);
            head.extend_from_slice(&chunk[..n]);
            if let Some(end) = head[seen..].windows(4).position(|four| four == b"\r\n\r\n") {
                return Self::parse(&head[..seen + end]).ok_or(Refusal::Malformed);
            }
            if head.len() > MAX_HEAD {
                return Err(Refusal::TooLong);
            }
        }
    }

    fn parse(head: &[u8]) -> Option<Self> {
        // Header values may be any bytes; those that are looked at are ASCII.
        let head = String::from_utf8_lossy(head);
        let mut lines = head.split("\r\n");
        let mut words = lines.next()?.split(' ');
        let (method, target, version) = (words.next()?, words.next()?, words.next()?);
        if words.next().is_some() || !matches!(version, "HTTP/1.1" | "HTTP/1.0") || !target.starts_with('/') {
            return None;
        }
        let is_token =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b':');
        if !is_token(method) {
            return None;
        }
        let headers = lines
            .map(|line| {
                let (name, value) = line.split_once(':')?;
                is_token(name).then(|| (name.to_owned(), value.trim().to_owned()))
            })
            .collect::<Option<Vec<_>>>()?;
        Some(Self { method: method.to_owned(), target: target.to_owned(), headers })
    }

    /// The value of a header that stands there once; one that stands there twice is nobody's.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name));
        match (found.next(), found.next()) {
            (Some((_, value)), None) => Some(value),
            _ => None,
        }
    }

    /// The path, without the query.
    pub(super) fn path(&self) -> &str {
        self.target.split(['?', '#']).next().unwrap_or_default()
    }

    /// A value of the query, decoded.
    pub(super) fn query(&self, name: &str) -> Option<String> {
        let (_, query) = self.target.split_once('?')?;
        let value = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?;
        Some(percent_encoding::percent_decode_str(value).decode_utf8_lossy().into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_read_or_refused() {
        let request = Request::parse(b"GET /a?path=b%20c&x=1 HTTP/1.1\r\nHost: localhost\r\nIf-None-Match:\"1\"")
            .expect("a request");
        assert_eq!(request.path(), "/a");
        assert_eq!(request.query("path").as_deref(), Some("b c"));
        assert_eq!(request.header("host"), Some("localhost"));
        assert_eq!(request.header("if-none-match"), Some("\"1\""));
        let twice = Request::parse(b"GET / HTTP/1.1\r\nHost: a\r\nhost: b").expect("a request");
        assert_eq!(twice.header("Host"), None);
        for head in [
            "GET",
            "GET /",
            "GET / HTTP/9.9",
            "GET http://localhost/ HTTP/1.1",
            "GET /  HTTP/1.1",
            "G:T / HTTP/1.1",
            "GET / HTTP/1.1\r\nno colon",
            "GET / HTTP/1.1\r\nfolded: a\r\n b: c",
            "\0\0",
            "",
        ] {
            assert_eq!(Request::parse(head.as_bytes()), None, "{head:?}");
        }
    }
}
