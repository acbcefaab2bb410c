//! Rules for emails: read, tried on their own lines, and applied to the samples.

use matchbook::diagnostic::File;
use matchbook::pipeline;
use matchbook::rules::{Rules, Severity};

use crate::harness::Case;

const RULE: &str = "[[rule]]\nid = \"R\"\nseverity = \"block\"\nmessage = \"No.\"\n";

fn read(text: &str) -> (Rules, Vec<(String, Option<String>)>) {
    let mut out = Vec::new();
    let rules = Rules::read(&File::new("rules.toml", text), &mut out);
    (rules, out.into_iter().map(|finding| (finding.message.clone(), finding.location())).collect())
}

#[test]
fn mistakes_in_rules_point_at_the_word() {
    let text = "\
[[rule]]
id = \"A\"
severity = \"blok\"
message = \"No.\"
patterns = ['\\brank(?=ed)', 'a.b']
hit = [\"nothing\"]
mis = []

[[rule]]
id = \"A\"
message = \"No.\"
patterns = ['rank']
hit = [\"rank\", \"list\"]
miss = [\"I rank\"]

[[rule]]
id = \"B\"
message = \"No.\"
";
    let (_, said) = read(text);
    let expected = [
        ("rules.toml:3:12", "`severity`"),
        ("rules.toml:7:1", "unknown key `mis`"),
        ("rules.toml:5:20", "look-around"),
        ("rules.toml:5:31", "`.` means something else"),
        ("rules.toml:10:6", "two rules have the id `A`"),
        ("rules.toml:13:16", "`A` does not hit this line"),
        ("rules.toml:14:9", "`A` hits this line"),
        ("rules.toml:16:1", "a rule needs `patterns`"),
    ];
    for (place, message) in expected {
        assert!(
            said.iter().any(|(text, at)| text.contains(message) && at.as_deref() == Some(place)),
            "{place} {message}: {said:#?}"
        );
    }
}

#[test]
fn what_is_quoted_and_what_follows_the_end_is_not_read() {
    let (rules, said) =
        read(&format!("ignore-after = [\"Sincerely\"]\n{RULE}patterns = ['first\\s+choice', 'choice']\n"));
    assert_eq!(said, []);
    let text = "É first choice.\n> my first choice\nchoice, Choice\n  sincerely,\nfirst choice";
    let found: Vec<&str> = rules.run(text).into_iter().map(|hit| &text[hit.range]).collect();
    assert_eq!(found, ["first choice", "choice", "Choice"]);
}

#[test]
fn a_rule_can_need_several_hits() {
    let (rules, _) = read(&format!("{RULE}patterns = ['very']\nleast = 2\nhit = [\"very\"]\n"));
    assert!(rules.run("very").is_empty());
    assert_eq!(rules.run("very, Very").len(), 2);
}

#[test]
fn an_exception_means_something_else_in_one_email() {
    let (rules, _) = read(&format!(
        "{RULE}patterns = ['a']\nexcept = [{{ email = \"x\", severity = \"off\" }}, {{ email = \"y\", severity = \"note\" }}]\n"
    ));
    let rule = &rules.rules[0];
    assert_eq!(rule.severity_in("x"), None);
    assert_eq!(rule.severity_in("y"), Some(Severity::Note));
    assert_eq!(rule.severity_in("z"), Some(Severity::Block));
}

#[test]
fn a_sample_email_that_breaks_a_rule_is_reported_at_its_words() {
    let case = Case::new(
        "
        -- content/rules.toml --
        [[rule]]
        id = \"PROMISE\"
        severity = \"block\"
        message = \"Promises are not allowed.\"
        patterns = ['\\bi\\s+promise\\b']
        except = [{ email = \"oath\", severity = \"off\" }, { email = \"oaht\", severity = \"off\" }]
        [[rule]]
        id = \"NUMBER\"
        severity = \"note\"
        message = \"A number.\"
        patterns = ['\\d{4}']
        -- content/01-mail.md --
        +++
        title = \"Mail\"
        description = \"I promise a mail.\"
        kind = \"email\"
        subject = \"Hello [Name]\"
        [[fields]]
        id = \"name\"
        label = \"Name\"
        example = \"Nr 1234\"
        +++

        Dear all,

        I promise to come.

        ## Advice

        I promise that this is not part of the letter.
        -- content/02-oath.md --
        +++
        title = \"Oath\"
        description = \"An oath.\"
        kind = \"email\"
        subject = \"Hello\"
        +++

        I promise.
        ",
    );
    let routes = case.load().routes.expect("a site");
    let found: Vec<_> = pipeline::ask(case.root(), &routes)
        .expect("readable files")
        .into_iter()
        .map(|finding| (finding.code.name(), finding.message.clone(), finding.location().unwrap_or_default()))
        .collect();
    let said = |code: &str, message: &str, place: &str| {
        found.iter().any(|(name, text, at)| *name == code && text == message && at == place)
    };
    assert!(said("rule-hit", "“I promise” breaks the rule `PROMISE`", "content/01-mail.md:14:1"), "{found:#?}");
    assert!(said("rule-hit", "“1234” breaks the rule `NUMBER`", "content/01-mail.md:9:15"), "{found:#?}");
    assert!(said("rule", "no sample email `oaht`", "content/rules.toml:6:59"), "{found:#?}");
    assert_eq!(found.len(), 3, "{found:#?}");
}

/// The guide's own rules: each line of the file says what it should, and each rule has lines of both kinds.
#[test]
fn every_rule_of_the_guide_is_tried_on_lines_that_hit_and_that_miss() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("content/rules.toml");
    let (rules, said) = read(&std::fs::read_to_string(path).expect("the rules of the guide"));
    assert_eq!(said, []);
    assert!(rules.rules.len() >= 20);
    for rule in &rules.rules {
        assert!(!rule.hit.is_empty() && !rule.miss.is_empty() && rule.instead.is_some(), "{}", rule.id.text);
    }
}
