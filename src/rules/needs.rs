//! What a text must have for a pattern to hit it, so that pages need not try the pattern at all on most texts. Crates for
//! regular expressions look for such literals themselves; browsers do not.

use regex_syntax::ast::{Ast, Literal};

use super::pattern::bounds;
use super::reading::plain;

/// Texts in lower case, of which a text has at least one wherever the pattern hits. None of them has a blank in it, so that
/// they can be looked for in a set of words.
pub(super) type Need = Vec<String>;

/// The rarest need of a pattern, nothing when it may hit any text. A second one would spare a fifth of the time that a long
/// paste takes, and cost a tenth of what pages load.
pub(super) fn need(ast: &Ast) -> Need {
    let mut found = Vec::new();
    collect(ast, &mut found);
    for need in &mut found {
        // `rank` is in whatever has `ranked`.
        let all = need.clone();
        need.retain(|text| !all.iter().any(|other| other != text && text.contains(other.as_str())));
        need.sort_unstable();
        need.dedup();
    }
    found.into_iter().max_by_key(|need| (rarity(need), std::cmp::Reverse(need.len()))).unwrap_or_default()
}

/// The longer the shortest of the texts is, the fewer letters have one of them.
fn rarity(need: &Need) -> usize {
    need.iter().map(|text| if is_common(text) { 0 } else { text.chars().count() }).min().unwrap_or(0)
}

/// One letter is in every text.
fn is_common(text: &str) -> bool {
    text.chars().count() == 1 && text.chars().all(char::is_alphanumeric)
}

fn collect(ast: &Ast, found: &mut Vec<Need>) {
    match ast {
        Ast::Literal(literal) => put(folded(literal).into_iter().collect(), found),
        Ast::Concat(concat) => {
            let mut run = String::new();
            for part in &concat.asts {
                if let Ast::Literal(literal) = part
                    && let Some(c) = folded(literal)
                {
                    run.push(c);
                } else {
                    put(std::mem::take(&mut run), found);
                    if !matches!(part, Ast::Literal(_)) {
                        collect(part, found);
                    }
                }
            }
            put(run, found);
        }
        Ast::Group(group) => collect(&group.ast, found),
        Ast::Alternation(alternation) => {
            let each: Vec<Need> = alternation.asts.iter().map(need).collect();
            if each.iter().all(|need| !need.is_empty()) {
                found.push(each.concat());
            }
        }
        Ast::Repetition(repetition) if bounds(&repetition.op.kind).0 > 0 => collect(&repetition.ast, found),
        _ => {}
    }
}

fn put(run: String, found: &mut Vec<Need>) {
    if !run.is_empty() && !is_common(&run) {
        found.push(vec![run]);
    }
}

/// The character in lower case. None for blanks, and for letters beyond ASCII, whose cases are not folded alike by all.
fn folded(literal: &Literal) -> Option<char> {
    let c = plain(literal.c).unwrap_or(literal.c);
    (c.is_ascii() || !c.is_alphabetic()).then(|| c.to_ascii_lowercase()).filter(|c| !c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use regex_syntax::ast::parse::Parser;

    use super::*;

    #[test]
    fn what_every_hit_has_is_needed() {
        for (pattern, expected) in [
            (r"\bRank(ed|ing)?\s+me\b", "rank"),
            (r"(where|how)\s+do[^.]{0,40}list", "list"),
            (r"(where|here|place)s?\s+do", "here place"),
            (r"(rank|list|ranked)\s+(all|each)", "list rank"),
            (r"\[[^\]\n]{1,60}\]", "]"),
            (r"i\s*('ll| will|'d)", "'d 'll will"),
            (r"i\u{2019}ll", "i'll"),
            (r"gift(s|\s+card)?|(#|no\.?\s*)(1|one)", "# gift no"),
            (r"(ab){2}(cd)?(efg)+(ghij){0,3}", "efg"),
            (r"a|bc", ""),
            (r"straße", "stra"),
            (r"\p{L}\d{3}", ""),
        ] {
            let ast = Parser::new().parse(pattern).expect("a pattern");
            assert_eq!(need(&ast).join(" "), expected, "{pattern}");
        }
    }
}
