//! HTTP for one machine: only `GET` and `HEAD`, only for addresses of this machine, and no path ever reaches the disk.
//!
//! `tiny_http` takes connections and reads requests. Answers are written by ourselves, whole and closing the connection: its own
//! way lets some of many new connections wait for others to close. Each request has a thread of its own, so a client that
//! does not read holds up its own thread only.

mod answer;
mod hosts;
mod range;
mod request;

use std::io::{self, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow};
use percent_encoding::percent_decode_str;
use tiny_http::Server;

pub(super) use self::answer::Answer;
use self::request::Request;
use super::Settings;
use super::own::{self, OWN};
use super::state::{News, Page, Shared};
use crate::html;
use crate::offline::SERVICE_WORKER;
use crate::path::{SitePath, media_type};

/// What takes the place of a service worker that a site left behind at this address.
const RETIRE_SCRIPT: &str = include_str!("../retire.js");
/// How often a stream says that it is alive, so that clients that went away are noticed.
const HEARTBEAT: Duration = Duration::from_secs(3);
/// Streams of news at a time; a browser needs one.
const STREAMS: usize = 128;
/// How long to wait when the system gives no connection, for want of file handles.
const PAUSE: Duration = Duration::from_millis(20);
/// How often it is looked whether the server still takes connections.
const GLANCE: Duration = Duration::from_millis(250);

/// Where requests come in.
pub(super) struct Gate {
    listener: TcpListener,
    /// The newest last. Those before take no connections any more, but may have some.
    servers: Mutex<Vec<Arc<Server>>>,
}

impl Gate {
    /// Takes the connections of a listener.
    pub(super) fn new(listener: TcpListener) -> Result<Self> {
        let servers = Mutex::new(vec![Arc::new(server(&listener)?)]);
        Ok(Self { listener, servers })
    }

    /// A server in place of one that came to its end: for want of file handles a server of `tiny_http` stops to take
    /// connections for good. Those that came meanwhile wait at the listener. `None` when the preview stops.
    fn renew(&self, is_stopped: impl Fn() -> bool) -> Option<Arc<Server>> {
        while !is_stopped() {
            thread::sleep(PAUSE);
            if let Ok(server) = server(&self.listener) {
                let server = Arc::new(server);
                self.lock().push(server.clone());
                return Some(server);
            }
        }
        None
    }

    /// Wakes those who wait for a request.
    pub(super) fn wake(&self) {
        self.lock().iter().for_each(|server| server.unblock());
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Arc<Server>>> {
        self.servers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn server(listener: &TcpListener) -> Result<Server> {
    let listener = listener.try_clone().context("no handle for the preview's port")?;
    Server::from_listener(listener, None).map_err(|error| anyhow!("cannot take connections: {error}"))
}

/// What all threads that answer share.
struct Context {
    shared: Arc<Shared>,
    settings: Settings,
    /// The address that is listened on.
    bound: SocketAddr,
    streams: Seats,
}

/// Whether a thread of `tiny_http` fell: for want of a second file handle for a connection the one that takes connections panics,
/// and nobody is told.
static HAS_FALLEN: AtomicBool = AtomicBool::new(false);

/// Notices threads of `tiny_http` that fall, in place of printing it.
fn watch_for_falls() {
    let others = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if info.location().is_some_and(|place| place.file().contains("tiny_http")) {
            HAS_FALLEN.store(true, Ordering::Relaxed);
        } else {
            others(info);
        }
    }));
}

/// Answers requests until the server stops.
pub(super) fn answer_requests(gate: &Gate, shared: &Arc<Shared>, settings: &Settings, bound: SocketAddr) {
    let (shared, settings) = (shared.clone(), settings.clone());
    let context = Arc::new(Context { shared, settings, bound, streams: Seats::new(STREAMS) });
    watch_for_falls();
    let mut server = gate.lock().last().cloned();
    while let Some(current) = server {
        answer_those_of(&current, &context, true);
        server = gate.renew(|| context.shared.is_stopped());
        // Who is connected already may ask yet.
        let context = context.clone();
        let _ = thread::Builder::new().spawn(move || answer_those_of(&current, &context, false));
    }
}

/// Answers the requests that come to a server, until it takes no more connections or is woken.
fn answer_those_of(server: &Server, context: &Arc<Context>, is_newest: bool) {
    while !context.shared.is_stopped() {
        let Ok(request) = server.recv_timeout(GLANCE) else { return };
        // One that takes no connections any more can only fall once.
        let has_fallen = is_newest && HAS_FALLEN.swap(false, Ordering::Relaxed);
        if let Some(request) = request {
            let context = context.clone();
            // Without a thread for it, the request is told so by the server.
            let _ = thread::Builder::new().name("answer".into()).spawn(move || serve(request, &context));
        }
        if has_fallen {
            return;
        }
    }
}

fn serve(request: tiny_http::Request, context: &Context) {
    let peer = request.remote_addr().copied();
    let asked = Request::of(&request);
    let answer = answer(&asked, context, peer);
    let mut writer = request.into_writer();
    match answer {
        Some(answer) => answer.send(&asked, &mut writer),
        None => news(&asked, &mut writer, context),
    }
}

/// The answer to a request; `None` for the stream of news.
fn answer(request: &Request, context: &Context, peer: Option<SocketAddr>) -> Option<Answer> {
    if !matches!(request.method.as_str(), "GET" | "HEAD") {
        return Some(Answer::text("405 Method Not Allowed", "only GET and HEAD"));
    }
    if !request.header("Host").is_some_and(|host| hosts::is_own(host, context.bound)) {
        return Some(Answer::text("421 Misdirected Request", "this is a preview for this machine"));
    }
    let Some(path) = clean_path(request.path()) else {
        return Some(Answer::text("400 Bad Request", "not a path of the guide"));
    };
    let base = &context.settings.base_path;
    let Some(path) = format!("/{path}").strip_prefix(base.as_str()).map(str::to_owned) else {
        let above = base.trim_end_matches('/');
        return Some(if format!("/{path}") == above {
            Answer::moved(encoded(base, ""))
        } else {
            Answer::text("404 Not Found", &format!("the guide is below {base}"))
        });
    };
    match path.strip_prefix(OWN) {
        Some("events") if request.method == "GET" => None,
        Some(own) => Some(own::file(own, request.query("path").as_deref(), peer, &context.settings, &context.shared)),
        None => Some(file(&path, &context.shared, &context.settings)),
    }
}

/// The path of a URL, decoded once, without its leading slash; `None` when it has parts that no page has.
fn clean_path(url: &str) -> Option<String> {
    let decoded = percent_decode_str(url.strip_prefix('/')?).decode_utf8().ok()?.into_owned();
    let bad = decoded.contains(['\0', '\\']) || decoded.split('/').any(|part| matches!(part, "." | ".."));
    (!bad).then_some(decoded)
}

/// An address of the preview.
fn encoded(base: &str, path: &str) -> String {
    format!("/{}", SitePath::new(&format!("{}{path}", base.trim_start_matches('/'))).encoded())
}

fn file(path: &str, shared: &Shared, settings: &Settings) -> Answer {
    let Some(found) = shared.find(path) else {
        if path.rsplit('/').next() == Some(SERVICE_WORKER) {
            return Answer::ok("text/javascript; charset=utf-8", RETIRE_SCRIPT.into());
        }
        if shared.is_folder(path) {
            return Answer::moved(encoded(&settings.base_path, &format!("{path}/")));
        }
        return not_found(shared, settings);
    };
    match shared.page(&found) {
        Page::Bytes(bytes) if found.extension() == "html" => html(&bytes, found.as_str(), settings),
        Page::Bytes(bytes) => Answer::file(media_type(found.extension()), bytes.to_vec()),
        Page::Wrong => wrong_page(found.as_str(), settings).with_status("500 Internal Server Error"),
        Page::Missing => Answer::text("404 Not Found", "no such file"),
    }
}

/// The page for missing addresses. Its links start at the root of the published site; here that is another one.
fn not_found(shared: &Shared, settings: &Settings) -> Answer {
    let page = match shared.page(&SitePath::new("404.html")) {
        Page::Bytes(bytes) => {
            let published = shared.routes().map_or_else(|| "/".into(), |routes| routes.site().config().base_path());
            let page = String::from_utf8_lossy(&bytes);
            let attribute = |path: &str| format!("=\"{}", html::attribute(path));
            let page = page.replace(&attribute(&published), &attribute(&settings.base_path));
            html(page.as_bytes(), "404.html", settings)
        }
        Page::Wrong | Page::Missing => wrong_page("404.html", settings),
    };
    page.with_status("404 Not Found")
}

/// A page with the preview's script at its end: in front of all scripts that wait for the end, so that it sees the page
/// as it was written.
fn html(bytes: &[u8], path: &str, settings: &Settings) -> Answer {
    let page = String::from_utf8_lossy(bytes);
    let etag = answer::etag(bytes);
    let base = html::attribute(&settings.base_path);
    let follow = if settings.follow { " data-follow" } else { "" };
    let added = format!(
        "<link rel=\"stylesheet\" href=\"{base}{OWN}preview.css\"><script src=\"{base}{OWN}preview.js\" data-base=\"{base}\" \
         data-path=\"{}\" data-etag=\"{}\"{follow}></script>",
        html::attribute(path),
        html::attribute(&etag)
    );
    let body = match page.rfind("</body>") {
        Some(end) => format!("{}{added}{}", &page[..end], &page[end..]),
        None => format!("{page}{added}"),
    };
    Answer::ok("text/html; charset=utf-8", body.into_bytes()).tagged(etag)
}

/// A page to show when there is nothing good to show: the script fills it with the findings.
fn wrong_page(path: &str, settings: &Settings) -> Answer {
    let page = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"color-scheme\" content=\"light dark\">\
                <title>Matchbook</title></head><body></body></html>";
    html(page.as_bytes(), path, settings)
}

/// Tells a page about changes until it goes away.
fn news(request: &Request, writer: &mut impl Write, context: &Context) {
    if !context.streams.try_take() {
        Answer::text("503 Service Unavailable", "too many listen already").send(request, writer);
        return;
    }
    let _seat = Seat(&context.streams);
    let shared = &context.shared;
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n\
                X-Content-Type-Options: nosniff\r\nCross-Origin-Resource-Policy: same-origin\r\nConnection: close\r\n\r\nretry: 700\n\n";
    let told = |news: &News| format!("data: {}\n\n", serde_json::json!(news));
    let mut news = shared.news();
    let mut message = format!("{head}{}", told(&news));
    loop {
        if write(writer, &message).is_err() || shared.is_stopped() {
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

fn write(writer: &mut impl Write, message: &str) -> io::Result<()> {
    writer.write_all(message.as_bytes())?;
    writer.flush()
}

/// A number of seats, for so many at a time.
struct Seats {
    free: Mutex<usize>,
}

impl Seats {
    fn new(count: usize) -> Self {
        Self { free: Mutex::new(count) }
    }

    /// Takes a seat if one is free.
    fn try_take(&self) -> bool {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = *free > 0;
        *free -= usize::from(taken);
        taken
    }

    fn leave(&self) {
        *self.free.lock().unwrap_or_else(PoisonError::into_inner) += 1;
    }
}

/// A seat that is left when it is dropped.
struct Seat<'a>(&'a Seats);

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        self.0.leave();
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
