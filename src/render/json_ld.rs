//! Structured data about a page for search engines (schema.org): what the page shows and no more.

use serde_json::{Value, json};

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
    let found = [questions(site, page, answered), how_to(site, page), breadcrumbs(site, page)];
    found.into_iter().flatten().map(|data| html::json(&data.to_string())).collect()
}

/// The way from the front page to a page; `None` on the front page, and without `site.base-url`, as addresses have to be
/// absolute.
fn breadcrumbs(site: &Site, page: PageId) -> Option<Value> {
    let home = site.home().filter(|home| *home != page)?;
    let above = site.nav.ancestors(page).into_iter().filter_map(|entry| Some((entry.title.as_str(), entry.page?)));
    let mut trail = vec![(site.config().book.title.as_str(), home)];
    trail.extend(above.filter(|(_, at)| *at != home && *at != page));
    trail.push((&site[page].title, page));
    let items = trail.iter().enumerate().map(|(number, (title, page))| {
        let item = site.address(site.path(*page))?;
        Some(json!({ "@type": "ListItem", "position": number + 1, "name": title, "item": item }))
    });
    let items: Vec<Value> = items.collect::<Option<_>>()?;
    Some(json!({ "@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items }))
}

/// A page with one checklist, whose items are steps in their order, as schema.org's `HowTo`.
fn how_to(site: &Site, page: PageId) -> Option<Value> {
    let document = &site[page];
    let [list] = document.checklists.as_slice() else { return None };
    let address = site.address(site.path(page));
    let steps = list.steps().map(|(task, _)| {
        let mut step = json!({ "@type": "HowToStep", "text": task.text });
        if let Some(address) = &address {
            step["url"] = format!("{address}#{}", task.anchor).into();
        }
        step
    });
    let steps: Vec<Value> = steps.collect();
    (steps.len() > 1).then(|| {
        json!({
            "@context": "https://schema.org",
            "@type": "HowTo",
            "name": list.title.as_ref().unwrap_or(&document.title),
            "inLanguage": site.config().book.language,
            "step": steps,
        })
    })
}

/// The questions of a page and their answers.
fn questions(site: &Site, page: PageId, answered: &[Answered]) -> Option<Value> {
    let document = &site[page];
    let address = site.address(site.path(page));
    let questions: Vec<Value> = answered
        .iter()
        .filter_map(|answered| {
            let text = plain(&answered.answer);
            let mut answer = json!({ "@type": "Answer", "text": text });
            let mut question = json!({ "@type": "Question", "name": answered.question });
            if let Some(address) = &address {
                let url = format!("{address}#{}", answered.id);
                answer["url"] = url.as_str().into();
                question["url"] = url.into();
            }
            question["acceptedAnswer"] = answer;
            // A question without an answer is reported by the check.
            (!text.is_empty() && !answered.question.is_empty()).then_some(question)
        })
        .collect();
    if questions.is_empty() {
        return None;
    }
    let mut data = json!({
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "name": document.title,
        "inLanguage": site.config().book.language,
        "mainEntity": questions,
    });
    if let Some(address) = address {
        data["url"] = address.into();
    }
    if let Some(day) = &document.front.reviewed {
        data["lastReviewed"] = day.as_str().into();
    }
    Some(data)
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
