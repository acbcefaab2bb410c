//! `[planner]` in `book.toml`, what pages say of it, and what scripts are told.

use crate::harness::Case;

const BOOK: &str = r#"[book]
title = "T"

[planner]
events = [
  { id = "interview", name = "the interview", per = "program", time = true },
  { id = "deadline", name = "the deadline", look-up = "https://example.org/" },
]
log = { to = "program", person = "person", levels = ["Courtesy", "First choice"] }
shortlist = { subject = "program", note = "Your own order." }

[[planner.subjects]]
id = "program"
name = "program"
columns = [
  { id = "status", name = "Status", type = "choice", inactive = ["gone"], choices = [{ id = "here", name = "Here" }, { id = "gone", name = "Gone" }] },
]

[[planner.subjects]]
id = "person"
name = "person"
plural = "people"
of = "program"
columns = [{ id = "email", name = "Email", type = "email" }]
"#;

#[test]
fn mistakes_in_the_planner_are_reported_at_their_place() {
    let case = Case::new("-- content/index.md --\n# Home\n");
    case.write(
        "book.toml",
        r#"[book]
title = "T"
[planner]
events = [
  { id = "a", name = "the a", per = "progam" },
  { id = "a", name = "again", look-up = "example.org" },
  { id = "b", name = "b", after = "z" },
]
log = { to = "program", person = "program", level = ["x"] }
shortlist = { subject = "programs" }
[[planner.subjects]]
id = "program"
name = "program"
of = "person"
columns = [
  { id = "name", name = "Name" },
  { id = "b", name = "B", type = "choise" },
  { id = "c", name = "C", type = "choice" },
  { id = "d", name = "D", choices = [{ id = "x", name = "X" }] },
  { id = "e", name = "E", type = "choice", inactive = ["y"], choices = [{ id = "x", name = "X" }, { id = "x", name = "X" }] },
]
"#,
    );
    case.expect(&[
        "error[config] book.toml:5:37: no subject `progam` (did you mean `program`?)",
        "error[config] book.toml:6:10: the id `a` is taken",
        "error[config] book.toml:6:41: `look-up` has to be an address that starts with `https://`",
        "error[config] book.toml:7:35: no event `z` (one of: `a`)",
        "error[config] book.toml:9:34: `program` does not belong to `program` (write `of = \"program\"` where `program` is declared)",
        "error[config] book.toml:9:45: unknown key `level` in `log` (did you mean `levels`?)",
        "error[config] book.toml:10:25: no subject `programs` (did you mean `program`?)",
        "error[config] book.toml:14:6: no subject `person` (declare it above, in `[[planner.subjects]]`)",
        "error[config] book.toml:16:10: the id `name` is taken",
        "error[config] book.toml:17:34: `choise` is not a value of `type` (did you mean `choice`?)",
        "error[config] book.toml:18:3: a choice needs `choices`",
        "error[config] book.toml:19:3: `choices` belong to `type = \"choice\"`",
        "error[config] book.toml:20:56: no choice `y` (one of: `x`)",
        "error[config] book.toml:20:106: the id `x` is taken",
    ]);
}

#[test]
fn time_zones_and_names_of_columns_are_checked() {
    let case = Case::new("-- content/index.md --\n# Home\n");
    case.write(
        "book.toml",
        r#"[book]
title = "T"
[planner]
zones = ["Nowhere/City", "UTC", "America/Argentina/Buenos_Aires", "America/NewYork", "new york", "US/Eastern", "GMT+1", "Europe/Munich"]
events = [{ id = "a", name = "a", time = true, zone = "Eurpe/Berlin" }, { id = "b", name = "b", zone = "" }]
[[planner.subjects]]
id = "program"
name = "program"
columns = [{ id = "c", name = "" }]
"#,
    );
    case.expect(&[
        "error[config] book.toml:4:10: `Nowhere/City` is no time zone (an area and the zone's largest city, as in `America/New_York`)",
        "error[config] book.toml:4:67: `America/NewYork` is no time zone (did you mean `America/New_York`?)",
        "error[config] book.toml:4:86: `new york` is no time zone (did you mean `America/New_York`?)",
        "error[config] book.toml:4:112: `GMT+1` is no time zone (an area and the zone's largest city, as in `America/New_York`)",
        "error[config] book.toml:4:121: `Europe/Munich` is no time zone (an area and the zone's largest city, as in `America/New_York`)",
        "error[config] book.toml:5:55: `Eurpe/Berlin` is no time zone (did you mean `Europe/Berlin`?)",
        "error[config] book.toml:5:104: `` is no time zone (an area and the zone's largest city, as in `America/New_York`)",
        "error[config] book.toml:9:31: `name` is empty",
    ]);
}

#[test]
fn what_an_email_wants_of_the_planner_is_checked() {
    let case = Case::new(
        "
        -- content/mail.md --
        +++
        kind = \"email\"
        subject = \"About [Program]\"
        level = 2
        [[fields]]
        id = \"program\"
        label = \"Program\"
        from = \"program.nmae\"
        [[fields]]
        id = \"topic\"
        label = \"Topic\"
        per = \"persn\"
        +++
        Dear [Program], [Topic].
        -- content/rules.toml --
        [[rule]]
        id = \"X\"
        severity = \"note\"
        message = \"m\"
        program = [\"here\", \"gon\"]
        ",
    );
    case.write("book.toml", BOOK);
    case.expect(&[
        "error[front-matter] content/mail.md:4:9: `level` goes from 0 to 1, as `[planner.log]` in `book.toml` has 2 `levels`",
        "error[front-matter] content/mail.md:8:8: the planner has no `program.nmae` (did you mean `program.name`?)",
        "error[front-matter] content/mail.md:12:7: no subject `persn` (did you mean `person`?)",
        "error[rule] content/rules.toml:5:20: the planner has no choice `gon` (did you mean `gone`?)",
    ]);
    case.write("book.toml", "[book]\ntitle = \"T\"\n");
    let found = case.found();
    assert!(
        found[0].ends_with("`level` needs `levels` under `[planner.log]` in `book.toml`")
            && found.iter().any(|line| line.contains(
                "the planner has no choice `here` (declare it as one of the `choices` of a column in `book.toml`)"
            )),
        "{found:#?}"
    );
}

#[test]
fn scripts_are_told_what_is_declared_and_where_the_planner_is() {
    let case = Case::new(
        "
        -- content/index.md --
        # Home
        -- content/desk.md --
        # Desk

        :::planner
        Above.
        :::
        -- content/list.md --
        # List

        :::checklist{#l per=\"program\"}
        - [ ] One {#A-1 due=\"interview+24h..+72h\"}
        - [ ] Two {#A-2 per=\"person\"}
        :::
        -- content/01-mail.md --
        +++
        title = \"Mail\"
        kind = \"email\"
        subject = \"About [Program] on [Day]\"
        level = 1
        [[fields]]
        id = \"program\"
        label = \"Program\"
        from = \"program.name\"
        [[fields]]
        id = \"day\"
        label = \"Day\"
        type = \"date\"
        event = \"interview\"
        +++
        Dear all.
        ",
    );
    case.write("book.toml", BOOK);
    case.expect(&[]);
    let script = case.output("assets/guide.js");
    let json = script.strip_prefix("(globalThis.Matchbook ??= {}).guide = ").and_then(|rest| rest.strip_suffix(";\n"));
    let guide: serde_json::Value = serde_json::from_str(json.expect("one statement")).expect("JSON");
    assert_eq!(guide["planner"]["page"], "desk.html");
    assert_eq!(guide["planner"]["events"][0]["label"], "Interview");
    assert_eq!(guide["planner"]["events"][1]["lookUp"], "https://example.org/");
    assert_eq!(guide["planner"]["subjects"][0]["plural"], "programs");
    assert_eq!(guide["planner"]["subjects"][1]["of"], "program");
    assert_eq!(guide["planner"]["subjects"][0]["columns"][0]["type"], "choice");
    assert_eq!(guide["planner"]["log"]["levels"][1], "First choice");
    assert_eq!(guide["emails"], serde_json::json!([["mail", "Mail", 1, "mail.html"]]));
    let items = &guide["pages"][0]["lists"][0]["items"];
    assert_eq!(guide["pages"][0]["lists"][0]["per"], "program");
    assert_eq!((&items[0][6], &items[0][7]), (&"".into(), &"interview+24h..+72h".into()));
    assert_eq!((&items[1][6], &items[1][7]), (&"person".into(), &"".into()));
    let mail = case.output("mail.html");
    assert!(mail.contains("data-from=\"program.name\" data-per=\"program\""), "{mail}");
    assert!(mail.contains("data-event=\"interview\" data-per=\"program\""), "{mail}");
    assert!(mail.contains("data-email=\"mail\" data-level=\"1\""), "{mail}");
    assert!(mail.contains("data-planner=\"desk.html\""), "{mail}");
}

#[test]
fn what_takes_an_item_off_what_is_due_is_checked_and_handed_on() {
    let case = Case::new(
        "
        -- content/index.md --
        # Home

        :::checklist{#l per=\"program\"}
        - [ ] One {#A-1 due=\"interview+1d\" unless=\"gone\" until=\"deadline\"}
        - [ ] Two {#A-2 unless=\"goner\"}
        - [ ] Three {#A-3 until=\"deadlin\"}
        - [ ] Four {#A-4 until}
        - [ ] Five {#A-5 until=\"interview+7d  deadline\"}
        - [ ] Six {#A-6 until=\"interview..deadline\"}
        - [ ] Seven {#A-7 until=\"\"}
        :::
        ",
    );
    case.write("book.toml", BOOK);
    case.expect(&[
        "error[due] content/index.md:5:25: the planner has no choice `goner` (did you mean `gone`?)",
        "error[due] content/index.md:6:26: no event `deadlin` (did you mean `deadline`?)",
        "error[task-attribute] content/index.md:7:18: `until` needs a value (`until=\"…\"`)",
        "error[due] content/index.md:9:24: `interview..deadline` is no point in time",
        "error[task-attribute] content/index.md:10:19: `until` needs a value (`until=\"…\"`)",
    ]);
    let guide = case.output("assets/guide.js");
    assert!(guide.contains("\"..interview+1d\",\"gone\",\"deadline\"]"), "{guide}");
    assert!(
        case.output("index.html").contains("data-due=\"..interview+1d\" data-unless=\"gone\" data-until=\"deadline\"")
    );
    assert!(guide.contains("\"\",\"interview+7d deadline\"]"), "{guide}");
}

#[test]
fn what_an_event_is_assumed_to_be_counts_from_one_above_it() {
    let case = Case::new("-- content/index.md --\n# Home\n\n- [ ] one {#A-1 due=\"c\"}\n");
    let events = |assume: &str| {
        case.write(
            "book.toml",
            format!("[book]\ntitle = \"T\"\n[planner]\nevents = [{{ id = \"a-b\", name = \"the a\" }}, {{ id = \"c\", name = \"the c\", {assume} }}]\nsubjects = [{{ id = \"p\", name = \"p\" }}]\n"),
        );
        case.found()
    };
    for assume in ["assume = \"a-b+3d\"", "assume = \"a-b-2w\""] {
        assert_eq!(events(assume), [""; 0], "{assume}");
    }
    assert!(case.output("assets/guide.js").contains("\"assume\":\"a-b-2w\""));
    for (assume, message) in [
        ("assume = \"a-b+3h\"", "`a-b+3h` is no day (write it as in `a-b+3d`)"),
        ("assume = \"a-b\"", "no event `a`"),
        ("assume = \"ab+3d\"", "no event `ab` (did you mean `a-b`?)"),
        ("assume = \"c+3d\"", "no event `c`"),
        ("per = \"p\", assume = \"a-b+3d\"", "only an event of the whole guide can be assumed"),
    ] {
        let found = events(assume);
        assert!(found.len() == 1 && found[0].contains(message), "{assume}: {found:#?}");
    }
}
