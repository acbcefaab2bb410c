//! What a text must have for a pattern to hit it, so that pages need not try the pattern at all on most texts. Crates for
//! regular expressions look for such literals themselves; browsers do not.

use std::cmp::Reverse;

use regex_syntax::ast::{Ast, Literal};

use super::pattern::bounds;
use super::reading::plain;

/// Texts in lower case, of which a text has at least one wherever the pattern hits. None of them has a blank in it, so that
/// they can be looked for in a set of words.
pub(super) type Need = Vec<String>;

/// The rarest need of a pattern, nothing when it may hit any text. A second one would spare a fifth of the time that a long
/// paste takes, and cost a tenth of what pages load.
pub(super) fn need(ast: &Ast) -> Need {
    let mut rarest = Rarest::default();
    rarest.collect(ast);
    rarest.need
}

/// The longer the shortest of the texts is, the fewer letters have one of them; the fewer texts there are, too.
type Rarity = (usize, Reverse<usize>);

fn rarity(need: &Need) -> Rarity {
    let least = need.iter().map(|text| if is_common(text) { 0 } else { text.chars().count() }).min();
    (least.unwrap_or(0), Reverse(need.len()))
}

/// One letter is in every text.
fn is_common(text: &str) -> bool {
    text.chars().count() == 1 && text.chars().all(char::is_alphanumeric)
}

/// The rarest need of those that were seen.
#[derive(Default)]
struct Rarest {
    need: Need,
    rarity: Option<Rarity>,
}

impl Rarest {
    fn collect(&mut self, ast: &Ast) {
        match ast {
            Ast::Literal(literal) => self.see_run(&String::from_iter(folded(literal))),
            Ast::Concat(concat) => {
                let mut run = String::new();
                for part in &concat.asts {
                    if let Ast::Literal(literal) = part
                        && let Some(c) = folded(literal)
                    {
                        run.push(c);
                    } else {
                        self.see_run(&run);
                        run.clear();
                        if !matches!(part, Ast::Literal(_)) {
                            self.collect(part);
                        }
                    }
                }
                self.see_run(&run);
            }
            Ast::Group(group) => self.collect(&group.ast),
            Ast::Alternation(alternation) => {
                let each: Vec<Need> = alternation.asts.iter().map(need).collect();
                if each.iter().all(|need| !need.is_empty()) {
                    self.see_either(each.concat());
                }
            }
            Ast::Repetition(repetition) if bounds(&repetition.op.kind).0 > 0 => self.collect(&repetition.ast),
            _ => {}
        }
    }

    /// Letters that stand side by side.
    fn see_run(&mut self, run: &str) {
        if !run.is_empty() && !is_common(run) && self.is_rarest((run.chars().count(), Reverse(1))) {
            self.need = vec![run.to_owned()];
        }
    }

    /// Texts of which one has to be there.
    fn see_either(&mut self, mut texts: Need) {
        // `rank` is in whatever has `ranked`.
        let all = texts.clone();
        texts.retain(|text| !all.iter().any(|other| other.len() < text.len() && text.contains(other.as_str())));
        texts.sort_unstable();
        texts.dedup();
        if self.is_rarest(rarity(&texts)) {
            self.need = texts;
        }
    }

    /// Whether nothing rarer was seen. Of two that are as rare the later one counts.
    fn is_rarest(&mut self, rarity: Rarity) -> bool {
        let is_rarest = self.rarity.is_none_or(|known| known <= rarity);
        if is_rarest {
            self.rarity = Some(rarity);
        }
        is_rarest
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
