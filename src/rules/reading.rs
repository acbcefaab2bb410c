//! What is read of an email: its characters, without what only makes them look different, and the lines that are the
//! sender's own. `themes/default/js/rules/reading.js` says the same in script.

use std::iter::repeat_n;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::pattern::is_space;

/// Most words of a line that ends a letter, the sender's name included.
const END_WORDS: usize = 6;
/// Most words that follow its own without a comma between them, as in "Sincerely yours".
const END_MORE_WORDS: usize = 3;
/// Most words of a line below it that still belongs to the sender.
const SENDER_WORDS: usize = 8;
/// Most lines over which mail programs break "On …, … wrote:".
const ATTRIBUTION_LINES: usize = 4;
/// Most lines of From, Sent, To, Cc and Subject.
const HEADER_LINES: usize = 6;

/// How a postscript begins, which is text again.
static POSTSCRIPT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^p[./]?[\t ]?(?:p[./]?[\t ]?)?s(?-u:\b)").expect("a fixed pattern"));
/// What no name, degree or address has.
static ADDRESSES_SOMEBODY: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?-u:\b)(?:I\s+[a-z]|(?:[Yy]our?|YOUR?|[Mm]y)(?-u:\b))").expect("a fixed pattern"));
/// A degree or a suffix behind a name, whose full stop ends no sentence: M.D., Ph.D., Jr.
static AFTER_NAME: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?:(?:\p{L}{1,4}\.){2,5}|[\s,]\p{Lu}\p{L}{1,2}\.)$").expect("a fixed pattern"));
/// What makes a word count.
static SAYS_SOMETHING: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"[\p{L}\p{N}]").expect("a fixed pattern"));

/// A day or a time, as in "On Mon, Nov 2, 2026 at 9:00 AM".
static WHEN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?-u:\b)[0-9]{4}(?-u:\b)|[0-9][.:/-][0-9]").expect("a fixed pattern"));
/// What an attribution in other languages has too.
static CLOCK: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?-u:\b)[0-9]{1,2}[:.h][0-9]{2}").expect("a fixed pattern"));
static ADDRESS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"<\s?[^<>@\s]{1,80}@[^<>@\s]{1,80}>").expect("a fixed pattern"));
/// "-----Original Message-----".
static SEPARATOR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^-{3,}[^-]{0,40}(?:message|mensaje|mensagem|messaggio|nachricht)[^-]{0,20}-{3,}$")
        .expect("a fixed pattern")
});
static FROM: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^\*?(?:from|von|de|da)\s?:").expect("a fixed pattern"));
static SENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\*?(?:sent|date|gesendet|datum|envoyé|enviado|enviada|fecha|data|inviato)(?:\s[a-z]{2})?\s?:")
        .expect("a fixed pattern")
});
static TO: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\*?(?:to|an|à|para|a|subject|betreff|objet|asunto|assunto|oggetto)\s?:").expect("a fixed pattern")
});
/// A line that mail programs draw above the header of what is answered.
static RULE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^(?:_{5,}|-{5,})?$").expect("a fixed pattern"));

/// A character as patterns read it: `'`, `-` and blanks for all that look like them, nothing for what is not seen.
pub(super) fn plain(c: char) -> Option<char> {
    match c {
        '\0'..='_' | 'a'..='~' => Some(c),
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' => None,
        '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => None,
        '\u{2010}'..='\u{2013}' | '\u{2212}' | '\u{fe63}' => Some('-'),
        '`' | '\u{b4}' | '\u{2bc}' | '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2032}' => Some('\''),
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => Some(' '),
        // Letters and signs of full width.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0),
        _ => Some(c),
    }
}

/// A text of subject and letter in plain characters.
#[derive(Debug)]
pub(super) struct Plain {
    /// The text.
    pub text: String,
    /// Where the letter begins.
    pub letter: usize,
    /// For each of its bytes where the character stood, and where it ended.
    places: Vec<(usize, usize)>,
}

impl Plain {
    pub(super) fn of(written: &str) -> Self {
        let mut text = String::with_capacity(written.len());
        let mut places = Vec::with_capacity(written.len());
        for (at, c) in written.char_indices() {
            let Some(said) = plain(c) else { continue };
            text.push(said);
            places.extend(repeat_n((at, at + c.len_utf8()), said.len_utf8()));
        }
        let letter = text.find('\n').map_or(text.len(), |end| end + 1);
        Self { text, letter, places }
    }

    /// The place in the text as it was written.
    pub(super) fn written(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.places.get(range.start).map_or(0, |place| place.0);
        let end = range.end.checked_sub(1).and_then(|last| self.places.get(last)).map_or(start, |place| place.1);
        start..end.max(start)
    }

    /// The text with blanks in the place of what is not read, so that places stay what they are: what others wrote, and
    /// from a line that starts like one of `ends` the sender's lines. A line that is a sentence or a long one is text
    /// again, as in a postscript, and one that addresses somebody is read. The subject has no such lines.
    pub(super) fn readable(&self, ends: &[String]) -> String {
        let (subject, letter) = self.text.split_at(self.letter);
        let mut out = String::with_capacity(self.text.len());
        out.push_str(subject);
        let lines: Vec<&str> = letter.split_inclusive('\n').collect();
        let mut is_sender = false;
        for (line, is_others) in lines.iter().zip(others(&lines)) {
            let trimmed = line.trim_matches(is_space);
            is_sender = !is_others && is_senders(trimmed, is_sender, ends);
            if is_others || is_sender && !ADDRESSES_SOMEBODY.is_match(trimmed) {
                out.extend(line.chars().flat_map(|c| repeat_n(if c == '\n' { c } else { ' ' }, c.len_utf8())));
            } else {
                out.push_str(line);
            }
        }
        out
    }
}

/// Whether a line belongs to the sender, when the one above it did or did not.
fn is_senders(line: &str, is_sender: bool, ends: &[String]) -> bool {
    let is_sentence = line.ends_with(['.', '?', '!']);
    let start = line.to_lowercase();
    if is_sender {
        let is_name = !is_sentence || AFTER_NAME.is_match(line);
        is_name && words_in(line) <= SENDER_WORDS && !POSTSCRIPT.is_match(&start)
    } else {
        !is_sentence && ends.iter().any(|end| is_end(&start, end))
    }
}

/// Which lines of a letter others wrote: those with `>`, what mail programs write above them, and below the sender's own
/// words all from the place on where what is answered follows without marks.
fn others(lines: &[&str]) -> Vec<bool> {
    let lines: Vec<&str> = lines.iter().map(|line| line.trim_matches(is_space)).collect();
    let mut others: Vec<bool> = lines.iter().map(|line| line.starts_with('>')).collect();
    let mut has_own = false;
    let mut at = 0;
    while at < lines.len() {
        let from = at;
        at += 1;
        if others[from] || !SAYS_SOMETHING.is_match(lines[from]) {
            continue;
        }
        let Some(end) = introduction(&lines, from) else {
            has_own = true;
            continue;
        };
        at = end;
        let above = lines[..from].iter().rposition(|line| !RULE.is_match(line)).map_or(0, |last| last + 1);
        if lines[end..].iter().find(|line| !line.is_empty()).is_some_and(|line| line.starts_with('>')) {
            others[above..end].fill(true);
        } else if has_own {
            others[above..].fill(true);
            break;
        }
        // With nothing above it, whose words follow cannot be told: they may be those of an email that was sent.
    }
    others
}

/// Where the lines end with which mail programs introduce what is answered, when they begin here.
fn introduction(lines: &[&str], at: usize) -> Option<usize> {
    if SEPARATOR.is_match(&lines[at].to_lowercase()) {
        let next = at + 1 + lines[at + 1..].iter().take_while(|line| line.is_empty()).count();
        return header(lines, next).or(Some(at + 1));
    }
    header(lines, at).or_else(|| {
        let end = attribution(lines, at)?;
        // The sender's own line above it is none of it.
        (at + 1 == end || attribution(lines, at + 1) != Some(end)).then_some(end)
    })
}

/// From, Sent, To and Subject.
fn header(lines: &[&str], at: usize) -> Option<usize> {
    lines.get(at).filter(|line| FROM.is_match(&line.to_lowercase()))?;
    let rest: Vec<String> = lines[at + 1..]
        .iter()
        .take(HEADER_LINES - 1)
        .take_while(|line| !line.is_empty())
        .map(|line| line.to_lowercase())
        .collect();
    let has = |pattern: &Regex| rest.iter().any(|line| pattern.is_match(line));
    (has(&SENT) && has(&TO)).then_some(at + 1 + rest.len())
}

/// "On Mon, Nov 2, 2026 at 9:00 AM Lakeshore Pediatrics <…> wrote:", or with a time and an address in another language.
fn attribution(lines: &[&str], at: usize) -> Option<usize> {
    let mut said = String::new();
    for (number, line) in lines[at..].iter().take(ATTRIBUTION_LINES).take_while(|line| !line.is_empty()).enumerate() {
        said.push_str(line);
        if line.ends_with(':') {
            let said = said.to_lowercase();
            let is_english = said.starts_with("on ") && said.ends_with("wrote:") && WHEN.is_match(&said);
            return (is_english || CLOCK.is_match(&said) && ADDRESS.is_match(&said)).then_some(at + number + 1);
        }
        said.push(' ');
    }
    None
}

/// Whether a line in lower case ends a letter with the words of `end`: with little else in it, and without a comma behind
/// them with next to nothing.
fn is_end(line: &str, end: &str) -> bool {
    line.strip_prefix(end).is_some_and(|rest| {
        let most = if end.ends_with(',') || rest.starts_with(',') { END_WORDS } else { END_MORE_WORDS };
        words_in(rest) <= most && words_in(line) <= END_WORDS
    })
}

/// Words between blanks that have a letter or a digit.
pub(super) fn words_in(text: &str) -> usize {
    text.split(is_space).filter(|word| says_something(word)).count()
}

/// Whether there is a letter or a digit.
pub(super) fn says_something(text: &str) -> bool {
    SAYS_SOMETHING.is_match(text)
}
