//! Checklists: ids, due windows, what counts, and the data that scripts get.

use crate::harness::Case;

fn page(markdown: &str) -> Case {
    let case = Case::new("");
    case.write("content/index.md", format!("# Page\n\n{markdown}"));
    case
}

const PLANNER: &str = "[book]\ntitle = \"Test\"\n[planner]\nsubjects = [{ id = \"program\", name = \"program\" }]\nevents = [{ id = \"interview\", name = \"the interview\" }]\n";

#[test]
fn a_checklist_has_stable_ids_and_says_when_items_are_due() {
    let case = page(
        ":::checklist{#after title=\"After\" per=\"program\"}\n\
         - [ ] Write *notes* {#INT-01 due=\"interview+24h..+72h\"}\n\
         \x20 - [ ] Inner item\n\
         - [ ] Later {#INT-02 optional}\n\
         :::\n\n## Other\n\n- [ ] Loose text\n\n  More about it.\n\n- [ ] Second\n",
    );
    case.write("book.toml", PLANNER);
    case.expect(&[]);
    let body = case.body("index.html");
    assert!(body.contains("<ul class=\"tasks\" data-checklist=\"after\" data-per=\"program\">"), "{body}");
    assert!(
        body.contains("<li class=\"task\" id=\"task-int-01\" data-task=\"INT-01\" data-revision=\"a12753ec\" data-due=\"interview+24h..+72h\"><span class=\"box\" aria-hidden=\"true\"></span><div class=\"task-text\">Write <em>notes</em><div class=\"task-marks\"><span class=\"due\">24 to 72 hours after the interview</span></div>"),
        "{body}"
    );
    let inner = "data-task=\"index--after--inner-item\" data-revision=\"";
    assert!(body.split_once(inner).is_some_and(|(_, rest)| rest[8..].starts_with("\" data-derived")), "{body}");
    assert!(
        body.contains("<li class=\"task optional\" id=\"task-int-02\" data-task=\"INT-02\" data-revision=\""),
        "{body}"
    );
    assert!(body.contains("data-checklist=\"other-tasks\""), "{body}");
    assert!(
        body.contains("data-task=\"index--other-tasks--loose-text\"")
            && body.contains("data-task=\"index--other-tasks--second\""),
        "{body}"
    );
    assert!(!body.contains('{') && !body.contains("checkbox"), "{body}");
}

#[test]
fn another_number_in_front_of_a_name_takes_no_ticks_away() {
    let tasks = |file: &str| {
        let case = Case::new("");
        case.write(&format!("content/{file}"), "# Page\n\n## Before\n\n- [ ] Ask\n- [ ] Ask\n");
        let body = case.body("part/page.html");
        let tasks = body.split("data-task=\"").skip(1).map(|rest| rest.split('"').next().expect("an end").to_owned());
        tasks.collect::<Vec<_>>()
    };
    let expected = ["part-page--before-tasks--ask", "part-page--before-tasks--ask-2"];
    for file in ["part/page.md", "02-part/03-page.md", "2-part/10_page.md"] {
        assert_eq!(tasks(file), expected, "{file}");
    }
}

#[test]
fn the_revision_of_a_task_is_what_it_says() {
    let revision = |item: &str| {
        let case = Case::new(&format!("-- content/index.md --\n# Home\n\n- [ ] {item} {{#X}}\n"));
        let body = case.body("index.html");
        body.split("data-revision=\"").nth(1).expect("a revision")[..8].to_owned()
    };
    let first = revision("Call the program, not the director");
    assert_eq!(first, revision("call **the** [program](https://example.org) – not the director!"));
    assert_ne!(first, revision("Call the director, not the program"));
    assert_eq!(revision("Élan"), revision("ÉLAN"));
}

#[test]
fn items_with_items_below_are_not_counted() {
    let case = Case::new(
        "
        -- content/index.md --
        # Home

        :::checklist{#x title=\"X\"}
        - [ ] One {#A}
        - [ ] Two {#B optional}
            - [ ] Below two {#C}
            - [ ] Also below {#D}
        - [ ] Three {#E}
            - [ ] Below three {#F optional}
            - [ ] Deep
                - [ ] Deeper {#G}
        - [ ] Four {#H}
        :::
        ",
    );
    case.expect(&[]);
    let html = case.output("index.html");
    assert!(html.contains("<span>6 items</span> <span>3 optional</span>"), "{html}");
    assert!(html.contains("data-page-progress>6 items</span>"), "{html}");
    let data = case.output("assets/guide.js");
    assert!(data.contains("[[\"A\",0,0,\"\",\"One\",\"") && data.contains("[\"B\",0,1,\"\",\"Two\",\""), "{data}");
    assert!(data.contains("\"path\":\"index.html\""), "{data}");
}

#[test]
fn mistakes_in_checklists_point_at_the_word() {
    let case = Case::new(
        "
        -- content/a.md --
        # A

        - [ ] One {#X due=\"interveiw+1d\"}
        - [ ] Two {#Y dew=\"interview\"}
        - [ ] Three {#Z per=\"progam\"}
        -- content/b.md --
        # B

        - [ ] Four {#X}
        ",
    );
    case.write("book.toml", PLANNER);
    case.expect(&[
        "error[due] content/a.md:3:20: no event `interveiw` (did you mean `interview`?)",
        "error[task-attribute] content/a.md:4:15: unknown attribute `dew` of a task (one of: `due`, `optional`, `per`, `unless`, `until`)",
        "error[due] content/a.md:5:22: no subject `progam` (did you mean `program`?)",
        "error[duplicate-task] content/b.md:3:13: the task id `X` is used twice (ticks are kept under the id, so it has to be unique in the guide)",
    ]);
}

#[test]
fn what_looks_like_a_task_is_one_or_is_reported() {
    let case = Case::new(
        "
        -- content/index.md --
        # Page

        - [ ]One
        - [] Two
        - [ ] Fine with the others
        - [x ]Three
        - Four,
          more {#D due=\"interview\"}

        Text

        1. Five
        2. [ ] Six

        + [x](index.md) and [x] and `[ ]`
        + \\[ ] and Use `{#id}`, or {name}
        + [ ][a]

          {#X}

        [a]: index.md
        ",
    );
    case.write("book.toml", PLANNER);
    let none = "(write `[ ]` and a blank behind it)";
    case.expect(&[
        &format!("error[task] content/index.md:3:3: this item is not a task to Markdown {none}"),
        &format!("error[task] content/index.md:4:3: this item is not a task to Markdown {none}"),
        "error[task] content/index.md:6:3: this item is not a task to Markdown (write `[x]` and a blank behind it)",
        "error[task] content/index.md:8:8: the braces of a task behind an item that is none (write `- [ ]` in front of the item, or its braces in backticks when they are meant as text)",
        "error[task] content/index.md:13:4: a task that nobody can tick (a list of tasks starts with one: write `- [ ]` in front of its first item too)",
    ]);
}

#[test]
fn a_task_without_a_text_is_reported() {
    let case = Case::new("");
    case.write("content/index.md", "# Page\n\n- [ ] One {#A}\n- [ ]\n- [ ] {#B}\n- [ ] `code`\n  - [ ] \n");
    let finding = "a task without a text (write behind the brackets what there is to do, or remove the item)";
    case.expect(&[
        &format!("warning[task] content/index.md:4:3: {finding}"),
        &format!("warning[task] content/index.md:5:8: {finding}"),
        &format!("warning[task] content/index.md:7:5: {finding}"),
    ]);
}

#[test]
fn numbered_tasks_have_boxes_too() {
    let case = Case::new("");
    case.write(
        "content/index.md",
        "# Page\n\n3. [ ] One {#A}\n4. [ ] Two {#B}\n   - [ ] Below {#C}\n\n- [ ] Three {#D}\n",
    );
    case.expect(&[]);
    let body = case.body("index.html");
    assert!(body.starts_with("<ol start=\"3\" class=\"tasks\" data-checklist=\"page-tasks\">"), "{body}");
    assert!(body.contains("<ul class=\"tasks\" data-checklist=\"page-tasks-1\">"), "{body}");
    for id in ["A", "B", "C", "D"] {
        assert!(body.contains(&format!("data-task=\"{id}\"")), "{id}: {body}");
    }
    assert_eq!(body.matches("class=\"box\"").count(), 4);
}
