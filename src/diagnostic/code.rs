//! The kinds of findings, each with a name for reports and an explanation for `matchbook explain`.

use std::fmt;

use serde::{Serialize, Serializer};

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $explanation:literal;)+) => {
        /// What kind of finding it is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Code {
            /// All kinds.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The name a report uses.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            /// What it means and what to do about it.
            #[must_use]
            pub fn explanation(self) -> &'static str {
                match self {
                    $(Self::$variant => $explanation,)+
                }
            }
        }
    };
}

codes! {
    /// A mistake in `book.toml`.
    Config = "config",
        "`book.toml` has a key that does not exist, a value of the wrong type, or is not valid TOML.\n\
         All keys are described in docs/settings.md. Your own values go under `[extra]` or `[vars]`.";
    /// A mistake above a page.
    FrontMatter = "front-matter",
        "The front matter of a page, between its `+++` or `---` lines, has a key that does not exist, lacks one that the\n\
         page needs, or is not valid TOML or YAML. Keys depend on the `kind` of the page; your own go under `[extra]`.";
    /// A mistake in the theme's own files.
    Theme = "theme",
        "`theme.toml` or a file with interface strings is wrong, or names a file that the theme does not have.";
    /// A template that cannot be read or rendered.
    Template = "template",
        "A template of the theme has a mistake: wrong syntax, a name that does not exist, or a value that is missing on\n\
         the page that is named. The fields that templates can use are listed in docs/theming.md.";
    /// A file that cannot be used.
    Unreadable = "unreadable",
        "A file of the guide cannot be read, is far too large, or is not UTF-8 text. Save Markdown as UTF-8.";
    /// A file with a name that says something else than was meant.
    FileName = "file-name",
        "A file of the content folder has nearly the name of one that means something: `rules.md.txt` for a page, `Rules.toml` for\n\
         the rules, `queries.toml` in the wrong folder. Windows hides the last ending of names; show it, then rename the file.";
    /// A symbolic link that leads elsewhere.
    Symlink = "symlink",
        "Symbolic links are followed to files inside the content folder only, so that a guide can never publish a file\n\
         from elsewhere on the machine by accident.";
    /// An old address that cannot lead where it should.
    Redirect = "redirect",
        "An address in `[redirects]` of `book.toml` or in `aliases` of a page is not written like one, leads to two places,\n\
         or is one that the guide has: what is there cannot lead elsewhere.";
    /// Two files with one address.
    SamePath = "same-path",
        "Two files would be written to the same address, for example `rules.md` and `01-rules.md`: numbers in front of\n\
         names order pages and are dropped from addresses. Rename one of them.";
    /// A link to a page or file that does not exist.
    BrokenLink = "broken-link",
        "A link or image names a page or file that does not exist. Links are relative to the file they stand in, and\n\
         links to pages name the Markdown file: `[rules](../chapters/02-rules.md)`.";
    /// A link to an anchor that does not exist.
    BrokenAnchor = "broken-anchor",
        "The page exists, but has no heading or other place of this name. The anchor of a heading is its text in lower\n\
         case with `-` between words, or the id it is given: `## Title {#short-id}`.";
    /// A reference link without a definition.
    BrokenReference = "broken-reference",
        "A link of the form `[text][name]` needs a line `[name]: address` on the same page. And such a line is shown nowhere, so one\n\
         that no link uses was probably meant as text.";
    /// A footnote without a text, or a text without a reference.
    Footnote = "footnote",
        "A reference `[^name]` needs a line `[^name]: text` on the same page, and the other way round.";
    /// A link that could run a script or leads where links may not lead.
    UnsafeLink = "unsafe-link",
        "Links may lead to pages and files of the guide and to `https:`, `http:`, `mailto:`, `tel:` and `sms:` addresses.\n\
         Addresses that run scripts never reach the published site.";
    /// HTML that hides or moves what comes after it.
    UnclosedHtml = "unclosed-html",
        "An HTML comment or element that stands in Markdown is never ended, so browsers hide or move what follows, on\n\
         `print.html` on all later pages too; or an end tag closes what it did not open. What is opened in a list item, a\n\
         quote, a cell or a directive is closed there. Words in `<` and `>` that are meant as text are written `\\<name>`.";
    /// Markdown where it is not read.
    MarkdownInHtml = "markdown-in-html",
        "Markdown right beside HTML is part of the HTML and shown as it is written: `<div>[rules](rules.md)</div>`. An empty line\n\
         ends a block of HTML, so put one behind `<div>`, and one in front of `</div>`.";
    /// A code block without an end.
    UnclosedCode = "unclosed-code",
        "A code block starts with a line of three backticks or more and ends with another one. Without its end, all that\n\
         follows in the same list item, quote or page is shown as code: no heading, link or task of it works.";
    /// A line that looks like Markdown and is text.
    NotMarkdown = "not-markdown",
        "A line looks like a heading or a list and is neither to Markdown, so readers see its signs in running text. A heading is\n\
         `## Title`, an item `- text` or `1. text`, with a plain blank between. Signs of Markdown that are meant as text have a `\\`\n\
         in front, as in `\\##` or `1\\.`. Or a text that is shown as it is written has Markdown in it: titles and captions of\n\
         directives, descriptions and hints are plain.";
    /// A table that loses cells, or is none.
    Table = "table",
        "A row of a table has more cells than the table has columns, and those beyond are left out: a `|` that is part of a text\n\
         is written `\\|`, in code too. Or lines look like a table and are none, as the line of `-` below the first one is missing\n\
         or has another number of cells.";
    /// A mistake in a `:::` line.
    Directive = "directive",
        "A line that starts with `:::` opens or closes a directive. Its name or one of its attributes does not exist, it\n\
         is never closed, or it closes nothing. The directives are listed in docs/writing.md.";
    /// An include that leads nowhere, or publishes a draft.
    Include = "include",
        "`:::include` names a file or a part of a file that does not exist, files include each other in a circle, or the file is\n\
         a draft, whose text would be published as part of this page.";
    /// A task that readers cannot tick.
    Task = "task",
        "A list item looks like a task but is none, so readers cannot tick it. A task starts with `- [ ]` and a blank, and all\n\
         lists of tasks start with one. What is no task has no braces with `#id`, `due` and the like.";
    /// A mistake in the braces of a task.
    TaskAttribute = "task-attribute",
        "The braces at the end of a task item hold `#id`, `due=\"…\"`, `until=\"…\"`, `unless=\"…\"`, `per=\"…\"` and\n\
         `optional`, and nothing else.";
    /// A mistake in the braces of a heading.
    HeadingAttribute = "heading-attribute",
        "The braces at the end of a heading hold `#id`, `.class`, `search=false` and `keywords=one,two`, that of a question\n\
         `related=one,two` too, that of an end of a decision `outcome`, and nothing else.";
    /// A due window that cannot be read.
    Due = "due",
        "A due window has the form `event+24h..+72h`, `event-14d` or `..event`, with events and subjects that `book.toml`\n\
         declares under `[planner]`.";
    /// Two tasks with one id.
    DuplicateTask = "duplicate-task",
        "A reader's tick is saved under the id of the task, so an id may be used once in the whole guide.";
    /// Two anchors with one name on a page.
    DuplicateId = "duplicate-id",
        "Two headings or directives of a page have the same `{#id}`, so a link could mean either.";
    /// A placeholder without a field or a field without a placeholder.
    Placeholder = "placeholder",
        "Placeholders in the subject and the letter, `[Interview date]`, and the `[[fields]]` above the letter have to\n\
         match: a placeholder is the label or the id of a field, and every field is used.";
    /// A variable that does not exist.
    Variable = "variable",
        "`{{ vars.name }}` is replaced by the value of `name` under `[vars]` in `book.toml`.";
    /// A language without highlighting.
    Language = "language",
        "The name after the opening fence of a code block is not a known language. Write `text` for plain text.";
    /// A page that the navigation does not list.
    Unlisted = "unlisted",
        "`SUMMARY.md` decides the navigation when there is one; a page that it does not list can be reached by links and\n\
         search only. A page can be listed once.";
    /// A question of a decision that a reader cannot answer.
    DeadEnd = "dead-end",
        "A question of a `:::decision` has no answer, or one that leads nowhere. Its answers are the links of its last list,\n\
         each to another heading of the decision. A heading that ends the path is an outcome: `{#stop outcome=stop}`.";
    /// An answer that leads out of its decision.
    AnswerOutside = "answer-outside",
        "An answer in a `:::decision` leads to another page or to a place outside of the decision, where the path would break\n\
         off. Lead to an outcome, and from its text to the other page.";
    /// An answer that leads back.
    AnswerLoop = "answer-loop",
        "An answer in a `:::decision` leads back to a question that was answered before it, so a reader could go round for\n\
         ever. Lead to an outcome that says what to do; its text may link back to a question.";
    /// A step of a decision that no link leads to.
    UnreachableStep = "unreachable-step",
        "No path from the first question of a `:::decision` leads to this question or outcome. An answer was probably meant\n\
         to lead there and leads to another step.";
    /// An image without alternative text.
    MissingAlt = "missing-alt",
        "Readers who do not see an image need its text: `![what it shows](file.png)`.";
    /// A heading that skips a level.
    HeadingJump = "heading-jump",
        "Screen readers announce headings by level; a level that is skipped sounds like a missing part. The page's title\n\
         is the first level, its sections start with `##`.";
    /// A guide without pages, or without a home page.
    NoHome = "no-home",
        "Who comes to the address of the site sees its home page, `index.md` of the content folder. Without it the address is\n\
         answered with “not found”, and a guide without any page would replace what is published by nothing.";
    /// A page without a description.
    MissingDescription = "missing-description",
        "The description is the one sentence that search engines and lists show: `description = \"…\"`.";
    /// A letter that ends too early, or holds what a message cannot.
    Letter = "letter",
        "The letter of an email goes from the front matter to the first heading. A line of `-` or `=` right below another line\n\
         makes a heading of that one, so what was meant as a signature is no part of the letter. And readers send the letter as\n\
         plain text: an image or a footnote gets lost on the way, and what a directive holds would be sent too.";
    /// A letter outside of its own limits.
    LetterLength = "letter-length",
        "The letter, with its examples filled in, has fewer or more words than its `words` say it may have.";
    /// A heading of a FAQ page that asks nothing.
    NotAQuestion = "not-a-question",
        "On a page of the kind `faq` each second-level heading is a question that opens. This one has no question mark. Write\n\
         what a reader would ask, or make it a third-level heading inside an answer.";
    /// Two questions that ask the same.
    SimilarQuestion = "similar-question",
        "Two questions of the guide have nearly the same words, so a reader may open the one and miss what the other says.\n\
         Join them, or say in each what makes it different.";
    /// An answer that is too long, or none.
    AnswerLength = "answer-length",
        "An answer says the short version and leads on. This one has no text, or more words than `max-words` under `[faq]` in\n\
         `book.toml` allows (150 when it says nothing, 0 for no limit). Move the details to a page and link to it.";
    /// An answer that leads nowhere.
    NoLinkOnward = "no-link-onward",
        "An answer should end where the reader can go on: with a link to the page, email or checklist of the guide that\n\
         says more. Links to other sites and to other questions of the same page do not count.";
    /// An abbreviation that nobody explains.
    UndefinedAcronym = "undefined-acronym",
        "The guide has a glossary, but an abbreviation in capitals is neither in it nor written out on the page that uses it,\n\
         as in `graduate medical education (GME)`. Abbreviations that all readers know go to `known` under `[glossary]` in\n\
         `book.toml`.";
    /// A term of the glossary that no page uses.
    UnusedTerm = "unused-term",
        "No page uses this term, so only readers of the whole glossary meet it. It may be spelled in another way, or be left\n\
         over. What readers meet elsewhere and look up here goes to `keep` under `[glossary]` in `book.toml`.";
    /// A term with two definitions.
    DefinedTwice = "defined-twice",
        "Two entries of the glossary have the same name, so pages explain it with the first one and readers may find the\n\
         other. Join the entries, or give one of them another name.";
    /// A question whose answer the search does not find.
    Query = "query",
        "`queries.toml` lists what readers type and the place where the answer stands. The search does not show that place\n\
         among its first results. `matchbook search \"…\" --explain` shows why. Say the readers' words in the text or its\n\
         heading, add them as `keywords` in the front matter, or add a group to `synonyms` under `[search]` in `book.toml`.";
    /// A mistake in `rules.toml`.
    Rule = "rule",
        "`rules.toml` in the content folder lists what emails must not say. A key is wrong, a pattern would be read in another\n\
         way by browsers or could take them for ever, or a rule reads one of its own lines otherwise than `hit` and `miss` say.";
    /// A sample email breaks a rule of the guide.
    RuleHit = "rule-hit",
        "A sample email says what a rule in `rules.toml` warns of, and readers copy it. Reword the letter, or allow the rule in\n\
         this email with `except` when it is right there.";
    /// A file that would be loaded from elsewhere.
    ExternalFile = "external-file",
        "Pages load nothing from other hosts: readers stay private and the guide works offline. Put the file into the\n\
         content folder.";
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_explained() {
        let mut names: Vec<&str> = Code::ALL.iter().map(|code| code.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Code::ALL.len());
        for code in Code::ALL {
            assert!(code.explanation().len() > 40, "{code}");
        }
    }
}
