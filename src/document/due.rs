//! Due windows: `interview+24h..+72h`, `rank-list-deadline-14d..-7d`, `..send`.
//!
//! ```text
//! window = [point] ".." point | point
//! point  = event [offset] | offset      an offset alone counts from the event before it
//! offset = ("+" | "-") digits unit
//! unit   = "h" | "d" | "w"              hours, days, weeks
//! ```
//!
//! One point alone is an end without a start: "by then".

use std::collections::BTreeMap;
use std::fmt;

use crate::config::{Offset, Planner, Unit};
use crate::suggest;

/// When something is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The first moment; `None` when there is none.
    pub from: Option<Point>,
    /// The last moment.
    pub to: Point,
}

/// A moment relative to an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// Id of the event.
    pub event: String,
    /// How far from it.
    pub offset: Offset,
}

impl Due {
    /// Reads a window.
    ///
    /// # Errors
    /// A message and a help line when the text has not the form of a window or names an event that `planner` does not
    /// have.
    pub fn parse(text: &str, planner: &Planner) -> Result<Self, (String, Option<String>)> {
        let text = text.trim();
        let form = || Some("a window looks like `interview+24h..+72h`, `offer+1d` or `..send`".to_owned());
        if text.is_empty() {
            return Err(("the window is empty".into(), form()));
        }
        let (from, to) = match text.split_once("..") {
            None => (None, text),
            Some(("", to)) => (None, to),
            Some((from, to)) => (Some(from), to),
        };
        if to.trim().is_empty() {
            return Err((format!("the window `{text}` has no end"), form()));
        }
        let from = from.map(|from| Point::parse(from, None, planner)).transpose()?;
        let near = from.as_ref().map(|point| point.event.as_str());
        let to = Point::parse(to, near, planner)?;
        if let Some(from) = &from
            && from.event == to.event
            && from.offset.hours() > to.offset.hours()
        {
            return Err((
                format!("the window `{text}` ends before it starts"),
                Some(format!("did you mean `{}..{}`?", to, from.offset)),
            ));
        }
        Ok(Self { from, to })
    }

    /// The window in words, from the interface strings `due_…`.
    #[must_use]
    pub fn text(&self, planner: &Planner, strings: &BTreeMap<String, String>) -> String {
        let words = Words { planner, strings };
        let Some(from) = &self.from else {
            return if self.to.offset.amount == 0 {
                words.fill("due_before", &[("event", &words.event(&self.to))])
            } else {
                words.fill("due_by", &[("to", &words.point(&self.to))])
            };
        };
        let (start, end) = (from.offset.amount, self.to.offset.amount);
        if from.event != self.to.event || start.signum() * end.signum() < 0 {
            return words.fill("due_range", &[("from", &words.point(from)), ("to", &words.point(&self.to))]);
        }
        let event = words.event(from);
        match (start, end) {
            (0, 0) => words.fill("due_at", &[("event", &event)]),
            (0, _) => words.fill("due_within_after", &[("to", &words.distance(self.to.offset)), ("event", &event)]),
            (_, 0) => words.fill("due_within_before", &[("from", &words.distance(from.offset)), ("event", &event)]),
            _ => {
                let key = if start > 0 { "due_after" } else { "due_earlier" };
                let first = if from.offset.unit == self.to.offset.unit {
                    start.unsigned_abs().to_string()
                } else {
                    words.distance(from.offset)
                };
                let last = words.distance(self.to.offset);
                words.fill(key, &[("from", &first), ("to", &last), ("event", &event)])
            }
        }
    }
}

impl fmt::Display for Due {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.from {
            Some(from) if from.event == self.to.event => write!(formatter, "{from}..{}", self.to.offset),
            Some(from) => write!(formatter, "{from}..{}", self.to),
            None => write!(formatter, "..{}", self.to),
        }
    }
}

impl Point {
    fn parse(text: &str, near: Option<&str>, planner: &Planner) -> Result<Self, (String, Option<String>)> {
        let text = text.trim();
        // The offset is what follows the last sign, when that is a number and a unit; event ids may hold `-`.
        let split = text.rfind(['+', '-']).filter(|index| Offset::parse(&text[*index..]).is_some());
        let (event, offset) = match split {
            Some(index) => (&text[..index], Offset::parse(&text[index..]).unwrap_or(Offset::ZERO)),
            None => (text, Offset::ZERO),
        };
        let event = match (event, near) {
            ("", Some(near)) => near,
            ("", None) => {
                return Err((
                    format!("`{text}` does not say what it counts from"),
                    Some(format!("put an event before it, as in `interview{text}`")),
                ));
            }
            (event, _) => event,
        };
        if planner.event(event).is_none() {
            if event.trim_matches('.').is_empty() {
                return Err((format!("`{event}` is one dot too many"), Some("write two dots: `..`".to_owned())));
            }
            let known = planner.events.iter().map(|event| event.id.as_str());
            let begun = known.clone().filter_map(|id| Some((id, offset_like(event.strip_prefix(id)?)?)));
            if let Some((id, rest)) = begun.max_by_key(|(id, _)| id.len()) {
                let help = format!("write a sign, up to five digits and `h`, `d` or `w`, without blanks: `{id}+24h`");
                return Err((format!("`{rest}` is no time before or after `{id}`"), Some(help)));
            }
            let help =
                suggest::help(event, known).or_else(|| Some("declare it under `[planner]` in `book.toml`".to_owned()));
            return Err((format!("no event `{event}`"), help));
        }
        Ok(Self { event: event.to_owned(), offset })
    }
}

/// What follows the name of an event and was meant as a time: a sign of any kind and a number.
fn offset_like(rest: &str) -> Option<&str> {
    let rest = rest.trim();
    let number = rest.trim_start_matches(['+', '-', '\u{2010}', '\u{2011}', '\u{2212}', '–', '—']);
    (number.len() < rest.len() && number.trim_start().starts_with(|c: char| c.is_ascii_digit())).then_some(rest)
}

impl fmt::Display for Point {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.event)?;
        if self.offset.amount != 0 {
            write!(formatter, "{}", self.offset)?;
        }
        Ok(())
    }
}

/// Words for parts of a window.
struct Words<'a> {
    planner: &'a Planner,
    strings: &'a BTreeMap<String, String>,
}

impl Words<'_> {
    fn event(&self, point: &Point) -> String {
        let name = self.planner.event(&point.event).map(|event| event.name.clone());
        name.unwrap_or_else(|| point.event.clone())
    }

    fn distance(&self, offset: Offset) -> String {
        let amount = offset.amount.unsigned_abs();
        let key = match (offset.unit, amount) {
            (Unit::Hour, 1) => "due_hour",
            (Unit::Hour, _) => "due_hours",
            (Unit::Day, 1) => "due_day",
            (Unit::Day, _) => "due_days",
            (Unit::Week, 1) => "due_week",
            (Unit::Week, _) => "due_weeks",
        };
        self.fill(key, &[("n", &amount.to_string())])
    }

    fn point(&self, point: &Point) -> String {
        let event = self.event(point);
        let key = match point.offset.amount {
            0 => return event,
            1.. => "due_point_after",
            _ => "due_point_before",
        };
        self.fill(key, &[("distance", &self.distance(point.offset)), ("event", &event)])
    }

    fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        let mut text = self.strings.get(key).cloned().unwrap_or_else(|| key.to_owned());
        for (name, value) in values {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Event;

    fn planner() -> Planner {
        let event = |id: &str, name: &str| Event { id: id.into(), name: name.into(), ..Event::default() };
        Planner {
            events: vec![
                event("interview", "the interview"),
                event("rank-list-deadline", "the rank list deadline"),
                event("send", "sending"),
            ],
            ..Planner::default()
        }
    }

    fn strings() -> BTreeMap<String, String> {
        let file = include_str!("../../themes/default/strings/en.toml");
        let table: toml::Table = file.parse().expect("the default strings are TOML");
        let text = |value: toml::Value| value.as_str().unwrap_or_default().to_owned();
        table.into_iter().map(|(key, value)| (key, text(value))).collect()
    }

    #[test]
    fn windows_read_as_sentences() {
        for (window, text) in [
            ("interview+24h..+72h", "24 to 72 hours after the interview"),
            ("rank-list-deadline-14d..-7d", "14 to 7 days before the rank list deadline"),
            ("interview..+1d", "within 1 day after the interview"),
            ("interview+0d..+24h", "within 24 hours after the interview"),
            ("interview-2w..interview", "in the 2 weeks before the interview"),
            ("interview-14d..+14d", "from 14 days before the interview to 14 days after the interview"),
            (
                "interview+7d..rank-list-deadline-14d",
                "from 7 days after the interview to 14 days before the rank list deadline",
            ),
            ("..send", "before sending"),
            ("interview+3d", "by 3 days after the interview"),
            ("interview+12h..+2d", "12 hours to 2 days after the interview"),
            ("interview..interview", "at the time of the interview"),
        ] {
            let due = Due::parse(window, &planner()).unwrap_or_else(|error| panic!("{window}: {error:?}"));
            assert_eq!(due.text(&planner(), &strings()), text, "{window}");
            assert_eq!(Due::parse(&due.to_string(), &planner()), Ok(due), "{window}");
        }
    }

    #[test]
    fn mistakes_in_windows_are_explained() {
        for (window, message, help) in [
            ("interveiw+24h", "no event `interveiw`", "did you mean `interview`?"),
            ("+24h", "`+24h` does not say what it counts from", "put an event before it, as in `interview+24h`"),
            (
                "interview+3d..+1d",
                "the window `interview+3d..+1d` ends before it starts",
                "did you mean `interview+1d..+3d`?",
            ),
            ("interview+24h...+72h", "`.` is one dot too many", "write two dots: `..`"),
        ] {
            let error = Due::parse(window, &planner()).expect_err(window);
            assert_eq!(error, (message.to_owned(), Some(help.to_owned())));
        }
        // Without what follows it the name of the event would say something else.
        for rest in ["+3x", "+24H", "–24h", "\u{2212}24h", "+24", "+ 24h", "-999999999d"] {
            let (message, help) = Due::parse(&format!("interview{rest}"), &planner()).expect_err(rest);
            assert_eq!(message, format!("`{rest}` is no time before or after `interview`"));
            assert!(help.is_some_and(|help| help.ends_with("without blanks: `interview+24h`")), "{rest}");
        }
        assert!(Due::parse(" ", &planner()).is_err());
        assert!(Due::parse("interview..", &planner()).is_err());
    }
}
