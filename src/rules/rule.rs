//! One rule: what it looks for, where, and when it is asked.

use serde_json::{Value, json};

use super::pattern::{Pattern, Problem};
use super::{Rules, Severity};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, File};
use crate::document::{Due, Point};
use crate::suggest;
use crate::table::{Reader, Table, Text};

/// A rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// `id`: its name.
    pub id: Text,
    /// `severity`.
    pub severity: Severity,
    /// `message`: why.
    pub message: String,
    /// `instead`: what to write.
    pub instead: Option<String>,
    /// What it looks for.
    pub test: Test,
    /// `in`: where it looks.
    pub part: Part,
    /// `sender`: whether it reads the sender's lines below the letter too.
    pub sender: bool,
    /// `emails`: the only ones that it reads; all when there are none.
    pub emails: Vec<Text>,
    /// `except`: emails in which it means something else, `None` for nothing.
    pub exceptions: Vec<(Text, Option<Severity>)>,
    /// `level`: how strong an email is that it hits.
    pub level: Option<usize>,
    /// What else has to be so.
    pub context: Option<Context>,
    /// `hit`: lines that it has to hit.
    pub hit: Vec<Text>,
    /// `miss`: lines that it must not hit.
    pub miss: Vec<Text>,
}

/// What a rule looks for.
#[derive(Debug, Clone)]
pub enum Test {
    /// `patterns`: any of them, `least` times.
    Hits {
        /// The patterns.
        patterns: Vec<Pattern>,
        /// `unless`: where a hit within one of these means nothing.
        unless: Vec<Pattern>,
        /// `least`: how many hits make a finding.
        least: usize,
    },
    /// `absent`: none of these.
    Absent(Vec<Pattern>),
    /// `words`: fewer or more.
    Words(Limits),
    /// `paragraphs`: fewer or more, the greeting and the sender's lines apart.
    Paragraphs(Limits),
    /// `characters`: fewer or more.
    Characters(Limits),
    /// `capitals`: words side by side in capitals, other than these.
    Capitals(Vec<String>),
    /// `empty`: fields of the email, one of which is empty.
    Empty(Vec<Text>),
    /// `says`: fields, the last word of one of which is not there although it is known.
    Says(Vec<Text>),
    /// Nothing: what else has to be so is enough.
    Always,
}

/// How many there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Fewest.
    pub min: usize,
    /// Most.
    pub max: usize,
}

/// Where a rule looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Part {
    /// Subject and letter.
    #[default]
    Text,
    /// The subject line.
    Subject,
    /// The letter.
    Letter,
}

impl Part {
    const NAMES: [&'static str; 3] = ["text", "subject", "letter"];

    pub(super) fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    fn of_name(name: &str) -> Option<Self> {
        [Self::Text, Self::Subject, Self::Letter].into_iter().find(|part| part.name() == name)
    }
}

/// What a reader's own data have to say for a rule to be asked. All that is given has to be so; without the data it is not.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// `during`: today is in this window.
    pub during: Option<Due>,
    /// `ahead`: a date of this event is still to come.
    pub ahead: Option<Text>,
    /// `program`: the program has one of these marks.
    pub program: Vec<String>,
    /// `names-other`: the text names another program or a person there.
    pub names_other: bool,
    /// `log`: what was sent before.
    pub log: Option<Log>,
}

/// Emails that were sent before.
#[derive(Debug, Clone)]
pub struct Log {
    /// `emails`: made from these samples; from any when empty.
    pub emails: Vec<Text>,
    /// `not`: not made from these.
    pub not: Vec<Text>,
    /// `to`: `program` for the same one, `person` for the same one there, `others` for other programs.
    pub to: &'static str,
    /// `within`: days before today.
    pub within: Option<usize>,
    /// `level`: of this level of interest or a higher one.
    pub level: usize,
    /// `falls`: one of a lower level after one of a higher level.
    pub falls: bool,
    /// `similar`: this share of the words in threes is the same, in percent.
    pub similar: Option<usize>,
    /// `least`: so many emails; with `to = "others"` so many programs.
    pub least: usize,
}

impl Rule {
    pub(super) fn read(file: &File, table: &Table, config: &Config, out: &mut Vec<Diagnostic>) -> Option<Self> {
        let mut reader = Reader::new(file, table, "a rule", Code::Rule, out);
        let id = reader.required_text("id");
        let severity = reader.choice("severity", &Severity::NAMES).and_then(Severity::of_name);
        let message = reader.required_text("message");
        let instead = reader.string("instead");
        let part = reader.choice("in", &Part::NAMES).and_then(Part::of_name).unwrap_or_default();
        let emails = reader.texts("emails").unwrap_or_default();
        let except = reader.tables("except");
        let hit = reader.texts("hit").unwrap_or_default();
        let miss = reader.texts("miss").unwrap_or_default();
        let sender = reader.flag("sender");
        let level = reader.count("level");
        let context = read_context(&mut reader, config);
        let tests = read_tests(&mut reader);
        let test = match tests.len() {
            0 if context.is_some() => Some(Test::Always),
            0 => {
                let tests = "a rule needs `patterns` or another test";
                let help =
                    "the others are `absent`, `words`, `paragraphs`, `characters`, `capitals`, `empty` and `says`";
                reader.refuse(table.span.clone(), tests, Some(help.to_owned()));
                None
            }
            1 => tests.into_iter().next(),
            _ => {
                reader.refuse(table.span.clone(), "a rule has one test", Some("make two rules of it".to_owned()));
                None
            }
        };
        reader.finish();
        let sender = sender.unwrap_or(false) || test.as_ref().is_some_and(Test::reads_sender);
        let mut exceptions = Vec::new();
        for table in except {
            let mut reader = Reader::new(file, table, "an exception", Code::Rule, out);
            let email = reader.required_text("email");
            let severity = reader.choice("severity", &["note", "warn", "block", "off"]);
            reader.finish();
            exceptions.extend(email.map(|email| (email, severity.and_then(Severity::of_name))));
        }
        Some(Self {
            id: id?,
            severity: severity.unwrap_or(Severity::Warn),
            message: message?.text,
            instead,
            // Emails are not held against a rule of which nobody knows what it says.
            test: test?,
            part,
            sender,
            emails,
            exceptions,
            level,
            context,
            hit,
            miss,
        })
    }

    /// What it means in an email that was made from a sample, or from none; `None` when nothing.
    #[must_use]
    pub fn severity_in(&self, email: Option<&str>) -> Option<Severity> {
        let is = |text: &Text| Some(text.text.as_str()) == email;
        if !self.emails.is_empty() && !self.emails.iter().any(is) {
            return None;
        }
        let exception = self.exceptions.iter().find(|(name, _)| is(name));
        exception.map_or(Some(self.severity), |(_, severity)| *severity)
    }

    /// The emails that it names.
    pub fn names(&self) -> impl Iterator<Item = &Text> {
        let log = self.context.as_ref().and_then(|context| context.log.as_ref());
        let sent = log.into_iter().flat_map(|log| log.emails.iter().chain(&log.not));
        self.emails.iter().chain(self.exceptions.iter().map(|(name, _)| name)).chain(sent)
    }
}

/// The tests that a rule has; one of them is what it should have.
fn read_tests(reader: &mut Reader<'_, '_>) -> Vec<Test> {
    let mut tests = Vec::new();
    let least = reader.count("least");
    let unless = read_patterns(reader, "unless").unwrap_or_default();
    if let Some(patterns) = read_patterns(reader, "patterns") {
        tests.push(Test::Hits { patterns, unless, least: least.unwrap_or(1).max(1) });
    }
    if let Some(patterns) = read_patterns(reader, "absent") {
        tests.push(Test::Absent(patterns));
    }
    tests.extend(read_limits(reader, "words").map(Test::Words));
    tests.extend(read_limits(reader, "paragraphs").map(Test::Paragraphs));
    tests.extend(read_limits(reader, "characters").map(Test::Characters));
    tests.extend(reader.strings("capitals").map(Test::Capitals));
    tests.extend(reader.texts("empty").map(Test::Empty));
    tests.extend(reader.texts("says").map(Test::Says));
    tests
}

/// `None` when there is no such key, or nothing in it.
fn read_patterns(reader: &mut Reader<'_, '_>, key: &'static str) -> Option<Vec<Pattern>> {
    let texts = reader.texts(key).filter(|texts| !texts.is_empty())?;
    Some(texts.iter().filter_map(|text| read_pattern(reader, text)).collect())
}

fn read_pattern(reader: &mut Reader<'_, '_>, text: &Text) -> Option<Pattern> {
    match Pattern::new(&text.text) {
        Ok(pattern) => Some(pattern),
        Err(Problem { range, message, help }) => {
            // Where the value is written as it is, the place in it is known.
            let written = reader.file().text.get(text.span.clone()).unwrap_or_default();
            let span = match written.find(&text.text) {
                Some(at) => text.span.start + at + range.start..text.span.start + at + range.end,
                None => text.span.clone(),
            };
            reader.refuse(span, message, help.map(str::to_owned));
            None
        }
    }
}

fn read_limits(reader: &mut Reader<'_, '_>, key: &'static str) -> Option<Limits> {
    let table = reader.table(key)?;
    let file = reader.file();
    let mut inner = Reader::new(file, table, key, Code::Rule, reader.out());
    let limits = Limits { min: inner.count("min").unwrap_or(0), max: inner.count("max").unwrap_or(usize::MAX) };
    if limits.min > limits.max {
        inner.refuse(table.span.clone(), "`min` is larger than `max`", None);
    }
    inner.finish();
    Some(limits)
}

fn read_context(reader: &mut Reader<'_, '_>, config: &Config) -> Option<Context> {
    let planner = &config.planner;
    let mut is_given = false;
    let mut context = Context::default();
    if let Some(text) = reader.text("during") {
        is_given = true;
        match Due::parse(&text.text, planner) {
            Ok(due) => context.during = Some(due),
            Err((message, help)) => reader.refuse(text.span, message, help),
        }
    }
    if let Some(event) = reader.text("ahead") {
        is_given = true;
        if planner.event(&event.text).is_none() {
            let help = suggest::help(&event.text, planner.events.iter().map(|event| event.id.as_str()));
            reader.refuse(event.span.clone(), format!("no event `{}`", event.text), help);
        }
        context.ahead = Some(event);
    }
    if let Some(marks) = reader.texts("program") {
        is_given = true;
        for mark in marks.iter().filter(|mark| !planner.marks().any(|known| known == mark.text)) {
            let help = suggest::help(&mark.text, planner.marks())
                .or_else(|| Some("declare it as one of the `choices` of a column in `book.toml`".to_owned()));
            reader.refuse(mark.span.clone(), format!("the planner has no choice `{}`", mark.text), help);
        }
        context.program = marks.into_iter().map(|mark| mark.text).collect();
    }
    if reader.flag("names-other").unwrap_or(false) {
        is_given = true;
        context.names_other = true;
    }
    if let Some(table) = reader.table("log") {
        is_given = true;
        let file = reader.file();
        let mut inner = Reader::new(file, table, "`log`", Code::Rule, reader.out());
        context.log = Some(Log {
            emails: inner.texts("emails").unwrap_or_default(),
            not: inner.texts("not").unwrap_or_default(),
            to: inner.choice("to", &["program", "person", "others"]).unwrap_or("program"),
            within: inner.count("within"),
            level: inner.count("level").unwrap_or(0),
            falls: inner.flag("falls").unwrap_or(false),
            similar: inner.count("similar"),
            least: inner.count("least").unwrap_or(1).max(1),
        });
        inner.finish();
    }
    is_given.then_some(context)
}

impl Rule {
    /// The rule as data for scripts; what is not given is left out.
    pub(super) fn to_json(&self) -> Value {
        let mut rule = json!({ "id": self.id.text, "severity": self.severity.name(), "message": self.message });
        let mut put = |key: &str, value: Value| rule[key] = value;
        // The pattern and what a text must have one of. Those of `unless` are tried only where another one hit.
        let needy = |patterns: &[Pattern]| -> Value {
            patterns.iter().map(|pattern| json!([pattern.script, pattern.need])).collect()
        };
        let alone =
            |patterns: &[Pattern]| -> Value { patterns.iter().map(|pattern| json!([pattern.script])).collect() };
        let limits = |limits: Limits| json!([limits.min, (limits.max < usize::MAX).then_some(limits.max)]);
        match &self.test {
            Test::Hits { patterns, unless, least } => {
                put("patterns", needy(patterns));
                if !unless.is_empty() {
                    put("unless", alone(unless));
                }
                put("least", json!(least));
            }
            Test::Absent(patterns) => put("absent", needy(patterns)),
            Test::Words(range) => put("words", limits(*range)),
            Test::Paragraphs(range) => put("paragraphs", limits(*range)),
            Test::Characters(range) => put("characters", limits(*range)),
            Test::Capitals(allowed) => put("capitals", json!(allowed)),
            Test::Empty(fields) => put("empty", names(fields)),
            Test::Says(fields) => put("says", names(fields)),
            Test::Always => {}
        }
        if let Some(instead) = &self.instead {
            put("instead", json!(instead));
        }
        if self.part != Part::Text {
            put("in", json!(self.part.name()));
        }
        if self.sender {
            put("sender", json!(true));
        }
        if !self.emails.is_empty() {
            put("emails", names(&self.emails));
        }
        if !self.exceptions.is_empty() {
            let severities = self
                .exceptions
                .iter()
                .map(|(name, severity)| (name.text.clone(), json!(severity.map_or("off", Severity::name))));
            put("except", Value::Object(severities.collect()));
        }
        if let Some(level) = self.level {
            put("level", json!(level));
        }
        if let Some(context) = &self.context {
            put("context", context.to_json());
        }
        rule
    }
}

impl Context {
    fn to_json(&self) -> Value {
        let mut context = json!({});
        if let Some(due) = &self.during {
            let point = |point: &Point| json!([point.event, point.offset.amount, point.offset.unit.letter()]);
            context["during"] = json!([due.from.as_ref().map(point), point(&due.to)]);
        }
        if let Some(event) = &self.ahead {
            context["ahead"] = json!(event.text);
        }
        if !self.program.is_empty() {
            context["program"] = json!(self.program);
        }
        if self.names_other {
            context["namesOther"] = json!(true);
        }
        if let Some(log) = &self.log {
            context["log"] = json!({
                "emails": names(&log.emails), "not": names(&log.not), "to": log.to, "within": log.within,
                "level": log.level, "falls": log.falls, "similar": log.similar, "least": log.least,
            });
        }
        context
    }
}

fn names(texts: &[Text]) -> Value {
    texts.iter().map(|text| text.text.as_str()).collect()
}

impl Rules {
    /// Compiles the patterns and tries each rule on its lines.
    pub fn try_lines(&self, file: &File, out: &mut Vec<Diagnostic>) {
        let mut report = |message: String, text: &Text| {
            out.push(Diagnostic::error(Code::Rule, message).at(file.at(text.span.clone())));
        };
        for rule in &self.rules {
            for error in rule.test.patterns().filter_map(|pattern| pattern.regex().err()) {
                report(format!("a pattern of `{}` is too large: {error}", rule.id.text), &rule.id);
            }
            for line in rule.hit.iter().filter(|line| !self.hits_line(rule, &line.text)) {
                report(format!("`{}` does not hit this line", rule.id.text), line);
            }
            for line in rule.miss.iter().filter(|line| self.hits_line(rule, &line.text)) {
                report(format!("`{}` hits this line", rule.id.text), line);
            }
        }
    }
}
