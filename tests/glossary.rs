//! The glossary: where terms are explained and in which forms, the way back, and what editors are told.

use crate::harness::Case;

/// A guide with these terms (below three lines of front matter and one blank line) and a page with this text.
fn guide(terms: &str, text: &str) -> Case {
    let case = Case::new("");
    case.write("content/glossary.md", format!("+++\ntitle = \"Glossary\"\nkind = \"glossary\"\n+++\n\n{terms}"));
    case.write("content/page.md", format!("# Page\n\n{text}\n"));
    case
}

/// What a page explains: `name -> written`.
fn explained(case: &Case) -> Vec<String> {
    let body = case.body("page.html");
    body.split("<a class=\"term\"")
        .skip(1)
        .map(|term| {
            let name = term.split_once("data-term=\"").expect("a name").1.split('"').next().expect("a name");
            let written = term.split_once('>').expect("a tag").1.split('<').next().expect("a text");
            format!("{name} -> {}", written.replace('\n', " "))
        })
        .collect()
}

const TERMS: &str = "\
IMG / international medical graduate\n:   A doctor from abroad.\n\n\
All-In policy / All-In\n:   A rule.\n\n\
letter of intent\n:   A letter.\n\n\
waiver\n:   A release.\n\n\
Step 3\n:   An exam.\n\n\
DO\n:   A degree.\n\n\
Dean's letter\n:   A letter from school.\n\n\
J-1\n:   A visa.\n";

#[test]
fn a_term_right_below_a_definition_is_reported() {
    let case = Case::new("");
    let terms = "Chief resident\n:   One who organizes\n    the others.\nRank list\n:   Your order.\n\nPGY\nYear\n:   One.\n:   Two.\n\nLast\n\n:   Three.\n";
    case.write(
        "content/index.md",
        "+++\ndescription = \"d\"\n+++\n# Home\n\nChief resident, rank list, PGY, year and last.\n",
    );
    case.write(
        "content/glossary.md",
        format!("+++\nkind = \"glossary\"\ndescription = \"d\"\n+++\n# Glossary\n\n{terms}"),
    );
    let found = case.found();
    assert_eq!(
        found.iter().filter(|line| line.contains("not-markdown")).collect::<Vec<_>>(),
        [
            "error[not-markdown] content/glossary.md:10:1: this line is part of the definition above it, and no term (put an empty line above it)",
        ]
    );
}

#[test]
fn terms_are_found_in_the_forms_that_people_write() {
    for (text, expected) in [
        ("Many IMGs.", &["img -> IMGs"][..]),
        ("An IMG's visa.", &["img -> IMG’s"]),
        ("The IMGs' visas.", &["img -> IMGs"]),
        ("An international medical\ngraduate writes.", &["img -> international medical graduate"]),
        ("International medical graduates write.", &["img -> International medical graduates"]),
        ("> An international\n> medical graduate", &["img -> international medical graduate"]),
        ("All-In policies.", &["all-in-policy -> All-In policies"]),
        ("All-In policymakers.", &["all-in-policy -> All-In"]),
        ("Letters of intent and letter of intents.", &["letter-of-intent -> Letters of intent"]),
        ("Waivers. Step 3s, J-1s.", &["waiver -> Waivers", "step-3 -> Step 3s", "j-1 -> J-1s"]),
        ("The dean's letter.", &["deans-letter -> dean’s letter"]),
        ("A DO++ and a DO#, no DO.", &["do -> DO"]),
        ("The Dean's letter.", &["deans-letter -> Dean’s letter"]),
        ("*IMG* and **DO**s", &["img -> IMG", "do -> DO"]),
    ] {
        assert_eq!(explained(&guide(TERMS, text)), expected, "{text}");
    }
}

#[test]
fn a_name_may_start_with_a_sign_or_any_letter_and_others_may_start_alike() {
    let terms = "\
.NET\n:   A platform.\n\n\
école\n:   A school.\n\n\
C++\n:   A language.\n\n\
C\n:   Its ancestor.\n\n\
internship year\n:   The first one.\n\n\
internship\n:   A job.\n\n\
internisms\n:   As long as the job, and the same for eight letters.\n";
    for (text, expected) in [
        ("In .NET or (.NET).", &["net -> .NET"][..]),
        ("In ASP.NET, x-.NET.", &[]),
        ("École, écoles.", &["école -> École"]),
        ("C and C++ and C#.", &["c-1 -> C", "c -> C++"]),
        ("(C++)—C/x", &["c -> C++", "c-1 -> C"]),
        (
            "Internship years; an internship’s end.",
            &["internship-year -> Internship years", "internship -> internship’s"],
        ),
        ("Internships\nyears", &["internship -> Internships"]),
        ("漢internship 漢 internship", &["internship -> internship"]),
    ] {
        assert_eq!(explained(&guide(terms, text)), expected, "{text}");
    }
}

#[test]
fn long_lines_end_in_bounded_time() {
    let started = std::time::Instant::now();
    for terms in ["IMG\n:   A doctor.\n", ".NET\n:   A platform.\n"] {
        for text in ["x+", "+", "+ ", "IMG+", "é+", "漢", "\u{2003}"] {
            let case = guide(terms, &format!("x{}", text.repeat(150_000)));
            assert!(case.body("page.html").len() > 150_000, "{text}");
        }
    }
    // A square of the length would take many minutes; the bound is far from both.
    assert!(started.elapsed() < std::time::Duration::from_secs(120), "{:?}", started.elapsed());
}

#[test]
fn a_term_inside_a_word_or_with_other_capitals_is_none() {
    for text in [
        "IMGx, xIMG, IMG_2, my\\_IMG, non-IMG, IMG-like, img, Img.",
        "What you do. DO NOT SEND. Do it. TO DO",
        "step 3 of 4, Step 33, Steps 3",
        "A waivered letter, awaiver, disclaimers",
        "J-11 and DJ-1",
        "`IMG` ![IMG](a.svg) [IMG](page.md) <a href=\"page.md\">IMG</a> <code>IMG</code>",
        "## IMG\n\n### <b>IMG</b>",
        "```text\nIMG\n```",
        "<h2>IMG</h2>",
    ] {
        assert_eq!(explained(&guide(TERMS, text)), [""; 0], "{text}");
    }
    // What a broken element of HTML hides ends with its paragraph.
    assert_eq!(explained(&guide(TERMS, "<a name=\"x\">An IMG.\n\nAn IMG.")), ["img -> IMG"]);
}

#[test]
fn in_other_languages_a_plural_ends_in_s() {
    let case = guide(TERMS, "Les IMGs, waivers, All-In policies.");
    case.write("book.toml", "[book]\ntitle = \"Test\"\nlanguage = \"fr\"\n");
    assert_eq!(explained(&case), ["img -> IMGs", "waiver -> waivers", "all-in-policy -> All-In"]);
    let case = guide("étude\n:   A study.\n\nÖDP\n:   A visa.\n", "Études are made. L'ödp, an étude.");
    case.write("book.toml", "[book]\ntitle = \"Test\"\nlanguage = \"fr\"\n");
    assert_eq!(explained(&case), ["étude -> Études"], "a sentence may start with any letter");
}

#[test]
fn several_terms_may_share_a_definition() {
    let case = guide("PL-1\n\nPGY-1\n:   The first year.\n", "PGY-1 and PL-1");
    case.write(
        "content/glossary.md",
        "+++\ntitle = \"G\"\nkind = \"glossary\"\n+++\n\nPL-1\nPGY-1\n:   The first year.\n",
    );
    let body = case.body("page.html");
    assert_eq!(body.matches("title=\"The first year.\"").count(), explained(&case).len(), "{body}");
    assert!(!body.contains("title=\"\""), "{body}");
}

#[test]
fn an_entry_leads_back_to_the_pages_that_use_its_term() {
    let case = guide(
        "IMG / international medical graduate\n:   A doctor.\n\nDO\n:   A degree.\n\nunused word\n:   Nothing.\n",
        "An IMG.",
    );
    case.write(
        "content/a/rules.md",
        "+++\ntitle = \"Rules & more\"\n+++\n\nOne IMG.\n\n## Where IMGs look <twice>\n\nIMGs and IMGs.\n",
    );
    case.write("content/b.md", "# B\n\n[IMG](page.md) `IMG`\n");
    for number in 0..5 {
        case.write(&format!("content/c{number}.md"), format!("# C{number}\n\nAn IMG, an IMG.\n\n## What a DO is\n"));
    }
    let glossary = case.body("glossary.html");
    assert!(
        glossary.contains(
            "<dd>A doctor.</dd>\n<dd class=\"term-places\">In the guide: \
             <a href=\"a/rules.html#where-imgs-look-twice\">Rules &amp; more: Where IMGs look &lt;twice&gt;</a>, \
             <a href=\"c0.html#term--img\">C0</a>, <a href=\"c1.html#term--img\">C1</a>, <a href=\"c2.html#term--img\">C2</a> \
             and 3 more pages</dd>"
        ) || glossary.contains("Where IMGs look"),
        "{glossary}"
    );
    assert!(glossary.contains("<a href=\"c0.html#what-a-do-is\">C0: What a DO is</a>"), "{glossary}");
    assert!(glossary.contains("<dd>Nothing.</dd>\n</dl>"), "{glossary}");
    // Every place that is named exists.
    for link in glossary.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        if let Some((page, anchor)) = link.split_once('#').filter(|(page, _)| !page.is_empty()) {
            assert!(case.output(page).contains(&format!("id=\"{anchor}\"")), "{link}");
        }
    }
}

#[test]
fn a_heading_cannot_take_the_place_of_a_first_use() {
    let case = guide(TERMS, "An IMG.\n\n## Term – IMG\n\n## X {#term--do}\n");
    let found = case.found();
    let expected =
        "error[duplicate-id] content/page.md:7:1: the id `term--do` is used by the page itself (choose another one)";
    assert!(found.iter().any(|line| line == expected), "{found:#?}");
    assert!(case.body("page.html").contains("<h2 id=\"section-term--img\">"));
}

#[test]
fn letters_are_not_searched_for_abbreviations() {
    let case = guide("H-1B\n:   A visa.\n", "An H-1B.\n\n:::email{title=\"Short\"}\nAsk the ACR.\n:::\n");
    // The title of the page may stand in its front matter or above the letter.
    for (title, heading) in [("title = \"Mail\"\n", ""), ("", "# Mail\n\n")] {
        let front = format!("+++\n{title}kind = \"email\"\nsubject = \"S\"\n+++\n\n");
        case.write("content/mail.md", format!("{front}{heading}Ask the GME.\n\n## Advice\n\nAsk the APD.\n"));
        let found = case.found();
        let names: Vec<&String> = found.iter().filter(|finding| finding.contains("undefined-acronym")).collect();
        assert!(names.len() == 1 && names[0].contains("explains `APD`"), "{found:#?}");
    }
}

#[test]
fn an_abbreviation_that_nobody_explains_is_reported_once() {
    let text = "Ask the GMEs about the ACR-2 of the GME.\n\n\
        The US, a PDF, the IMG’s visa, H-1B and X-RAY. IT IS NOT OK TO SHOUT. Boston, MA. Mail A@BCD.ORG or https://x.example/ABC. Chapter XII.\n\n\
        `CODE` [LINK](page.md)\n\nThe Main Residency Match (MRM). Its MRM. **OPT:** optional practical training\n\nSTOP means stop.\n";
    let case = guide("IMG / international medical graduate\n:   An APD decides.\n\nH-1B\n:   A visa.\n", text);
    case.write("content/second.md", "# Second\n\nThe ACR and graduate medical education (GME), GME.\n");
    case.write("book.toml", "[book]\ntitle = \"Test\"\n[glossary]\nkeep = [\"H-1B\", \"IMG\"]\n");
    let help = |name: &str| {
        format!(
            "(write it out once on the page, `… ({name})`, add it to the glossary, or list it in `known` under `[glossary]` in `book.toml`)"
        )
    };
    case.expect(&[
        &format!(
            "warning[undefined-acronym] content/glossary.md:7:8: neither the page nor the glossary explains `APD` {}",
            help("APD")
        ),
        &format!(
            "warning[undefined-acronym] content/page.md:3:9: neither the page nor the glossary explains `GME` {}",
            help("GME")
        ),
        &format!(
            "warning[undefined-acronym] content/page.md:3:24: neither the page nor the glossary explains `ACR` {}",
            help("ACR")
        ),
        &format!(
            "warning[undefined-acronym] content/page.md:5:41: neither the page nor the glossary explains `X-RAY` {}",
            help("X-RAY")
        ),
        &format!(
            "warning[undefined-acronym] content/page.md:7:9: neither the page nor the glossary explains `LINK` {}",
            help("LINK")
        ),
    ]);
    let findings = case.findings();
    let of = |name: &str| findings.iter().find(|finding| finding.message.contains(name)).expect("a finding");
    assert_eq!(of("`ACR`").notes, ["on 1 more page too"]);
    assert_eq!(of("`GME`").notes, [""; 0]);
    case.write(
        "book.toml",
        "[book]\ntitle = \"Test\"\n[glossary]\nknown = [\"APD\", \"GME\", \"ACR\", \"X-RAY\", \"LINK\"]\nkeep = [\"H-1B\", \"IMG\"]\n",
    );
    case.expect(&[]);
    // A guide without a glossary explains what it likes.
    Case::new("-- content/a.md --\n# A\n\nThe GME.\n").expect(&[]);
    // Letters are what the reader sends.
    let case = guide("IMG\n:   A doctor.\n", "An IMG.");
    case.write(
        "content/mail.md",
        "+++\ntitle = \"M\"\nkind = \"email\"\nsubject = \"S\"\n+++\nMy ABC is fine.\n\n## Advice\n\nName the DEF.\n",
    );
    assert_eq!(case.found().len(), 1, "{:#?}", case.found());
}

#[test]
fn a_term_that_no_page_uses_is_reported() {
    let case = guide(
        "IMG / international medical graduate\n:   A doctor, no MD.\n\nMD\n:   A degree.\n\nquota / number of places\n:   A number. Not the quota of others.\n\ntoken\n:   A code.\n",
        "International medical\ngraduates.\n",
    );
    let help = "(remove the entry, add the name that pages use (`name / other name`), or list it in `keep` under `[glossary]` in `book.toml`)";
    case.expect(&[
        &format!("warning[unused-term] content/glossary.md:12:1: no page uses `quota` {help}"),
        &format!("warning[unused-term] content/glossary.md:15:1: no page uses `token` {help}"),
    ]);
    case.write("book.toml", "[book]\ntitle = \"Test\"\n[glossary]\nkeep = [\"number of places\", \"tokens\"]\n");
    case.expect(&[
        "error[config] book.toml:4:29: no term `tokens` in the glossary (did you mean `token`?)",
        &format!("warning[unused-term] content/glossary.md:15:1: no page uses `token` {help}"),
    ]);
}

#[test]
fn a_name_with_two_definitions_is_reported() {
    let case = guide(
        "IMG / graduate from abroad\n:   A doctor.\n\nPD\n:   A director.\n\nother / img\n:   A picture.\n",
        "IMG, PD, other.",
    );
    case.write("content/z.md", "+++\ntitle = \"Z\"\nkind = \"glossary\"\n+++\n\nPD\n:   A day.\n");
    case.expect(&[
        "warning[defined-twice] content/glossary.md:12:9: `img` is defined twice (join the two, or give one of them another name)",
        "warning[unused-term] content/z.md:6:1: no page uses `PD` (remove the entry, add the name that pages use (`name / other name`), or list it in `keep` under `[glossary]` in `book.toml`)",
        "warning[defined-twice] content/z.md:6:1: `PD` is defined twice (join the two, or give one of them another name)",
    ]);
    assert_eq!(case.findings()[0].notes, ["the first definition is at content/glossary.md:6"]);
}

#[test]
fn names_of_terms_are_synonyms_in_search() {
    let case = guide(TERMS, "An IMG writes.");
    let routes = case.load().routes.expect("routes");
    assert!(
        routes.index().synonyms.iter().any(|group| *group == ["img", "international medical graduate"]),
        "{:?}",
        routes.index().synonyms
    );
}

#[test]
fn pages_load_no_script_for_what_they_do_not_have() {
    let case = guide("IMG\n:   A doctor.\n", "An IMG.");
    for page in ["page.html", "glossary.html"] {
        let html = case.output(page);
        let loaded: Vec<&str> = html.split("<script").skip(1).filter_map(|tag| tag.split('>').next()).collect();
        // What shows a definition is loaded when a reader comes near a term.
        assert!(loaded.iter().all(|tag| !tag.contains("assets/terms-") && !tag.contains("assets/faq-")), "{loaded:#?}");
        assert!(html.contains(" data-terms=\"assets/terms-"), "{html}");
    }
}

#[test]
fn terms_in_a_directive_are_terms() {
    let case = Case::new("");
    case.write("content/index.md", "+++\ndescription = \"d\"\n+++\n# Home\n\nRank list.\n");
    case.write(
        "content/glossary.md",
        "+++\nkind = \"glossary\"\ndescription = \"d\"\n+++\n# Glossary\n\n:::group\nRank list\n:   Your order.\n:::\n",
    );
    case.expect(&[]);
    assert!(case.output("glossary.html").contains("id=\"rank-list\""));
}
