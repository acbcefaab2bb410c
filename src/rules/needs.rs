//! What a text must have for a pattern to hit it, so that pages need not try the pattern at all on most texts. Crates for
//! regular expressions look for such literals themselves; browsers do not.

use regex_syntax::ast::{Ast, Literal};

use super::pattern::bounds;
use super::reading::plain;

/// Texts in lower case, of which a text has at least one wherever the pattern hits.
pub(super) type Need = Vec<String>;

/// All needs of a pattern, the rarest first. None has a blank in it, so that they can be looked for in a set of words.
pub(super) fn needs(ast: &Ast) -> Vec<Need> {
    let mut found = Vec::new();
    collect(ast, &mut found);
    found.sort_by_key(|need| std::cmp::Reverse(rarity(need)));
    found.dedup();
    found
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
            let each = alternation.asts.iter().map(|part| needs(part).into_iter().next());
            if let Some(each) = each.collect::<Option<Vec<_>>>() {
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
            (r"\bRank(ed|ing)?\s+me\b", "rank me"),
            (r"(where|how)\s+do[^.]{0,40}list", "list where|how do"),
            (r"\[[^\]\n]{1,60}\]", "[ ]"),
            (r"i\s*('ll| will|'d)", "'ll|will|'d"),
            (r"gift(s|\s+card)?|(#|no\.?\s*)(1|one)", "gift|#|no"),
            (r"(ab){2}(cd)?(ef)+(gh){0,3}", "ab ef"),
            (r"a|bc", ""),
            (r"straße", "stra"),
            (r"\p{L}\d{3}", ""),
        ] {
            let ast = Parser::new().parse(pattern).expect("a pattern");
            let said: Vec<String> = needs(&ast).into_iter().map(|need| need.join("|")).collect();
            let (mut said, mut expected) = (said, expected.split_whitespace().collect::<Vec<_>>());
            said.sort();
            expected.sort_unstable();
            assert_eq!(said, expected, "{pattern}");
        }
    }
}
