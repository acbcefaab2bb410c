//! Rules for emails: read, tried on their own lines, and applied to the samples.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use matchbook::diagnostic::File;
use matchbook::pipeline;
use matchbook::rules::{Message, Rule, Rules, Severity, Test};
use matchbook::table::Text;
use serde_json::{Value, json};

use crate::harness::Case;

const RULE: &str = "[[rule]]\nid = \"R\"\nseverity = \"block\"\nmessage = \"No.\"\n";

fn file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Rules, and what is wrong with them: messages and places.
fn read(text: &str) -> (Rules, Vec<(String, Option<String>)>) {
    let case = Case::new(
        "-- book.toml --\n[book]\ntitle = \"T\"\n[planner]\nevents = [{ id = \"interview\", name = \"it\" }]\n",
    );
    let guide = case.load();
    let config = guide.routes.as_ref().expect("a site").site().config();
    let mut out = Vec::new();
    let file = File::new("rules.toml", text);
    let rules = Rules::read(&file, config, false, &mut out);
    rules.try_lines(&file, &mut out);
    (rules, out.into_iter().map(|finding| (finding.message.clone(), finding.location())).collect())
}

fn guide_rules() -> Rules {
    let guide = pipeline::load(&file(""), &pipeline::Options::default()).expect("the guide");
    guide.routes.expect("a site").rules().expect("rules").clone()
}

fn letter(text: &str) -> Message<'_> {
    Message { letter: text, ..Message::default() }
}

/// What rules find, as pages would be told: the rule and the words.
fn found(rules: &Rules, message: Message<'_>) -> Vec<(String, Option<String>)> {
    let text = message.text();
    rules
        .run(message)
        .into_iter()
        .map(|hit| (rules.rules[hit.rule].id.text.clone(), hit.range.map(|range| text[range].to_owned())))
        .collect()
}

/// The same, from the script of pages.
fn found_by_script(rules: &Rules, messages: &[Message<'_>]) -> Vec<Vec<(String, Option<String>)>> {
    let script = format!("(globalThis.Matchbook ??= {{}}).guideRules = {};", rules.to_json());
    let messages: Vec<Value> = messages
        .iter()
        .map(|m| json!({ "subject": m.subject, "letter": m.letter, "email": m.email, "fields": m.fields }))
        .collect();
    let mut child = Command::new("node")
        .arg(file("tests/rules/engine.mjs"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Node.js");
    let input = json!({ "script": script, "messages": messages }).to_string();
    child.stdin.take().expect("an input").write_all(input.as_bytes()).expect("written");
    let output = child.wait_with_output().expect("an answer");
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).expect("findings")
}

#[test]
fn mistakes_in_rules_point_at_the_word() {
    let text = "\
[[rule]]
id = \"A\"
severity = \"blok\"
message = \"No.\"
patterns = ['\\brank(?=ed)', 'a.b']
hit = [\"nothing\"]
mis = []

[[rule]]
id = \"A\"
message = \"No.\"
patterns = ['rank']
hit = [\"rank\", \"list\"]
miss = [\"I rank\"]

[[rule]]
id = \"B\"
message = \"No.\"
";
    let (_, said) = read(text);
    let expected = [
        ("rules.toml:3:12", "`severity`"),
        ("rules.toml:7:1", "unknown key `mis`"),
        ("rules.toml:5:20", "look-around"),
        ("rules.toml:5:31", "`.` means something else"),
        ("rules.toml:10:6", "two rules have the id `A`"),
        ("rules.toml:13:16", "`A` does not hit this line"),
        ("rules.toml:14:9", "`A` hits this line"),
        ("rules.toml:16:1", "a rule needs `patterns`"),
    ];
    for (place, message) in expected {
        assert!(
            said.iter().any(|(text, at)| text.contains(message) && at.as_deref() == Some(place)),
            "{place} {message}: {said:#?}"
        );
    }
}

#[test]
fn what_is_quoted_and_what_follows_the_end_is_not_read() {
    let (rules, said) =
        read(&format!("ignore-after = [\"Sincerely\"]\n{RULE}patterns = ['first\\s+choice', 'choice']\n"));
    assert_eq!(said, []);
    let text = "É first choice.\n> my first choice\nchoice, Choice\n  sincerely,\nfirst choice";
    let found: Vec<String> = rules
        .run(letter(text))
        .into_iter()
        .filter_map(|hit| letter(text).text().get(hit.range?).map(str::to_owned))
        .collect();
    assert_eq!(found, ["first choice", "choice", "Choice"]);
}

#[test]
fn a_rule_can_need_several_hits() {
    let (rules, _) = read(&format!("{RULE}patterns = ['very']\nleast = 2\nhit = [\"very\"]\n"));
    assert!(rules.run(letter("very")).is_empty());
    assert_eq!(rules.run(letter("very, Very")).len(), 2);
}

#[test]
fn an_exception_means_something_else_in_one_email() {
    let (rules, _) = read(&format!(
        "{RULE}patterns = ['a']\nexcept = [{{ email = \"x\", severity = \"off\" }}, {{ email = \"y\", severity = \"note\" }}]\n"
    ));
    let rule = &rules.rules[0];
    assert_eq!(rule.severity_in(Some("x")), None);
    assert_eq!(rule.severity_in(Some("y")), Some(Severity::Note));
    assert_eq!(rule.severity_in(Some("z")), Some(Severity::Block));
}

#[test]
fn a_sample_email_that_breaks_a_rule_is_reported_at_its_words() {
    let case = Case::new(
        "
        -- content/rules.toml --
        [[rule]]
        id = \"PROMISE\"
        severity = \"block\"
        message = \"Promises are not allowed.\"
        patterns = ['\\bi\\s+promise\\b']
        except = [{ email = \"oath\", severity = \"off\" }, { email = \"oaht\", severity = \"off\" }]
        [[rule]]
        id = \"NUMBER\"
        severity = \"note\"
        message = \"A number.\"
        patterns = ['\\d{4}']
        -- content/01-mail.md --
        +++
        title = \"Mail\"
        description = \"I promise a mail.\"
        kind = \"email\"
        subject = \"Hello [Name]\"
        [[fields]]
        id = \"name\"
        label = \"Name\"
        example = \"Nr 1234\"
        +++

        Dear all,

        I promise to come.

        ## Advice

        I promise that this is not part of the letter.
        -- content/02-oath.md --
        +++
        title = \"Oath\"
        description = \"An oath.\"
        kind = \"email\"
        subject = \"Hello\"
        +++

        I promise.
        ",
    );
    let routes = case.load().routes.expect("a site");
    let found: Vec<_> = pipeline::ask(case.root(), &routes)
        .into_iter()
        .map(|finding| (finding.code.name(), finding.message.clone(), finding.location().unwrap_or_default()))
        .collect();
    let said = |code: &str, message: &str, place: &str| {
        found.iter().any(|(name, text, at)| *name == code && text == message && at == place)
    };
    assert!(said("rule-hit", "“I promise” breaks the rule `PROMISE`", "content/01-mail.md:14:1"), "{found:#?}");
    assert!(said("rule-hit", "“1234” breaks the rule `NUMBER`", "content/01-mail.md:9:15"), "{found:#?}");
    assert!(said("rule", "no sample email `oaht`", "content/rules.toml:6:59"), "{found:#?}");
    assert_eq!(found.len(), 3, "{found:#?}");
}

/// The guide's own rules: each line of the file says what it should, and each rule about words has lines of both kinds.
#[test]
fn every_rule_of_the_guide_is_tried_on_lines_that_hit_and_that_miss() {
    let rules = guide_rules();
    let text = std::fs::read_to_string(file("content/rules.toml")).expect("the rules of the guide");
    let mut out = Vec::new();
    rules.try_lines(&File::new("rules.toml", &text), &mut out);
    assert_eq!(out.len(), 0, "{out:#?}");
    assert!(rules.rules.len() >= 45);
    for rule in &rules.rules {
        let is_about_words = matches!(rule.test, Test::Hits { .. } | Test::Absent(_) | Test::Capitals(_));
        assert!(!is_about_words || !rule.hit.is_empty() && !rule.miss.is_empty(), "{}", rule.id.text);
    }
}

#[test]
fn what_is_a_first_choice_in_a_letter_is_one_where_another_program_has_it() {
    let rules = guide_rules();
    let rule = |id: &str| rules.rules.iter().find(|rule| rule.id.text == id).expect("a rule");
    // Whatever the log says.
    let words = Rule { context: None, ..rule("NUMBER1-MULTI").clone() };
    let alone = Rules { rules: vec![words], ignore_after: Vec::new() };
    let is_hit = |line: &Text| !alone.run(letter(&line.text)).is_empty();
    let place = rule("NUMBER1-PLACE");
    assert_eq!(place.hit.iter().filter(|line| !is_hit(line)).map(|line| &line.text).collect::<Vec<_>>(), [""; 0]);
    assert_eq!(place.miss.iter().filter(|line| is_hit(line)).map(|line| &line.text).collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn below_the_letter_some_rules_read_the_sender_and_all_read_a_postscript() {
    let rules = guide_rules();
    for (below, expected) in [
        ("[Your name]", &["PLACEHOLDER"][..]),
        ("Lina Haddad\nSSN 123-45-6789", &["SENSITIVE", "SENSITIVE"]),
        ("Lina Haddad\nI promise", &["BINDING"]),
        ("Lina Haddad\nDear all guys", &[]),
        ("Lina Haddad\n\nP.S. I promise", &["BINDING"]),
        ("Lina Haddad\n\nPS: I promise", &["BINDING"]),
        ("P. Smith", &[]),
        ("Lina Haddad, M.D., Ph.D.\nhey guys", &[]),
        ("Lina Haddad Jr.\nhey guys", &[]),
        ("Please rank me.\nI promise", &["ASK-RANK", "BINDING"]),
        ("P. S. Haddad\nI promise", &["BINDING"]),
        ("Lina Haddad\nPS I also interviewed at Mercy", &["OTHERPROG"]),
        ("Lina Haddad\nP.S. I also interviewed at Mercy\nhey guys", &["OTHERPROG", "INFORMAL", "INFORMAL"]),
        ("Lina Haddad\nPPS hey", &["INFORMAL"]),
        ("Lina Haddad\nP/s: hey", &["INFORMAL"]),
        ("You are awesome\nLINA HADDAD MBBS\nhey guys", &["INFORMAL"]),
        ("I also interviewed at Mercy\nYours truly,\nLina guys", &["OTHERPROG"]),
    ] {
        let text = format!("Dear Dr. Okafor,\n\nThank you.\n\nSincerely,\n{below}\n");
        let message = letter(&text);
        let by_program = found(&rules, message);
        assert_eq!(found_by_script(&rules, &[message])[0], by_program, "{below}");
        let hits: Vec<_> = by_program.iter().filter(|hit| hit.1.is_some()).map(|hit| hit.0.as_str()).collect();
        assert_eq!(hits, expected, "{below}");
    }
}

/// What both engines find in a letter about words: the rule and the words as they were written.
fn words_found(rules: &Rules, text: &str) -> Vec<(String, String)> {
    let by_program = found(rules, letter(text));
    assert_eq!(found_by_script(rules, &[letter(text)])[0], by_program, "{text}");
    by_program.into_iter().filter_map(|(rule, words)| Some((rule, words?))).collect()
}

#[test]
fn what_others_wrote_is_not_judged_and_what_stands_below_marked_lines_is() {
    let rules = guide_rules();
    let theirs = "Dear applicant,\nwe cannot guarantee a position. Your passport is needed. [Link]\nI promise.";
    let marked = "> we cannot guarantee a position. [Link]\n>\n> > I promise.";
    let header =
        "From: Lakeshore Pediatrics\nSent: Monday, November 2, 2026 9:00 AM\nTo: Lina Haddad\nSubject: [Interview]";
    for introduction in [
        &format!("-----Original Message-----\n{header}"),
        "---------- Forwarded message ---------\n",
        "--------\u{a0}Forwarded Message --------",
        "-----Urspr\u{fc}ngliche Nachricht-----",
        header,
        &format!("________________________________\n\n{header}"),
        "*From:* Lakeshore Pediatrics <p@example.org>\n*Date:* Monday\n*To:* Lina",
        "Von: Lakeshore\nGesendet: Montag\nAn: Lina\nBetreff: Interview",
        "De : Lakeshore\nEnvoy\u{e9} : lundi\n\u{c0} : Lina",
        "De: Lakeshore\nEnviado el: lunes\nPara: Lina",
        "On Mon, Nov 2, 2026 at 9:00 AM Program <p@example.org> wrote:",
        "On Mon, Nov 2, 2026 at 9:00\u{202f}AM Lakeshore Pediatrics Residency <\np@example.org> wrote:",
        "On Monday, November 2, 2026,\nLakeshore Pediatrics\nResidency Program\nwrote:",
        "On 11/2/26 09:00, Dr. Okafor wrote:",
        "Am Mo., 2. Nov. 2026 um 09:00 Uhr schrieb Program <p@example.org>:",
    ] {
        let mine = "Dear Dr. Okafor,\n\nThank you.\n\nSincerely,\nLina";
        let below = format!("{mine}\n\n{introduction}\n\n{theirs}");
        assert_eq!(words_found(&rules, &below), [], "{below}");
        let above = format!("{mine}\nI swear.\n{introduction}\n\n{theirs}");
        assert_eq!(words_found(&rules, &above), [("BINDING".into(), "I swear".into())], "{above}");
        // An email that was sent stands below such lines too; nothing else is there that could be the reader's own.
        let sent = format!("\n{introduction}\n\nDear Dr. Okafor,\nI promise.");
        assert!(words_found(&rules, &sent).contains(&("BINDING".into(), "I promise".into())), "{sent}");
        let bottom = format!("Thank you.\n\n{introduction}\n\n{marked}\nPlease rank me\n> more\n\nI vow to come.");
        let found: Vec<String> = words_found(&rules, &bottom).into_iter().map(|(rule, _)| rule).collect();
        assert_eq!(found, ["ASK-RANK", "BINDING"], "{bottom}");
    }
    for own in [
        "On page 3 you wrote:",
        "On Monday Dr. Okafor wrote:",
        "From: June\nTo: August",
        "At 9:00 I said to your residents:",
        "- - - A message - - -",
        "From: 2019\n\nSent: today\nTo: you",
    ] {
        let text = format!("Thank you.\n{own}\nI promise.");
        assert_eq!(words_found(&rules, &text).last().map(|hit| hit.0.as_str()), Some("BINDING"), "{text}");
    }
    // The lines above an attribution are the sender's.
    let text = "Thank you.\nI vow to come at 10:00\nAm Montag um 09:00 schrieb Program <p@example.org>:\n> I promise.\nI swear.";
    let words: Vec<String> = words_found(&rules, text).into_iter().map(|hit| hit.1).collect();
    assert_eq!(words, ["I vow", "I swear"]);
}

#[test]
fn signs_that_look_like_others_or_are_not_seen_hide_no_word() {
    let rules = guide_rules();
    for (text, words) in [
        ("\u{fc} will you ra\u{200b}nk me\u{200b}?", "will you ra\u{200b}nk me"),
        ("\u{feff}will\u{ad}\u{2060} you rank\u{200d} me", "will\u{ad}\u{2060} you rank\u{200d} me"),
        ("\u{1f600} Will\u{a0}you\u{202f}rank\u{3000}me?", "Will\u{a0}you\u{202f}rank\u{3000}me"),
        ("a pre\u{2011}match offer", "pre\u{2011}match offer"),
        ("a pre\u{2013}match offer", "pre\u{2013}match offer"),
        ("a pre\u{ff0d}match offer", "pre\u{ff0d}match offer"),
        ("I\u{2019}m ready to sign", "I\u{2019}m ready to sign"),
        ("I\u{2bc}m ready to sign", "I\u{2bc}m ready to sign"),
        ("I\u{ff07}m ready to sign", "I\u{ff07}m ready to sign"),
        ("I\u{b4}m ready to sign", "I\u{b4}m ready to sign"),
        ("I`m ready to sign", "I`m ready to sign"),
        ("\u{ff37}ill you rank me\u{ff1f}", "\u{ff37}ill you rank me"),
    ] {
        assert!(
            words_found(&rules, text).iter().any(|(_, said)| said == words),
            "{text:?}: {:?}",
            words_found(&rules, text)
        );
    }
    // Patterns may be written with any of them too, names and fields likewise.
    let (rules, said) = read(&format!(
        "{RULE}patterns = ['x\u{2019}y', '[\u{2018}\u{2019}]z', 'a\u{2011}b']\nhit = [\"x'y\", \"x\u{2019}y\", \"'z\", \"a-b\"]\n"
    ));
    assert_eq!(said, []);
    assert_eq!(words_found(&rules, "X\u{2bc}Y \u{2018}z A\u{2013}b").len(), 3);
    let (rules, _) = read(&format!("{RULE}says = [\"name\"]\n"));
    let fields = [("name", "Lina O\u{2019}Neil\u{200b}")];
    let message = Message { fields: &fields, ..letter("I am O'Neil.") };
    assert!(rules.run(message).is_empty());
    assert_eq!(found_by_script(&rules, &[message])[0], []);
}

#[test]
fn no_hit_reaches_from_the_subject_into_the_letter() {
    let rules = guide_rules();
    for (subject, text, expected) in [
        ("What are the chances", "of matching", &[][..]),
        ("Will you rank me", "I promise", &["ASK-RANK", "BINDING"]),
        ("My first choice", "is pediatrics", &["NUMBER1-PLACE"]),
    ] {
        let message = Message { subject, ..letter(text) };
        let by_program = found(&rules, message);
        assert_eq!(found_by_script(&rules, &[message])[0], by_program, "{subject}");
        let hits: Vec<_> = by_program.iter().filter(|hit| hit.1.is_some()).map(|hit| hit.0.as_str()).collect();
        assert_eq!(hits, expected, "{subject}");
    }
}

#[test]
fn program_and_pages_find_the_same_in_every_line() {
    let rules = guide_rules();
    let text = std::fs::read_to_string(file("tests/rules/lines.txt")).expect("lines");
    let lines: Vec<(&str, &str)> = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split_once(": ").expect("rules: line"))
        .collect();
    assert!(lines.len() >= 200);
    let mut letters: Vec<&str> = lines.iter().map(|(_, line)| *line).collect();
    letters
        .extend(rules.rules.iter().flat_map(|rule| rule.hit.iter().chain(&rule.miss)).map(|line| line.text.as_str()));
    // Whole letters: with a greeting, a quote, the sender's lines, a postscript; and all lines in one.
    let long = letters.join("\n\n");
    let whole: Vec<String> = letters
        .iter()
        .map(|line| {
            format!(
                "Dear Dr. Ö,\r\n\r\n{line}\n\n> {line}\nSincerely,\n{line}\nLina\n\nP.S. {line} And one sentence more."
            )
        })
        .collect();
    letters.extend(whole.iter().map(String::as_str));
    letters.extend([long.as_str(), "", "\n\n", "\u{feff}\u{85}\u{2028}😀"]);
    let fields = [("full_name", "Dr. Lina Haddad"), ("news_type", ""), ("specific_topic", " ")];
    let messages: Vec<Message<'_>> = letters
        .iter()
        .enumerate()
        .map(|(number, letter)| Message {
            letter,
            subject: ["", "Thank you – Lina Haddad", "I promise"][number % 3],
            email: [None, Some("update"), Some("decline-question"), Some("thank-you")][number % 4],
            fields: if number % 2 == 0 { &fields } else { &[] },
        })
        .collect();
    for (message, scripted) in messages.iter().zip(found_by_script(&rules, &messages)) {
        assert_eq!(found(&rules, *message), scripted, "{message:?}");
    }
    // Each line says which rules hit it.
    let hits = |rule: &str| {
        let test = rules.rules.iter().find(|other| other.id.text == rule).map(|rule| (&rule.test, &rule.context));
        matches!(test, Some((Test::Hits { least: 1, .. } | Test::Capitals(_), None)))
    };
    let mut wrong = Vec::new();
    for (expected, line) in &lines {
        let mut named: Vec<String> =
            found(&rules, letter(line)).into_iter().map(|(rule, _)| rule).filter(|rule| hits(rule)).collect();
        named.sort();
        named.dedup();
        let mut wanted: Vec<&str> = expected.split(',').filter(|rule| *rule != "-").collect();
        wanted.sort_unstable();
        if named != wanted {
            wrong.push(format!("{named:?} instead of {expected}: {line}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn lengths_names_and_fields_are_tested_too() {
    let rule = |test: &str| {
        let (rules, said) = read(&format!("ignore-after = [\"sincerely\"]\n{RULE}{test}\n"));
        assert_eq!(said, [], "{test}");
        rules
    };
    let fields = [("name", "Lina  Haddad"), ("news", " ")];
    let full =
        "Dear Dr. Ö,\n\nOne two.\nthree\n\n\nFour.\n\n> quoted words are not counted\n\nSincerely,\nLina Haddad\n";
    for (test, subject, letter, is_found) in [
        ("words = { min = 11 }", "", full, true),
        ("words = { max = 10 }", "", full, false),
        ("words = { max = 10 }\nin = \"letter\"", "", full, false),
        ("words = { max = 9 }\nin = \"letter\"", "", full, true),
        ("paragraphs = { max = 2 }\nin = \"letter\"", "", full, false),
        ("paragraphs = { max = 1 }\nin = \"letter\"", "", full, true),
        ("characters = { min = 1, max = 3 }\nin = \"subject\"", " 👩👩👩 ", "", false),
        ("characters = { min = 1, max = 3 }\nin = \"subject\"", " ", "x", true),
        ("absent = ['AAMC']", "", "aamc", false),
        ("absent = ['AAMC']", "", "", true),
        ("absent = ['Lina']", "", full, false),
        ("capitals = [\"NRMP\"]", "", "NRMP NRMP VERY NRMP GOOD", false),
        ("capitals = [\"NRMP\"]", "", "NRMP VERY\n GOOD", true),
        ("empty = [\"news\", \"other\"]", "", "", true),
        ("empty = [\"other\", \"name\"]", "", "", false),
        ("says = [\"name\"]", "", "I am L. HADDAD.", false),
        ("says = [\"name\"]", "", "I am Lina.", true),
        ("says = [\"other\"]", "", "", false),
        ("patterns = ['x']\nemails = [\"other\"]", "", "x", false),
        ("patterns = ['x']\nduring = \"interview\"", "", "x", false),
    ] {
        let rules = rule(test);
        let message = Message { subject, letter, email: Some("mail"), fields: &fields };
        assert_eq!(!rules.run(message).is_empty(), is_found, "{test} in {letter:?}");
        assert_eq!(found_by_script(&rules, &[message])[0], found(&rules, message), "{test} in {letter:?}");
    }
}

#[test]
fn what_a_rule_asks_of_dates_and_emails_has_to_exist() {
    for (rule, place, message) in [
        ("during = \"intreview+1d\"", "rules.toml:5:10", "no event `intreview`"),
        ("ahead = \"send\"", "rules.toml:5:9", "no event `send`"),
        ("patterns = ['a']\nwords = { max = 3 }", "rules.toml:1:1", "a rule has one test"),
        ("words = { min = 4, max = 3 }", "rules.toml:5:9", "`min` is larger than `max`"),
        ("log = { to = \"nobody\" }", "rules.toml:5:14", "`to`"),
        ("patterns = ['a']\nin = \"foot\"", "rules.toml:6:6", "`in`"),
    ] {
        let (_, said) = read(&format!("{RULE}{rule}\n"));
        let is_said = said
            .iter()
            .any(|(text, at)| text.contains(message) && at.as_deref().is_some_and(|at| at.starts_with(place)));
        assert!(is_said, "{place} {message}: {said:#?}");
    }
}
