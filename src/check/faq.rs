//! Questions and answers, as an editor reads them: is it asked, is it asked once, is the answer short, does it lead on.

use super::report;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Document, Kind, LinkKind, PageId, Question, Span};
use crate::questions::similar;
use crate::resolve::{Target, resolve};
use crate::site::Site;

/// Languages that write questions without a mark.
const WITHOUT_MARK: [&str; 6] = ["bo", "ja", "km", "lo", "my", "th"];

/// Findings about the questions of one page.
pub(super) fn page(site: &Site, id: PageId, out: &mut Vec<Diagnostic>) {
    let document = &site[id];
    if document.front.kind != Kind::Faq {
        return;
    }
    if document.questions.is_empty() && !document.front.unread {
        out.push(
            Diagnostic::warning(Code::NotAQuestion, "no question on a page of the kind `faq`")
                .at(document.file().at(0..0))
                .help("each question is a heading of the second level: `## May I bring a dog?`".to_owned()),
        );
    }
    for question in &document.questions {
        asks(site, document, question, out);
        length(site, document, question, out);
        leads_on(site, id, question, out);
        for link in question.related.iter().flatten() {
            match resolve(site, id, &document.parts[link.span.part as usize].path, &link.target) {
                Ok(target) if question_at(site, &target).is_some_and(|found| !std::ptr::eq(found, question)) => {}
                Ok(target) if question_at(site, &target).is_some() => out.push(
                    Diagnostic::error(Code::HeadingAttribute, "the question is related to itself")
                        .at(document.place(link.span))
                        .help("name another question, or take it out".to_owned()),
                ),
                Ok(_) => out.push(
                    Diagnostic::error(Code::HeadingAttribute, format!("`{}` is no question", link.target))
                        .at(document.place(link.span))
                        .help(
                            "name the anchor of a question, as in `related=visa` or `related=other.md#fees`".to_owned(),
                        ),
                ),
                Err(problem) => out.push(report(document, link.span, &link.target, problem)),
            }
        }
    }
}

/// The question at a place in the guide.
fn question_at<'s>(site: &'s Site, target: &Target) -> Option<&'s Question> {
    let Target::Page { page, anchor: Some(anchor) } = target else { return None };
    let document = &site[*page];
    document.questions.iter().find(|question| document.headings[question.heading].id == *anchor)
}

fn asks(site: &Site, document: &Document, question: &Question, out: &mut Vec<Diagnostic>) {
    let heading = &document.headings[question.heading];
    let is_asked = heading.text.contains(['?', '？', '؟', '\u{37e}', '՞'])
        || WITHOUT_MARK.contains(&site.config().book.primary_language());
    // Greek writes its question mark with a semicolon.
    let is_greek = site.config().book.primary_language() == "el" && heading.text.trim_end().ends_with(';');
    if !is_asked && !is_greek {
        out.push(
            Diagnostic::warning(Code::NotAQuestion, format!("“{}” is not a question", heading.text))
                .at(document.place(heading.span))
                .help("ask what a reader would ask, with a question mark".to_owned()),
        );
    }
}

fn length(site: &Site, document: &Document, question: &Question, out: &mut Vec<Diagnostic>) {
    let heading = &document.headings[question.heading];
    let max = site.config().faq.max_words;
    let (message, help) = if question.answer.trim().is_empty() {
        ("the question has no answer".to_owned(), "write one below it, or remove the question".to_owned())
    } else if max > 0 && question.words > max {
        let message = format!("the answer has {} words, and should have at most {max}", question.words);
        (message, "say the short version here, and move the rest to the page that it links to".to_owned())
    } else {
        return;
    };
    out.push(Diagnostic::warning(Code::AnswerLength, message).at(document.place(heading.span)).help(help));
}

fn leads_on(site: &Site, id: PageId, question: &Question, out: &mut Vec<Diagnostic>) {
    let document = &site[id];
    // A guide of one page has nowhere to lead.
    if site.documents.len() < 2 || question.answer.trim().is_empty() {
        return;
    }
    let leads = |target: &str, span: Span| {
        let base = &document.parts[span.part as usize].path;
        // A broken link is reported as such.
        resolve(site, id, base, target).map_or(true, |target| matches!(target, Target::Page { page, .. } if page != id))
    };
    let mut links = document.links[question.links.clone()].iter().filter(|link| link.kind == LinkKind::Link);
    if !links.any(|link| leads(&link.target, link.span)) {
        let heading = &document.headings[question.heading];
        out.push(
            Diagnostic::warning(Code::NoLinkOnward, "the answer leads to no other page of the guide")
                .at(document.place(heading.span))
                .help("end it with a link to the page that says more".to_owned()),
        );
    }
}

/// Questions that ask nearly the same as an earlier one.
pub(super) fn twice(site: &Site, out: &mut Vec<Diagnostic>) {
    for (first, second) in similar(site) {
        let heading_of = |asked: crate::questions::Asked| {
            let document = &site[asked.page];
            (document, &document.headings[document.questions[asked.question].heading])
        };
        let (document, heading) = heading_of(second);
        let (other, earlier) = heading_of(first);
        let place = other.place(earlier.span);
        out.push(
            Diagnostic::warning(Code::SimilarQuestion, format!("asks nearly the same as “{}”", earlier.text))
                .at(document.place(heading.span))
                .note(format!("the other question is at {}:{}", place.file.path, place.line_column().0))
                .help("join the two, or say in each what makes it different".to_owned()),
        );
    }
}
