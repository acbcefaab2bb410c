//! What a client asks.

/// A request, as far as it is looked at.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Request {
    /// `GET`, …
    pub(super) method: String,
    /// Path and query as they were sent.
    target: String,
    headers: Vec<(String, String)>,
}

impl Request {
    /// What the head of a request says.
    pub(super) fn of(request: &tiny_http::Request) -> Self {
        let headers = request.headers().iter();
        let headers = headers.map(|header| (header.field.to_string(), header.value.to_string()));
        Self { method: request.method().to_string(), target: request.url().to_owned(), headers: headers.collect() }
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
    fn paths_queries_and_headers_are_told_apart() {
        let headers = [("Host", "a"), ("If-None-Match", "\"1\""), ("Accept", "x"), ("accept", "y")];
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let request = Request { method: "GET".into(), target: "/a?path=b%20c&x=1".into(), headers };
        assert_eq!(request.path(), "/a");
        assert_eq!(request.query("path").as_deref(), Some("b c"));
        assert_eq!(request.query("y"), None);
        assert_eq!(request.header("host"), Some("a"));
        assert_eq!(request.header("if-none-match"), Some("\"1\""));
        assert_eq!(request.header("Accept"), None, "one that stands there twice");
    }
}
