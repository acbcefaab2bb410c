//! Differences between files, line by line.

use crate::highlight::scanner::Scanner;
use crate::highlight::spans::{Class, Spans};

/// How lines begin that name files.
const HEADINGS: [&str; 10] = [
    "diff ",
    "index ",
    "Index: ",
    "old mode ",
    "new mode ",
    "new file",
    "deleted file",
    "rename ",
    "similarity ",
    "Binary files ",
];

pub(super) fn read(spans: &mut Spans, text: &str) {
    let mut scan = Scanner::new(text, spans);
    // `--- a` and `+++ b` name files only together: lines that went may begin so too.
    let mut names_file = false;
    while !scan.done() {
        let end = scan.line_end(scan.at) + 1;
        if scan.sees("@@") {
            let hunk = scan.find(scan.at + 2, "@@").min(end) + 2;
            scan.push_to(Class::Keyword, hunk.min(end));
            scan.push_to(Class::Heading, end);
            continue;
        }
        let begins_names = scan.sees("--- ") && scan.sees_at(end, "+++ ");
        let is_name = begins_names || names_file;
        names_file = begins_names;
        let class = match scan.peek(0) {
            _ if is_name => Some(Class::Heading),
            _ if HEADINGS.iter().any(|heading| scan.sees(heading)) => Some(Class::Heading),
            b'+' | b'>' => Some(Class::Inserted),
            b'-' | b'<' => Some(Class::Deleted),
            b'\\' => Some(Class::Comment),
            _ => None,
        };
        scan.push_to(class, end);
    }
}
