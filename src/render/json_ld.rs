//! Structured data about a page for search engines (schema.org): what the page shows and no more.

use serde::Serialize;

use super::body::Answered;
use crate::document::PageId;
use crate::html;
use crate::site::Site;

/// Elements that stand on lines of their own.
const BLOCKS: [&str; 36] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "br",
    "caption",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "legend",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "td",
    "th",
    "ul",
];

/// What there is to say of a page, each ready to stand in a script element.
pub(super) fn of_page(site: &Site, page: PageId, answered: &[Answered]) -> Vec<String> {
    let questions = questions(site, page, answered).map(|faq| script(&faq));
    let how_to = how_to(site, page).map(|how_to| script(&how_to));
    let breadcrumbs = breadcrumbs(site, page).map(|breadcrumbs| script(&breadcrumbs));
    [questions, how_to, breadcrumbs].into_iter().flatten().collect()
}

fn script(data: &impl Serialize) -> String {
    // Texts and numbers under keys that are texts can always be written.
    html::json(&serde_json::to_string(data).unwrap_or_default())
}

/// Where the words come from.
const CONTEXT: &str = "https://schema.org";

/// schema.org's `BreadcrumbList`.
#[derive(Serialize)]
struct Breadcrumbs<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(rename = "itemListElement")]
    items: Vec<Breadcrumb<'a>>,
}

/// Its `ListItem`.
#[derive(Serialize)]
#[serde(tag = "@type", rename = "ListItem")]
struct Breadcrumb<'a> {
    item: String,
    name: &'a str,
    position: usize,
}

/// The way from the front page to a page; `None` on the front page, and without `site.base-url`, as addresses have to be
/// absolute.
fn breadcrumbs(site: &Site, page: PageId) -> Option<Breadcrumbs<'_>> {
    let home = site.home().filter(|home| *home != page)?;
    let above = site.nav.ancestors(page).into_iter().filter_map(|entry| Some((entry.title.as_str(), entry.page?)));
    let mut trail = vec![(site.config().book.title.as_str(), home)];
    trail.extend(above.filter(|(_, at)| *at != home && *at != page));
    trail.push((&site[page].title, page));
    let items = trail.iter().zip(1..).map(|((name, page), position)| {
        let item = site.address(site.path(*page))?;
        Some(Breadcrumb { item, name, position })
    });
    Some(Breadcrumbs { context: CONTEXT, kind: "BreadcrumbList", items: items.collect::<Option<_>>()? })
}

/// schema.org's `HowTo`.
#[derive(Serialize)]
struct HowTo<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(rename = "inLanguage")]
    language: &'a str,
    name: &'a str,
    step: Vec<Step<'a>>,
}

/// Its `HowToStep`.
#[derive(Serialize)]
#[serde(tag = "@type", rename = "HowToStep")]
struct Step<'a> {
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

/// A page with one checklist, whose items are steps in their order.
fn how_to(site: &Site, page: PageId) -> Option<HowTo<'_>> {
    let document = &site[page];
    let [list] = document.checklists.as_slice() else { return None };
    let address = site.address(site.path(page));
    let url = |anchor: &str| address.as_ref().map(|address| [address, "#", anchor].concat());
    let steps = list.steps().map(|(task, _)| Step { text: &task.text, url: url(&task.anchor) });
    let step: Vec<Step<'_>> = steps.collect();
    (step.len() > 1).then(|| HowTo {
        context: CONTEXT,
        kind: "HowTo",
        language: &site.config().book.language,
        name: list.title.as_ref().unwrap_or(&document.title),
        step,
    })
}

/// schema.org's `FAQPage`.
#[derive(Serialize)]
struct Faq<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(rename = "inLanguage")]
    language: &'a str,
    #[serde(rename = "lastReviewed", skip_serializing_if = "Option::is_none")]
    reviewed: Option<&'a str>,
    #[serde(rename = "mainEntity")]
    questions: Vec<Question<'a>>,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

/// Its `Question`.
#[derive(Serialize)]
#[serde(tag = "@type")]
struct Question<'a> {
    #[serde(rename = "acceptedAnswer")]
    answer: Answer,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

/// Its `Answer`.
#[derive(Serialize)]
#[serde(tag = "@type")]
struct Answer {
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

/// The questions of a page and their answers.
fn questions<'a>(site: &'a Site, page: PageId, answered: &'a [Answered]) -> Option<Faq<'a>> {
    let document = &site[page];
    let address = site.address(site.path(page));
    let question = |answered: &'a Answered| {
        let text = plain(&answered.answer);
        let url = address.as_ref().map(|address| format!("{address}#{}", answered.id));
        // A question without an answer is reported by the check.
        let is_whole = !text.is_empty() && !answered.question.is_empty();
        let answer = Answer { text, url: url.clone() };
        is_whole.then_some(Question { answer, name: &answered.question, url })
    };
    let questions: Vec<Question<'_>> = answered.iter().filter_map(question).collect();
    (!questions.is_empty()).then(|| Faq {
        context: CONTEXT,
        kind: "FAQPage",
        language: &site.config().book.language,
        reviewed: document.front.reviewed.as_deref(),
        questions,
        name: &document.title,
        url: address,
    })
}

/// The text that a piece of our own HTML shows, in one line.
fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    // The name of the element whose content is not shown, or is no part of the text.
    let mut skipped: Option<String> = None;
    while let Some(start) = rest.find('<') {
        if skipped.is_none() {
            text.push_str(&rest[..start]);
        }
        let tag = &rest[start + 1..];
        let comment = tag.strip_prefix("!--");
        let length = match comment {
            Some(inside) => inside.find("-->").map_or(tag.len(), |end| end + 6),
            None => tag_length(tag),
        };
        let inside = tag[..length].strip_suffix('>').unwrap_or(&tag[..length]);
        rest = &tag[length..];
        if comment.is_some() {
            continue;
        }
        let (is_end, inside) = inside.strip_prefix('/').map_or((false, inside), |inside| (true, inside));
        let name = inside.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default().to_ascii_lowercase();
        match &skipped {
            Some(open) if is_end && *open == name => skipped = None,
            Some(_) => {}
            None => {
                let is_hidden = matches!(name.as_str(), "script" | "style" | "template" | "svg")
                    || ["class=\"anchor\"", "class=\"footnote-ref\""].iter().any(|class| inside.contains(class));
                if is_hidden && !is_end {
                    skipped = Some(name.clone());
                }
                if BLOCKS.contains(&name.as_str()) {
                    text.push(' ');
                }
            }
        }
    }
    text.push_str(if skipped.is_none() { rest } else { "" });
    let text = html::unescape(&text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Bytes of the tag at the start of a text, its `>` included; one in quotes does not end it.
fn tag_length(tag: &str) -> usize {
    let mut quote = None;
    for (at, c) in tag.char_indices() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (None, '>') => return at + 1,
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    tag.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_html_is_what_readers_see() {
        for (html, text) in [
            ("<p>One <em>two</em>&amp;<b>three</b>.</p>\n<p>Four</p>", "One two&three. Four"),
            ("a<!-- é", "a"),
            ("a<b é", "a"),
            ("<ul><li>a</li><li>b</li></ul>c<br>d", "a b c d"),
            ("<h3>x <a class=\"anchor\" href=\"#x\" aria-label=\"a > b\">#</a></h3>y", "x y"),
            ("so<sup class=\"footnote-ref\"><a href=\"#fn-1\">1</a></sup>. m<sup>2</sup>", "so. m2"),
            ("a <!-- > not --> b &lt;c&gt; &#8217;&#x41;", "a b <c> ’A"),
            ("<svg><title>no</title></svg>yes", "yes"),
            ("open <p", "open"),
        ] {
            assert_eq!(plain(html), text, "{html}");
        }
    }
}
