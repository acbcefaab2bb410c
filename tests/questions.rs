//! Questions and answers: what editors are told, what search engines read, what stands below an answer.

use crate::harness::Case;

/// A guide with a FAQ page of these lines below its front matter, which has five.
fn faq(lines: &str) -> Case {
    let case = Case::new("-- content/rules.md --\n# Rules\n");
    case.write("content/faq.md", format!("+++\ntitle = \"FAQ\"\ndescription = \"x\"\nkind = \"faq\"\n+++\n{lines}"));
    case
}

#[test]
fn a_heading_that_asks_nothing_is_reported() {
    faq("## Visas\n\nSee [rules](rules.md).\n\n### A detail\n\nMore.\n\n## You may write. Really?\n\nSee [rules](rules.md).\n").expect(&[
        "warning[not-a-question] content/faq.md:6:1: “Visas” is not a question (ask what a reader would ask, with a question mark)",
    ]);
    let greek = faq("## Τι είναι;\n\nSee [rules](rules.md).\n\n## Βίζα\n\nSee [rules](rules.md).\n");
    greek.write("book.toml", "[book]\ntitle = \"Test\"\nlanguage = \"el\"\n");
    assert_eq!(greek.found().len(), 1, "{:#?}", greek.found());
    let japanese = faq("## ビザとは\n\nSee [rules](rules.md).\n");
    japanese.write("book.toml", "[book]\ntitle = \"Test\"\nlanguage = \"ja\"\n");
    japanese.expect(&[]);
}

#[test]
fn two_questions_that_ask_the_same_are_reported_on_any_page() {
    let case = faq(
        "## Do I have to send a thank-you note?\n\nSee [rules](rules.md).\n\n## When do I have to send a thank-you note?\n\nSee [rules](rules.md).\n\n\
         ## Must I send a thank-you note?\n\nSee [rules](rules.md).\n\n## May I call a program?\n\nSee [rules](rules.md).\n",
    );
    case.write(
        "content/more.md",
        "+++\ntitle = \"More\"\ndescription = \"x\"\nkind = \"faq\"\n+++\n## Do I have to send thank-you notes?\n\nSee [rules](rules.md).\n\n## May I write to a program?\n\nSee [rules](rules.md).\n",
    );
    case.expect(&[
        "warning[similar-question] content/faq.md:14:1: asks nearly the same as “Do I have to send a thank-you note?” (join the two, or say in each what makes it different)",
        "warning[similar-question] content/more.md:6:1: asks nearly the same as “Do I have to send a thank-you note?” (join the two, or say in each what makes it different)",
    ]);
    let findings = case.findings();
    assert_eq!(findings[0].notes, ["the other question is at content/faq.md:6"]);
    // Of small words alone.
    let small = faq("## May I do it?\n\nSee [rules](rules.md).\n\n## May I do it?\n\nSee [rules](rules.md).\n");
    assert_eq!(small.found().len(), 1, "{:#?}", small.found());
}

#[test]
fn an_answer_is_there_and_short() {
    let long = "word ".repeat(151);
    let case = faq(&format!(
        "## Is it long?\n\n{long}[rules](rules.md)\n\n## Is it empty?\n\n## Is it code?\n\n[rules](rules.md)\n\n```text\n{long}\n```\n"
    ));
    case.expect(&[
        "warning[answer-length] content/faq.md:6:1: the answer has 152 words, and should have at most 150 (say the short version here, and move the rest to the page that it links to)",
        "warning[answer-length] content/faq.md:10:1: the question has no answer (write one below it, or remove the question)",
    ]);
    case.write("book.toml", "[book]\ntitle = \"Test\"\n[faq]\nmax-words = 152\n");
    assert_eq!(case.found().len(), 1);
    case.write("book.toml", "[book]\ntitle = \"Test\"\n[faq]\nmax-words = 0\n");
    assert_eq!(case.found().len(), 1);
    case.write("book.toml", "[book]\ntitle = \"Test\"\n[faq]\nmax-word = \"x\"\n");
    assert_eq!(
        case.found()[0],
        "error[config] book.toml:4:1: unknown key `max-word` in `[faq]` (did you mean `max-words`?)"
    );
}

#[test]
fn an_answer_leads_on() {
    faq("## Where does it lead?\n\nTo [another site](https://x.example), [itself](#no-link), and ![a picture](a.svg).\n\n\
         ## Does a card count? {#no-link}\n\n:::cards\n:::card{title=\"Rules\" href=\"rules.md\"}\nx\n:::\n:::\n\n\
         ## Does [a title](rules.md) count?\n\nNo.\n")
    .expect(&[
        "warning[no-link-onward] content/faq.md:6:1: the answer leads to no other page of the guide (end it with a link to the page that says more)",
        "error[broken-link] content/faq.md:8:76: no file `a.svg`",
        "warning[no-link-onward] content/faq.md:18:1: the answer leads to no other page of the guide (end it with a link to the page that says more)",
    ]);
    // A guide of one page has nowhere to lead.
    Case::new("-- content/faq.md --\n+++\ntitle = \"FAQ\"\nkind = \"faq\"\n+++\n## May I?\n\nYes.\n").expect(&[]);
}

/// The questions below each answer, as `question: [related]`.
fn related(case: &Case, page: &str) -> Vec<(String, Vec<String>)> {
    let body = case.body(page);
    body.split("<details class=\"question\"")
        .skip(1)
        .map(|question| {
            let between = |text: &str, start: &str, end: &str| {
                text.split_once(start).and_then(|(_, rest)| rest.split_once(end)).map(|(text, _)| text.to_owned())
            };
            let list = question.split_once("<div class=\"related\">").map_or("", |(_, list)| list);
            let links = list.split("<li>").skip(1).filter_map(|item| between(item, "href=\"", "\""));
            (between(question, "data-question=\"", "\"").expect("a name"), links.collect())
        })
        .collect()
}

const QUESTIONS: &str = "\
## Who sponsors my visa? {#visa}\n\nThe hospital. See [rules](rules.md#visas).\n\n\
## When must I renew a visa? {#renew}\n\nEach year. See [rules](rules.md#visas).\n\n\
## How do I cancel a lease? {#lease}\n\nIn writing. See [rules](rules.md#flats).\n\n\
## May I sublet under a lease? {#sublet}\n\nAsk first. See [rules](rules.md#flats).\n\n\
## What does the weather do? {#weather}\n\nIt rains. See [rules](rules.md).\n";

#[test]
fn questions_that_have_to_do_with_each_other_stand_below_the_answers() {
    let case = faq(QUESTIONS);
    case.write("content/rules.md", "# Rules\n\n## Visas\n\n## Flats\n");
    case.write(
        "content/more.md",
        "+++\ntitle = \"More\"\nkind = \"faq\"\n+++\n## What does a visa cost? {#cost}\n\nA lot. See [rules](rules.md#visas).\n",
    );
    case.expect(&[]);
    let of = |links: &[&str]| links.iter().map(|link| (*link).to_owned()).collect::<Vec<_>>();
    let found = related(&case, "faq.html");
    let on_page = |name: &str| found.iter().find(|(question, _)| question == name).expect("a question").1.clone();
    assert_eq!(on_page("visa"), of(&["#renew", "more.html#cost"]));
    assert_eq!(on_page("lease"), of(&["#sublet"]));
    assert_eq!(on_page("weather"), of(&[]));
    assert_eq!(related(&case, "more.html")[0].1, of(&["faq.html#visa", "faq.html#renew"]));
}

#[test]
fn an_editor_may_choose_what_stands_below_an_answer() {
    let case = faq(&QUESTIONS
        .replace("{#visa}", "{#visa related=weather,more.md#cost}")
        .replace("{#lease}", "{#lease related=none}"));
    case.write("content/rules.md", "# Rules\n\n## Visas\n\n## Flats\n");
    case.write(
        "content/more.md",
        "+++\ntitle = \"More\"\nkind = \"faq\"\n+++\n## What does it cost? {#cost}\n\nA lot. See [rules](rules.md).\n",
    );
    case.expect(&[]);
    let found = related(&case, "faq.html");
    assert_eq!(found[0].1, ["#weather", "more.html#cost"]);
    assert_eq!(found[2].1, [""; 0]);

    faq("## A? {#a related=b,c}\n\nSee [rules](rules.md).\n\n## B? {#b related=a,d,c,a}\n\nSee [rules](rules.md).\n\n\
         ### C {#c related=a}\n\n## D? {#d related=c}\n\nSee [rules](rules.md).\n")
    .expect(&[
        "error[heading-attribute] content/faq.md:6:21: `#c` is no question (name the anchor of a question, as in `related=visa` or `related=other.md#fees`)",
        "error[heading-attribute] content/faq.md:10:11: `related` of a heading has no such value (write up to 3 questions without quotes and blanks, `related=visa,other.md#fees`, or `related=none`)",
        "error[heading-attribute] content/faq.md:10:23: `#c` is no question (name the anchor of a question, as in `related=visa` or `related=other.md#fees`)",
        "error[heading-attribute] content/faq.md:14:11: `related` of a heading that is no question (only questions have it: `##` on a page of the kind `faq`)",
        "error[heading-attribute] content/faq.md:16:19: `#c` is no question (name the anchor of a question, as in `related=visa` or `related=other.md#fees`)",
    ]);
    faq("## A? {#a related=vsia}\n\nSee [rules](rules.md).\n\n## Visa? {#visa}\n\nSee [rules](rules.md).\n")
        .expect(&["error[broken-anchor] content/faq.md:6:19: no heading `vsia` in `faq.md` (did you mean `#visa`?)"]);
    faq("## Visa? {#visa related=visa}\n\nSee [rules](rules.md).\n").expect(&[
        "error[heading-attribute] content/faq.md:6:25: the question is related to itself (name another question, or take it out)",
    ]);
}

#[test]
fn thousands_of_questions_are_compared_in_a_moment() {
    let case = faq("");
    let mut text = String::from("+++\ntitle = \"FAQ\"\ndescription = \"x\"\nkind = \"faq\"\n+++\n");
    for number in 0..4000 {
        // Words that repeat, and questions that are the same.
        text.push_str(&format!(
            "## May a program of kind {} ask about item {} of my list?\n\nNo. See [rules](rules.md) and think of case {}.\n\n",
            number % 7,
            number % 900,
            number % 31
        ));
    }
    case.write("content/faq.md", text);
    let start = std::time::Instant::now();
    let html = case.output("faq.html");
    assert!(html.contains("class=\"related\""));
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}

#[test]
fn search_engines_read_what_readers_read() {
    let case = faq(
        "Before.\n\n## Is `1 < 2` & \"so\"? {#so}\n\nYes, *it* is.[^1] See [rules](rules.md):\n\n- one\n- two &amp; \\</script>\n\n\
         > [!NOTE]\n> Mind.\n\n[^1]: Proof.\n\n## Empty?\n\n## And next?\n\n<b>Bold</b> text. [Rules](rules.md)\n",
    );
    case.write(
        "book.toml",
        "[book]\ntitle = \"Test\"\nlanguage = \"en-US\"\n[site]\nbase-url = \"https://x.example/guide\"\n",
    );
    let html = case.output("faq.html");
    let start = html.find("<script type=\"application/ld+json\">").expect("data") + 35;
    let json = &html[start..start + html[start..].find("</script>").expect("an end")];
    assert!(!json.contains('<') && json.contains("\\u003c"), "{json}");
    let data: serde_json::Value = serde_json::from_str(json).expect("JSON");
    assert_eq!(
        data,
        serde_json::json!({
            "@context": "https://schema.org",
            "@type": "FAQPage",
            "name": "FAQ",
            "inLanguage": "en-US",
            "url": "https://x.example/guide/faq.html",
            "mainEntity": [
                {
                    "@type": "Question",
                    "name": "Is 1 < 2 & “so”?",
                    "url": "https://x.example/guide/faq.html#so",
                    "acceptedAnswer": {
                        "@type": "Answer",
                        "text": "Yes, it is. See rules: one two & </script> Note Mind.",
                        "url": "https://x.example/guide/faq.html#so",
                    },
                },
                {
                    "@type": "Question",
                    "name": "And next?",
                    "url": "https://x.example/guide/faq.html#and-next",
                    "acceptedAnswer": {
                        "@type": "Answer",
                        "text": "Bold text. Rules",
                        "url": "https://x.example/guide/faq.html#and-next",
                    },
                },
            ],
        })
    );
    // A page without questions says nothing, and the whole guide does not say it twice.
    assert!(!case.output("rules.html").contains("FAQPage"));
    assert!(!case.output("print.html").contains("ld+json"));
}
