//! The match demonstrator: what is wrong with its tables and what-ifs is said at its place.

use crate::harness::Case;

const DEMO: &str = "\
# Page

::::match-demo{title=\"Three\" leaves-out=\"much\"}

| student | 1st | 2nd |
| --- | --- | --- |
| Ann | Oak | *Elm* |
| Ben | Elm, Oak | |

| school | places | order |
| --- | --- | --- |
| Oak | 1 | Ben, Ann |
| Elm | 2 | Ann, Ben |

| a third | table |
| --- | --- |
| of | anything |

:::match-change{title=\"Longer\" who=\"Ben\" list=\"Oak, Elm\"}
Text.
:::
::::
";

fn findings(from: &str, to: &str) -> Vec<String> {
    assert!(DEMO.contains(from), "{from}");
    let case = Case::new("");
    case.write("content/index.md", DEMO.replacen(from, to, 1));
    case.found()
}

#[test]
fn a_demonstrator_that_can_be_run_is_silent() {
    assert_eq!(findings("", ""), [""; 0]);
    assert_eq!(findings("list=\"Oak, Elm\"", "list=\"\""), [""; 0], "nobody may be listed");
    assert_eq!(findings("| Oak | *Elm* |", "| | |"), [""; 0]);
}

#[test]
fn what_it_cannot_be_run_with_is_said_at_its_place() {
    for (from, to, expected) in [
        ("| Oak | *Elm* |", "| Oka | *Elm* |", "7:9: the other table has no `Oka` (did you mean `Oak`?)"),
        ("Ben, Ann", "Ben, Ann, Ben", "12:13: `Ben` stands twice in the list"),
        ("| Ben |", "| Ann |", "8:3: `Ann` has two rows (give each row a name of its own)"),
        ("| Oak | 1", "| Oak | 0", "12:9: `0` is no number of places (write a whole number, 1 or more)"),
        ("| Oak | 1", "| Oak | one", "12:9: `one` is no number of places (write a whole number, 1 or more)"),
        ("| Elm | 2", "| | 2", "13:2: a row of the match demonstrator has no name"),
        ("who=\"Ben\"", "who=\"Bne\"", "19:37: no row of the first table is called `Bne` (did you mean `Ben`?)"),
        ("\"Oak, Elm\"", "\"Oak, Elms\"", "19:48: the other table has no `Elms` (did you mean `Elm`?)"),
        ("\"Oak, Elm\"", "\"Oak, Oak\"", "19:48: `Oak` stands twice in the list"),
    ] {
        let found = findings(from, to);
        let expected = format!("warning[directive] content/index.md:{expected}");
        assert!(found.contains(&expected), "{to}: {found:#?}");
    }
    let case = Case::new("");
    case.write(
        "content/index.md",
        "# Page\n\n:::match-demo{title=\"A\" leaves-out=\"b\"}\n| a | b |\n| --- | --- |\n:::\n",
    );
    case.expect(&[
        "warning[directive] content/index.md:3:1: a match demonstrator needs two tables (the first one has a name and a list in each row, the second one a name, places and a list)",
    ]);
}
