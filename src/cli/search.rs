//! `matchbook search`.

use anyhow::{Result, bail};
use clap::Args;
use serde::Serialize;

use super::report::{Reporter, plural};
use super::{GuideArgs, Status};
use crate::pipeline::{self, Options};
use crate::routes::Routes;
use crate::search::{self, Found, Hit, Index};

#[derive(Debug, Args)]
pub(super) struct SearchArgs {
    /// What to look for
    #[arg(value_name = "QUERY")]
    query: String,

    #[command(flatten)]
    pub(super) guide: GuideArgs,

    /// Show at most so many results
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    limit: usize,

    /// Show what each word was taken to mean, and how each result got its score
    #[arg(long)]
    explain: bool,

    /// Search pages marked as drafts too
    #[arg(long)]
    drafts: bool,
}

/// A result for programs.
#[derive(Serialize)]
struct Line<'a> {
    address: &'a str,
    title: &'a str,
    crumbs: &'a [&'a str],
    kind: &'static str,
    score: f64,
    /// What was quoted and nothing says word for word.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    not_said: &'a [String],
}

pub(super) fn run(args: &SearchArgs, reporter: &Reporter) -> Result<Status> {
    let options = Options { drafts: args.drafts, ..Options::default() };
    let guide = pipeline::load(&args.guide.folder, &options)?;
    let Some(routes) = guide.routes else {
        reporter.findings(&guide.diagnostics);
        return Ok(Status::Findings);
    };
    if !routes.site().config().search.enabled {
        bail!("this guide has no search: `enabled = false` under `[search]` in `book.toml`");
    }
    let index = routes.index();
    let found = index.find(&args.query);
    let lines = index.lines(&found);
    if args.explain && !reporter.is_json() {
        explain_words(index, &found, reporter);
    }
    for phrase in found.not_said.iter().filter(|_| !lines.is_empty() && !reporter.is_json()) {
        reporter.answer(&format!("nothing says “{phrase}” word for word; what follows has words of it\n"));
    }
    for (number, hit) in lines.iter().take(args.limit).enumerate() {
        show(&routes, &found, hit, number + 1, args.explain, reporter);
    }
    let pages: std::collections::BTreeSet<usize> = found.hits.iter().map(|hit| index.entries[hit.entry].page).collect();
    reporter.summary(&match found.hits.len() {
        0 => format!("nothing found for “{}”", args.query),
        hits => format!("{} on {} for “{}”", plural(hits, "result"), plural(pages.len(), "page"), args.query),
    });
    Ok(if found.hits.is_empty() { Status::Findings } else { Status::Fine })
}

fn show(routes: &Routes, found: &Found, hit: &Hit, number: usize, explain: bool, reporter: &Reporter) {
    let index = routes.index();
    let entry = &index.entries[hit.entry];
    let path = routes.site().path(index.pages[entry.page]);
    let address = if entry.anchor.is_empty() { path.to_string() } else { format!("{path}#{}", entry.anchor) };
    let crumbs = index.crumbs(hit.entry);
    if reporter.is_json() {
        let (title, kind) = (&*entry.title, entry.kind.name());
        let line =
            Line { address: &address, title, crumbs: &crumbs, kind, score: hit.score, not_said: &found.not_said };
        reporter.answer(&serde_json::to_string(&line).unwrap_or_default());
        return;
    }
    let way = crumbs.iter().map(|crumb| format!("{crumb} › ")).collect::<String>();
    reporter.answer(&format!("{number:>3}  {way}{}", reporter.bold(&entry.title)));
    reporter.answer(&format!("     {}  {}", entry.kind.name(), reporter.faint(&address)));
    let excerpt = search::excerpt(&entry.prose, &index.marked(found));
    let excerpt: String = excerpt
        .iter()
        .map(|piece| if piece.is_mark { reporter.bold(&piece.text) } else { piece.text.clone() })
        .collect();
    if !excerpt.is_empty() {
        reporter.answer(&format!("     {excerpt}"));
    }
    if explain {
        let share = hit.share * 100.0;
        let mut why = format!("score {:.2}: has {share:.0} % of the query", hit.score);
        if hit.title_bonus > 1.0 {
            why.push_str(&format!(", title × {:.2}", hit.title_bonus));
        }
        if hit.span > 0.0 {
            why.push_str(&format!(", inline code + {:.2}", hit.span));
        }
        if entry.level == 0 {
            why.push_str(", a whole page");
        }
        for one in &found.planned {
            let meanings =
                one.meanings.iter().filter(|meaning| meaning.lists.iter().all(|list| index.has(*list, hit.entry)));
            let best = meanings.max_by(|a, b| a.weight.total_cmp(&b.weight));
            if let Some(best) = best {
                why.push_str(&format!("; “{}” as {} × {:.2}", best.form, best.how.name(), best.weight));
            }
        }
        reporter.answer(&format!("     {}", reporter.faint(&why)));
    }
    reporter.answer("");
}

fn explain_words(index: &Index, found: &Found, reporter: &Reporter) {
    for one in &found.planned {
        let stop = if one.is_stop { " (says little)" } else { "" };
        reporter.answer(&format!("{}{stop}", reporter.bold(&one.word)));
        for meaning in &one.meanings {
            let entries = meaning.lists.iter().map(|list| index.lists[*list as usize].entries).min().unwrap_or(0);
            reporter.answer(&format!(
                "     {:<8} × {:.2}  {} in {}",
                meaning.how.name(),
                meaning.weight,
                meaning.form,
                if entries == 1 { "1 place".to_owned() } else { format!("{entries} places") }
            ));
        }
        if !one.titles.0.is_empty() {
            let places = plural(one.titles.0.len(), "title");
            reporter.answer(&format!("     initials × {:.2}  in {places}", one.titles.1));
        }
        if one.meanings.is_empty() && one.titles.0.is_empty() {
            reporter.answer("     not in the guide, and nothing like it");
        }
    }
    for span in &found.spans {
        reporter.answer(&format!(
            "code `{}` × {:.2} in {}",
            span.text,
            span.weight,
            plural(span.entries.len(), "place")
        ));
    }
    reporter.answer("");
}
