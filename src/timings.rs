//! Where the time of a run goes: each stage says when it begins and ends on which thread. Off, unless a run asks for it; then
//! it costs two looks at the clock a stage and file.
//!
//! A stage inside another one, such as highlighting while a page is made, is counted for itself and not for the outer one.

use std::cell::Cell;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// Whether the run is timed.
static IS_ON: AtomicBool = AtomicBool::new(false);
/// When timing began.
static START: OnceLock<Instant> = OnceLock::new();
/// What each thread saw, in the order in which they came.
static THREADS: Mutex<Vec<Arc<Mutex<Seen>>>> = Mutex::new(Vec::new());

/// Spans shorter than this are counted and not drawn: ten thousand pages have hundreds of thousands of them.
const DRAWN: Duration = Duration::from_micros(200);

/// A part of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Whether there is anything to do.
    Look,
    /// Settings, content and theme from the disk.
    Read,
    /// Markdown into documents.
    Parse,
    /// Documents into a site: addresses, navigation, names.
    Assemble,
    /// Mistakes that one page or all of them together show.
    Check,
    /// Templates and what else pages are made with.
    Prepare,
    /// Pages into words.
    Words,
    /// Words into the search index.
    Index,
    /// The search index into files.
    IndexFiles,
    /// Markdown into HTML.
    Body,
    /// Colors of code.
    Highlight,
    /// Templates into pages.
    Template,
    /// The rest of making files.
    Produce,
    /// What is in the output already.
    Compare,
    /// Files onto the disk.
    Write,
    /// Files into their places.
    Commit,
}

impl Stage {
    /// All, in the order of a build.
    const ALL: [Self; 16] = [
        Self::Look,
        Self::Read,
        Self::Parse,
        Self::Assemble,
        Self::Check,
        Self::Prepare,
        Self::Words,
        Self::Index,
        Self::IndexFiles,
        Self::Body,
        Self::Highlight,
        Self::Template,
        Self::Produce,
        Self::Compare,
        Self::Write,
        Self::Commit,
    ];

    /// How people call it.
    fn name(self) -> &'static str {
        match self {
            Self::Look => "look for changes",
            Self::Read => "read",
            Self::Parse => "parse",
            Self::Assemble => "assemble",
            Self::Check => "check",
            Self::Prepare => "prepare",
            Self::Words => "words of pages",
            Self::Index => "search index",
            Self::IndexFiles => "search files",
            Self::Body => "Markdown to HTML",
            Self::Highlight => "highlight",
            Self::Template => "templates",
            Self::Produce => "rest of pages",
            Self::Compare => "compare",
            Self::Write => "write",
            Self::Commit => "move into place",
        }
    }
}

/// What is known of a stage.
#[derive(Debug, Clone, Copy, Default)]
struct Total {
    /// Time of all threads, inner stages apart.
    time: Duration,
    items: u64,
    bytes: u64,
}

/// A span of a stage that is worth a line in a drawing.
#[derive(Debug, Clone, Copy)]
struct Drawn {
    stage: Stage,
    start: Duration,
    length: Duration,
}

/// What a thread saw.
#[derive(Debug, Default)]
struct Seen {
    totals: [Total; Stage::ALL.len()],
    drawn: Vec<Drawn>,
}

thread_local! {
    static NOTES: Arc<Mutex<Seen>> = {
        let notes = Arc::<Mutex<Seen>>::default();
        held(&THREADS).push(notes.clone());
        notes
    };
    /// Time of the stages inside the one that is open on the thread.
    static INNER: Cell<Duration> = const { Cell::new(Duration::ZERO) };
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Times the run from now on.
pub fn start() {
    START.get_or_init(Instant::now);
    IS_ON.store(true, Ordering::Relaxed);
}

/// A stage that goes on until this is dropped.
#[derive(Debug)]
#[must_use]
pub struct Span(Option<Open>);

#[derive(Debug)]
struct Open {
    stage: Stage,
    start: Instant,
    /// Time of the stages inside the one around this, up to now.
    outer: Duration,
    items: u64,
    bytes: u64,
}

/// Begins a stage on this thread, for one item.
pub fn span(stage: Stage) -> Span {
    if !IS_ON.load(Ordering::Relaxed) {
        return Span(None);
    }
    Span(Some(Open { stage, start: Instant::now(), outer: INNER.replace(Duration::ZERO), items: 1, bytes: 0 }))
}

impl Span {
    /// Says how many items the stage is about.
    pub fn items(&mut self, items: usize) {
        if let Some(open) = &mut self.0 {
            open.items = items as u64;
        }
    }

    /// Says how many bytes it took or made.
    pub fn bytes(&mut self, bytes: usize) {
        if let Some(open) = &mut self.0 {
            open.bytes += bytes as u64;
        }
    }
}

impl Drop for Span {
    fn drop(&mut self) {
        let Some(open) = &self.0 else { return };
        let length = open.start.elapsed();
        let own = length.saturating_sub(INNER.get());
        INNER.set(open.outer + length);
        NOTES.with(|notes| {
            let mut seen = held(notes);
            let total = &mut seen.totals[open.stage as usize];
            total.time += own;
            total.items += open.items;
            total.bytes += open.bytes;
            if length >= DRAWN
                && let Some(started) = START.get()
            {
                let start = open.start.saturating_duration_since(*started);
                seen.drawn.push(Drawn { stage: open.stage, start, length });
            }
        });
    }
}

/// What was seen since [`start`].
#[derive(Debug)]
pub struct Report {
    /// From the start until now.
    wall: Duration,
    threads: Vec<([Total; Stage::ALL.len()], Vec<Drawn>)>,
}

/// All that was seen since [`start`]; `None` when the run is not timed.
#[must_use]
pub fn report() -> Option<Report> {
    let wall = START.get()?.elapsed();
    let threads = held(&THREADS)
        .iter()
        .map(|notes| {
            let seen = held(notes);
            (seen.totals, seen.drawn.clone())
        })
        .collect();
    Some(Report { wall, threads })
}

impl Report {
    /// A table for people: for each stage the time of all threads, its share, items and bytes.
    #[must_use]
    pub fn table(&self) -> String {
        let mut sums = [Total::default(); Stage::ALL.len()];
        for (totals, _) in &self.threads {
            for (sum, total) in sums.iter_mut().zip(totals) {
                sum.time += total.time;
                sum.items += total.items;
                sum.bytes += total.bytes;
            }
        }
        let all: Duration = sums.iter().map(|sum| sum.time).sum();
        let mut table = format!("{:<18}{:>11}{:>8}{:>10}{:>12}\n", "stage", "time", "share", "items", "bytes");
        for (stage, sum) in Stage::ALL.iter().zip(sums).filter(|(_, sum)| sum.items > 0) {
            let share = 100.0 * sum.time.as_secs_f64() / all.as_secs_f64().max(f64::MIN_POSITIVE);
            let bytes = if sum.bytes > 0 { size(sum.bytes) } else { String::new() };
            let _ = writeln!(
                table,
                "{:<18}{:>11}{share:>7.1}%{:>10}{bytes:>12}",
                stage.name(),
                milliseconds(sum.time),
                sum.items
            );
        }
        let threads = self.threads.len();
        let _ = write!(
            table,
            "{:<18}{:>11}   on {threads} thread{}; {} from start to end",
            "all",
            milliseconds(all),
            if threads == 1 { "" } else { "s" },
            milliseconds(self.wall)
        );
        table
    }

    /// The same as a trace for `chrome://tracing`, Perfetto or `speedscope`: the Trace Event Format, complete events, with
    /// times in microseconds.
    #[must_use]
    pub fn trace(&self) -> String {
        let events: Vec<serde_json::Value> = self
            .threads
            .iter()
            .enumerate()
            .flat_map(|(thread, (_, drawn))| drawn.iter().map(move |drawn| (thread, drawn)))
            .map(|(thread, drawn)| {
                serde_json::json!({
                    "name": drawn.stage.name(), "ph": "X", "pid": 1, "tid": thread + 1,
                    "ts": drawn.start.as_micros() as u64, "dur": drawn.length.as_micros() as u64,
                })
            })
            .collect();
        serde_json::json!({ "traceEvents": events, "displayTimeUnit": "ms" }).to_string()
    }
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}

fn size(bytes: u64) -> String {
    match bytes {
        0..10_000 => format!("{bytes} B"),
        10_000..10_000_000 => format!("{} kB", bytes / 1000),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}
