//! The letters of emails: what they say, and what is filled in.

use crate::harness::Case;

const EMAIL: &str = "+++\ntitle = \"Thanks\"\nkind = \"email\"\nsubject = \"Thank you, [Your name]\"\nwords = { min = 5, max = 20 }\n\
    [[fields]]\nid = \"name\"\nlabel = \"Your name\"\nexample = \"Dr. Ada Haddad\"\n\
    [[fields]]\nid = \"topic\"\nlabel = \"Topic you discussed\"\n+++\n";

#[test]
fn an_email_is_its_letter_and_the_advice_below() {
    let case = Case::new("");
    case.write("content/mail.md", format!("{EMAIL}\nDear Dr. X,\n\nThank you for [Topic you discussed]. It's good.\n\n[Your name]\n\n## Advice\n\nNot [sic] in the letter.\n"));
    case.expect(&[]);
    let html = case.output("mail.html");
    assert!(html.contains("Thank you, <mark class=\"placeholder\" data-field=\"name\">[Your name]</mark>"), "{html}");
    assert!(html.contains("<p>Thank you for <mark class=\"placeholder\" data-field=\"topic\">[Topic you discussed]</mark>. It’s good.</p>"), "{html}");
    assert!(html.contains("Not [sic] in the letter."), "{html}");
    let body = case.body("mail.html");
    assert!(body.starts_with("<h2 id=\"advice\">") && !body.contains("Dear"), "{body}");
}

#[test]
fn placeholders_and_fields_have_to_match() {
    let case = Case::new("");
    case.write("content/mail.md", format!("{EMAIL}\nDear [Your nam],\n\nshort.\n"));
    case.expect(&[
        "error[placeholder] content/mail.md:12:9: no placeholder uses the field `topic` (write `[Topic you discussed]` in the letter or the subject, or remove the field)",
        "warning[letter-length] content/mail.md:15:1: the letter has 4 words with its examples filled in, and should have at least 5",
        "error[placeholder] content/mail.md:15:6: no field for the placeholder `[Your nam]` (did you mean `Your name`?)",
    ]);
}

#[test]
fn what_is_said_about_a_field_ends_with_one_sign() {
    let fields = [
        ("bare", "hint = \"As you sign\"\nexample = \"Ana\"", "As you sign. For example: <span>Ana</span>"),
        ("full", "hint = \"As you sign.\"\nexample = \"Ana\"", "As you sign. For example: <span>Ana</span>"),
        ("asked", "hint = \"Who are you?\"\nexample = \"Ana\"", "Who are you? For example: <span>Ana</span>"),
        ("alone", "hint = \"As you sign\"", "As you sign"),
        ("shown", "example = \"Ana\"", "For example: <span>Ana</span>"),
        // What can be chosen needs no example.
        (
            "chosen",
            "type = \"choice\"\nchoices = [\"Ana\", \"Bo\"]\nhint = \"As you sign\"\nexample = \"Ana\"",
            "As you sign",
        ),
    ];
    let (mut front, mut letter) = (String::new(), String::new());
    for (id, more, _) in fields {
        front += &format!("[[fields]]\nid = \"{id}\"\nlabel = \"{id}\"\n{more}\n");
        letter += &format!("[{id}] ");
    }
    let html = Case::new(&format!(
        "-- content/index.md --\n+++\ntitle = \"Mail\"\nkind = \"email\"\nsubject = \"S\"\n{front}+++\n{letter}\n"
    ))
    .output("index.html");
    for (id, _, said) in fields {
        let said = format!("<p id=\"about-{id}\">{said}</p>");
        assert!(html.contains(&said), "{said}: {html}");
    }
}

#[test]
fn a_letter_holds_what_a_message_can() {
    let case = Case::new("");
    let letter = "Dear [Your name,\n\n\tI like [Topic you discussed].\n\nSee `[Your name]` and \\[this\\] Your name].[^1]\n\n:::note\nOnly for you.\n:::\n\n![seal](seal.svg)\n\n\
        | Exam | Score |\n| --- | --- |\n| [Your name] | [Topic you discussed] |\n\n## Advice\n\n`[x]` [y\n\n[^1]: Aside.\n";
    case.write("content/seal.svg", "<svg/>");
    case.write("content/mail.md", format!("{EMAIL}\n{letter}").replace("words = { min = 5, max = 20 }\n", ""));
    case.expect(&[
        "error[placeholder] content/mail.md:14:6: a placeholder that is not closed (a bracket that is meant as text is written `\\[`)",
        "error[placeholder] content/mail.md:16:2: a placeholder in code, which is not filled in (lines that begin with four blanks or a tab are code: take these off)",
        "error[placeholder] content/mail.md:18:5: a placeholder in code, which is not filled in (take off the backticks)",
        "error[placeholder] content/mail.md:18:41: a placeholder that is not opened (a bracket that is meant as text is written `\\[`)",
        "error[letter] content/mail.md:18:43: a footnote in a letter, whose text is not sent (what is advice to readers goes below the first heading)",
        "error[letter] content/mail.md:20:1: `:::note` in a letter, which is sent as plain text (what is advice to readers goes below the first heading)",
        "error[letter] content/mail.md:24:1: an image in a letter, which is sent as plain text (what is advice to readers goes below the first heading)",
    ]);
}

#[test]
fn letters_of_directives_are_read_like_those_of_email_pages() {
    let case = Case::new(
        "
        -- content/index.md --
        +++
        title = \"Home\"
        [[fields]]
        id = \"name\"
        label = \"Your name\"
        [[fields]]
        id = \"gone\"
        label = \"Gone\"
        +++
        [not a field]

        :::email{subject=\"From [Your name]\" words=\"1-2\"}
        Hello [your name], [Day] is here.
        :::

        :::email
        Bye.
        :::

        :::email{subject=\"x\" words=\"many\" window=\"some day\"}
        Bye.
        :::
        ",
    );
    let found = case.found();
    for (code, place, message) in [
        ("error[placeholder]", "content/index.md:13:20", "no field for the placeholder `[Day]`"),
        ("warning[placeholder]", "content/index.md:13:7", "spelled otherwise than its field (write `[Your name]`)"),
        ("error[placeholder]", "content/index.md:8:9", "no placeholder uses the field `gone`"),
        ("error[directive]", "content/index.md:16:1", "a letter needs a subject"),
        ("error[directive]", "content/index.md:20:", "`many` is no range of words"),
        ("error[directive]", "content/index.md:20:", "some day"),
        ("warning[letter-length]", "content/index.md:13:1", "the letter has 6 words"),
    ] {
        let is_found = found.iter().any(|line| line.starts_with(&format!("{code} {place}")) && line.contains(message));
        assert!(is_found, "{place} {message}: {found:#?}");
    }
    assert_eq!(found.len(), 7, "{found:#?}");
}

#[test]
fn a_line_below_a_signature_does_not_end_the_letter() {
    let case = Case::new("");
    let email = "+++\ntitle = \"Mail\"\nkind = \"email\"\nsubject = \"Hi\"\n+++\nDear all,\n\nAnn\n---\nStudent\n\n## More\n\nWord\n---\n";
    case.write("content/mail.md", email);
    case.expect(&["error[letter] content/mail.md:9:1: this line makes a heading of the one above, and the letter ends there (put an empty line above it, or leave it out)"]);
    case.write("content/mail.md", email.replacen("Ann\n---", "Ann\n\n---\n", 1));
    case.expect(&[]);
}

#[test]
fn a_letter_below_the_title_of_its_page_is_one_and_an_empty_one_is_none() {
    let front = EMAIL.replace("title = \"", "nav-title = \"");
    let case = Case::new("");
    case.write(
        "content/mail.md",
        format!("{front}\n# Mail\n\nDear Dr. X,\n\nThank you for [Topic you discussed]. It's good.\n\n[Your name]\n"),
    );
    case.expect(&[]);
    case.write(
        "content/mail.md",
        format!("{front}\n# Mail\n\n## Letter\n\nDear Dr. X, [Your name] [Topic you discussed]\n"),
    );
    let found = case.found();
    assert!(
        found.iter().any(|found| found.starts_with("error[letter] content/mail.md:")
            && found.contains(": the letter is empty (it is what stands above the first heading")),
        "{found:#?}"
    );
}

#[test]
fn a_placeholder_that_is_a_link_is_reported() {
    let case = Case::new("");
    case.write(
        "content/mail.md",
        format!("{EMAIL}\nDear Dr. X,\n\nthank you for [Topic you discussed](https://example.org), it is [here](https://example.org/a).\n\n[Your name] [Topic you discussed]\n"),
    );
    case.expect(&["error[placeholder] content/mail.md:17:15: a placeholder that is a link, which is not filled in (take the link off: `[Topic you discussed]`)"]);
}

#[test]
fn what_stands_below_another_title_is_no_letter() {
    let case = Case::new("");
    let text = "Dear Dr. X,\n\nThank you for [Topic you discussed]. It's good.\n\n[Your name]\n";
    case.write("content/mail.md", format!("{EMAIL}\n# Thanks\n\n{text}"));
    case.expect(&[]);
    assert!(case.output("mail.html").contains("Dear Dr. X,"));
    // The same title, read as Markdown.
    let front = EMAIL.replace("title = \"Thanks\"", "title = \"It's \\\"good\\\" -- `now`...\"");
    case.write("content/mail.md", format!("{front}\n# It's \"good\" -- `now`...\n\n{text}"));
    case.expect(&[]);
    let html = case.output("mail.html");
    assert!(html.contains("Dear Dr. X,") && html.matches("<h1").count() == 1, "{html}");
    case.write("content/mail.md", format!("{EMAIL}\n# Say thank you\n\n{text}"));
    let found = case.found();
    assert!(
        found.iter().any(|found| found.starts_with("error[letter] content/mail.md:15:1: the letter is empty")),
        "{found:#?}"
    );
}

#[test]
fn a_letter_may_include_its_text() {
    let case = Case::new("");
    case.write("content/_parts/thanks.md", "Thank you for [Topic you discussed]. It's good.\n\n[Your name]\n");
    case.write(
        "content/mail.md",
        format!("{EMAIL}\nDear Dr. X,\n\n:::include{{file=\"_parts/thanks.md\"}}\n\n## Advice\n"),
    );
    case.write(
        "content/page.md",
        "+++\ntitle = \"Page\"\n[[fields]]\nid = \"name\"\nlabel = \"Your name\"\n[[fields]]\nid = \"topic\"\nlabel = \"Topic you discussed\"\n+++\n\n\
         :::email{subject=\"Thanks\"}\n:::include{file=\"_parts/thanks.md\"}\n:::\n\nNot [sic] here.\n",
    );
    case.expect(&[]);
    for page in ["mail.html", "page.html"] {
        let html = case.output(page);
        let place = "Thank you for <mark class=\"placeholder\" data-field=\"topic\">[Topic you discussed]</mark>.";
        assert!(html.contains(place), "{html}");
    }
    assert!(case.output("page.html").contains("Not [sic] here."));
}

#[test]
fn two_fields_with_one_label_are_told_so() {
    let case = Case::new("");
    let fields = "[[fields]]\nid = \"other\"\nlabel = \"your name\"\n+++\n";
    case.write(
        "content/mail.md",
        EMAIL.trim_end_matches("+++\n").to_owned() + fields + "\nDear Dr. X, [Your name] [Topic you discussed]\n",
    );
    let found = case.found();
    assert!(
        found.iter().any(|found| found
            .starts_with("error[front-matter] content/mail.md:15:9: the field `name` has this label already")),
        "{found:#?}"
    );
    assert!(!found.iter().any(|found| found.contains("a second field")), "{found:#?}");
}
