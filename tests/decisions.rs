//! Decisions: which headings are questions and outcomes, what becomes of them, and what is wrong with a path.

use crate::harness::Case;

fn page(markdown: &str) -> Case {
    let case = Case::new("");
    case.write("content/index.md", format!("# Page\n\n{markdown}"));
    case
}

const PATH: &str = "\
:::decision{#way title=\"Which way?\"}
Before you start.

## First? {#one}

Text with a list of something else:

- see [the end](#end)

And now:

- [Yes](#two)
- **[No](#stop)**, then more

## Second? {#two}

### More about it

1. [Left](index.md#end)
2. [Right](#stop)

## Enough {#end outcome}

Go to [the first question](#one).

## Stop here {#stop outcome=stop}

> ## Quoted

:::note
## Boxed
:::
:::

## After {#after}
";

#[test]
fn a_decision_becomes_an_ordered_list_of_questions_and_its_outcomes() {
    let case = page(PATH);
    case.expect(&[]);
    let body = case.body("index.html");
    assert!(
        body.starts_with(
            "<div class=\"decision\" id=\"way\" role=\"group\" aria-label=\"Which way?\" data-title=\"Which way?\" data-decision>"
        ),
        "{body}"
    );
    assert!(body.contains("<div class=\"decision-intro\">\n<p>Before you start.</p>\n</div>"), "{body}");
    let list = body.split_once("<ol class=\"decision-questions\">").expect("a list").1;
    let (questions, outcomes) = list.split_once("</li>\n</ol>\n<div class=\"decision-step").expect("outcomes");
    assert_eq!(questions.matches("<li class=\"decision-step\"").count(), 2, "{questions}");
    assert!(
        questions.contains("data-step=\"two\" data-title=\"Second?\" data-number=\"2\">\n<p class=\"decision-place\">Question 2 of 2</p>\n<h2 id=\"two\">Second? "),
        "{questions}"
    );
    assert!(questions.contains("<h3 id=\"more-about-it\">"), "{questions}");
    assert!(questions.contains("<ul class=\"decision-answers\">\n<li><a href=\"#two\" class=\"decision-answer\">Yes <span class=\"decision-to\">go to question 2</span></a></li>\n<li><strong><a href=\"#stop\" class=\"decision-answer\">No <span class=\"decision-to\">result: Stop here</span></a></strong>, then more</li>"), "{questions}");
    assert!(questions.contains("<li>see <a href=\"#end\">the end</a></li>"), "{questions}");
    assert!(questions.contains("<ol class=\"decision-answers\">\n<li><a href=\"#end\" class=\"decision-answer\">Left <span class=\"decision-to\">result: Enough</span></a></li>"), "{questions}");
    assert!(outcomes.starts_with(" decision-outcome\" data-step=\"end\" data-title=\"Enough\">"), "{outcomes}");
    assert!(outcomes.contains("<div class=\"decision-step decision-outcome stop\" data-step=\"stop\""), "{outcomes}");
    assert!(outcomes.contains("Result: stop</p>"), "{outcomes}");
    // Headings in what stands inside are no steps, and what follows is no part of the path.
    assert_eq!(body.matches("data-step=").count(), 4, "{body}");
    assert!(
        outcomes.trim_end().ends_with("#</a></h2>") && outcomes.contains("</div>\n</div>\n<h2 id=\"after\">"),
        "{outcomes}"
    );
}

#[test]
fn in_the_whole_guide_its_links_stay_on_its_page() {
    let case = page(PATH);
    let print = case.output("print.html");
    assert!(print.contains("data-step=\"index--two\" data-title=\"Second?\" data-number=\"2\""), "{print}");
    assert!(print.contains("<h3 id=\"index--two\">"), "{print}");
    assert!(print.contains("<a href=\"#index--two\" class=\"decision-answer\">Yes <span"), "{print}");
}

#[test]
fn pages_with_a_decision_load_its_script_and_others_do_not() {
    let case = page(PATH);
    case.write("content/other.md", "# Other\n");
    assert!(case.output("index.html").contains("assets/decision-"));
    assert!(!case.output("other.html").contains("assets/decision-"));
}

#[test]
fn each_question_and_outcome_is_found() {
    let case = page(PATH);
    for (words, anchor) in [("second", "index.html#two"), ("stop here", "index.html#stop")] {
        let run = case.run(&["search", words, "-n", "1"]);
        assert!(run.stdout.contains(anchor), "{words}: {} {}", run.stdout, run.stderr);
    }
}

#[test]
fn a_question_that_cannot_be_reached_is_found_once() {
    // The second question is missed; the third one is missed only because of it.
    page(
        ":::decision\n\n## First? {#one}\n\n- [Yes](#end)\n- [No](#end)\n\n## Second? {#two}\n\n- [On](#three)\n\n\
         ## Third? {#three}\n\n- [On](#end)\n\n## End {#end outcome}\n\n## Alone {#alone outcome=go}\n:::\n",
    )
    .expect(&[
        "warning[unreachable-step] content/index.md:10:1: no answer leads to the question `Second?` (link to it from an answer, `[…](#two)`, or remove it)",
        "warning[unreachable-step] content/index.md:20:1: no answer leads to the outcome `Alone` (link to it from an answer, `[…](#alone)`, or remove it)",
    ]);
    // Links in the text lead there too.
    page(
        ":::decision\nIn a hurry: [the second](#two).\n\n## First? {#one}\n\n- [On](#end)\n\n## Second? {#two}\n\n- [On](#end)\n\n\
         ## End {#end outcome}\n\nOr [this](#other).\n\n## Other {#other outcome}\n:::\n",
    )
    .expect(&[]);
}

#[test]
fn a_question_without_an_answer_is_a_dead_end() {
    page(
        ":::decision\n\n## First? {#one}\n\n- [Yes](#two)\n- Perhaps\n\n    More about it.\n- [No](#end)\n\n## Second? {#two}\n\n\
         - one thing\n- another, see [First](#one)\n\n## Third {#end}\n\nNo list.\n:::\n",
    )
    .expect(&[
        "error[dead-end] content/index.md:8:1: an answer that leads nowhere (start it with a link to a step: `- [Yes](#…)`)",
        "error[dead-end] content/index.md:13:1: the question `Second?` has no answer (end it with a list of links to other steps, or make it an outcome: `{#two outcome}`)",
        "error[dead-end] content/index.md:18:1: the question `Third` has no answer (end it with a list of links to other steps, or make it an outcome: `{#end outcome}`)",
    ]);
}

#[test]
fn an_answer_leads_to_a_step_of_its_decision() {
    let case = page(
        ":::decision\n\n## First? {#one}\n\n- [Page](other.md)\n- [Below](#below)\n- [Site](https://example.org/)\n- [Nowhere](#edn)\n\
         - [End](#end), as [it](other.md) says\n\n## End {#end outcome}\n\n[Other](other.md)\n:::\n\n## Below\n",
    );
    case.write("content/other.md", "# Other\n");
    let help = "lead to a question or an outcome of this decision, and from there to other pages";
    case.expect(&[
        &format!("error[answer-outside] content/index.md:7:10: the answer `Page` leads out of the decision ({help})"),
        &format!("error[answer-outside] content/index.md:8:11: the answer `Below` leads out of the decision ({help})"),
        &format!("error[answer-outside] content/index.md:9:10: the answer `Site` leads out of the decision ({help})"),
        "error[broken-anchor] content/index.md:10:13: no heading `edn` in `index.md` (did you mean `#end`?)",
    ]);
}

#[test]
fn a_broken_answer_is_reported_once() {
    page(
        ":::decision\n\n## First? {#one}\n\n- [On](#tow)\n\n## Second? {#two}\n\n- [On](#end)\n\n## End {#end outcome}\n:::\n",
    )
    .expect(&["error[broken-anchor] content/index.md:7:8: no heading `tow` in `index.md` (did you mean `#two`?)"]);
}

#[test]
fn a_path_that_comes_back_is_a_loop_at_the_answer_that_closes_it() {
    let case = page(
        ":::decision\n\n## First? {#one}\n\n- [On](#two)\n- [Other](#three)\n\n## Second? {#two}\n\n- [On](#three)\n- [End](#end)\n\n\
         ## Third? {#three}\n\n- [Back](#two)\n- [Again](#three)\n- [End](#end)\n\n## End {#end outcome}\n\nStart [again](#one).\n:::\n",
    );
    let help = "lead on to another question, or to an outcome that says what to do before starting again";
    case.expect(&[
        &format!(
            "error[answer-loop] content/index.md:17:10: the answer `Back` leads back to the question `Second?` ({help})"
        ),
        &format!(
            "error[answer-loop] content/index.md:18:11: the answer `Again` leads back to the question `Third?` ({help})"
        ),
    ]);
    let notes: Vec<String> = case.findings().into_iter().flat_map(|finding| finding.notes).collect();
    assert_eq!(notes, ["readers would go round: `two` → `three` → `two`", "readers would go round: `three` → `three`"]);
    // Two ways that meet are none.
    page(
        ":::decision\n\n## First? {#one}\n\n- [A](#two)\n- [B](#three)\n\n## Second? {#two}\n\n- [On](#three)\n\n## Third? {#three}\n\n\
         - [On](#end)\n\n## End {#end outcome}\n:::\n",
    )
    .expect(&[]);
}

#[test]
fn a_decision_starts_with_a_question_and_holds_no_other() {
    page(":::decision\nText.\n:::\n\n:::decision\n\n## End {#end outcome}\n:::\n").expect(&[
        "error[directive] content/index.md:3:1: a decision without a question (each heading in it is a question; one with `outcome` in its braces ends the path)",
        "error[directive] content/index.md:9:1: a decision starts with a question (each heading in it is a question; one with `outcome` in its braces ends the path)",
    ]);
    page("::::decision\n## A? {#a}\n\n- [On](#b)\n\n## B {#b outcome}\n\n:::decision\n## C?\n:::\n::::\n")
        .expect(&["error[directive] content/index.md:10:1: a decision inside a decision"]);
}

#[test]
fn words_of_a_decision_are_checked() {
    page(
        ":::decision{titel=\"x\"}\n\n## A? {#a}\n\n- [On](#b)\n- [Or](#c)\n- [Else](#d)\n\n## B {#b outcome=stopp}\n\n## C {#c outcom}\n\n- [On](#b)\n\n\
         ## D {#d outcome=wait serach=false}\n:::\n\n## E {#e outcome=stop}\n",
    )
    .expect(&[
        "error[directive] content/index.md:3:13: unknown attribute `titel` of `decision` (did you mean `title`?)",
        "error[heading-attribute] content/index.md:11:10: `outcome` of a heading has no such value (did you mean `stop`?)",
        "error[heading-attribute] content/index.md:13:10: unknown attribute `outcom` of a heading (did you mean `outcome`?)",
        "error[heading-attribute] content/index.md:17:23: unknown attribute `serach` of a heading (did you mean `search`?)",
        "error[heading-attribute] content/index.md:20:10: `outcome` of a heading outside of a decision (only a heading that stands directly in a `:::decision` can be an outcome)",
    ]);
}

#[test]
fn an_included_step_is_one_and_its_mistakes_point_into_its_file() {
    let case = page(
        ":::decision\n\n## First? {#one}\n\n- [On](#two)\n- [End](#end)\n\n:::include{file=\"_two.md\"}\n\n## End {#end outcome}\n:::\n",
    );
    case.write("content/_two.md", "## Second? {#two}\n\n- [Back](#one)\n- [End](#end)\n");
    let found = case.found();
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(
        found[0].starts_with(
            "error[answer-loop] content/_two.md:3:10: the answer `Back` leads back to the question `First?`"
        ),
        "{found:#?}"
    );
}

/// The path in the guide of this repository, walked along every answer: nobody is told to sign before the last question.
#[test]
fn the_offer_decision_of_the_guide_is_whole() {
    use matchbook::pipeline::{self, Options};
    let guide =
        pipeline::load(std::path::Path::new(env!("CARGO_MANIFEST_DIR")), &Options::default()).expect("the guide");
    let routes = guide.routes.expect("routes");
    let page = routes
        .site()
        .documents
        .iter()
        .find(|document| document.path.as_str().ends_with("offer-decision.md"))
        .expect("the page");
    let [decision] = page.decisions.as_slice() else { panic!("one decision, not {}", page.decisions.len()) };
    let answers = |id: &str| -> Vec<&str> {
        let step = &decision.steps[decision.step(id).expect("a step")];
        step.answers.iter().map(|answer| page.links[*answer].target.trim_start_matches('#')).collect()
    };
    for (question, leads_to) in [
        ("q1", ["q2", "q4", "ask"]),
        ("q2", ["q3", "decline", "ask"]),
        ("q3", ["q4", "ask", "decline"]),
        ("q4", ["q5", "stop", "ask"]),
        ("q5", ["q6", "ask", "stop"]),
        ("q6", ["q7", "ask", "stop"]),
        ("q7", ["advice", "closed", "after-soap"]),
    ] {
        assert_eq!(answers(question), leads_to, "{question}");
    }
    let questions = decision.steps.iter().filter(|step| step.outcome.is_none()).count();
    assert_eq!(questions, 7);
    // Accepting is reached by taking advice only.
    let accept =
        decision.steps.iter().filter(|step| page.links[step.links.clone()].iter().any(|link| link.target == "#accept"));
    assert_eq!(accept.map(|step| step.id.as_str()).collect::<Vec<_>>(), ["advice"]);
}
