//! `book.toml`: what the owner of a guide decides. Each key is described on its field here and, for editors, in
//! `docs/settings.md`; a test holds the two together.

mod offset;
mod planner;
mod values;

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Serialize;
use tera::Value;

pub use offset::{Offset, Unit};
pub use planner::{Column, ColumnKind, Event, Log, Named, Planner, Shortlist, Subject};
pub use values::is_site_address;

use self::values::{read_address, read_domain, read_file_name, read_folder, read_language, read_site_address};
use crate::diagnostic::{Code, Diagnostic, File};
use crate::table::{self, Reader, Table};

/// Everything in `book.toml`.
#[derive(Debug, Clone)]
pub struct Config {
    /// `[book]`: what the guide is.
    pub book: Book,
    /// `[build]`: where the output goes.
    pub build: Build,
    /// `[site]`: the published site.
    pub site: SiteSettings,
    /// `[markdown]`: how Markdown is read.
    pub markdown: MarkdownSettings,
    /// `[theme]`: how it looks.
    pub theme: ThemeSettings,
    /// `[search]`: what readers find.
    pub search: SearchSettings,
    /// `[faq]`: what answers should be like.
    pub faq: FaqSettings,
    /// `[glossary]`: what needs no explanation.
    pub glossary: GlossarySettings,
    /// `[images]`: how images are shown.
    pub images: ImageSettings,
    /// `[offline]`: the guide without network: copies to hand on, and a site that stays on the device.
    pub offline: OfflineSettings,
    /// `[redirects]`: addresses that are no more, and where they lead.
    pub redirects: Vec<Redirect>,
    /// `[vars]`: texts that pages use as `{{ vars.name }}`.
    pub vars: BTreeMap<String, String>,
    /// `[planner]`: the subjects and events that checklists count by.
    pub planner: Planner,
    /// `[extra]`: anything, for templates.
    pub extra: Value,
    /// The file itself, for findings that point into it.
    pub file: File,
}

/// `[book]`.
#[derive(Debug, Clone)]
pub struct Book {
    /// `title`: the guide's name. Required.
    pub title: String,
    /// `authors`: who wrote it.
    pub authors: Vec<String>,
    /// `description`: one sentence for search engines and lists.
    pub description: String,
    /// `language`: BCP 47 tag, default `en`.
    pub language: String,
    /// `text-direction`: `ltr` or `rtl`; by default what the language is written in.
    pub direction: &'static str,
    /// `src`: the content folder, default `content`.
    pub src: String,
    /// `id`: a name that never changes; what a reader saves on a device is kept under it. By default made from the title.
    pub id: String,
}

/// `[build]`.
#[derive(Debug, Clone)]
pub struct Build {
    /// `build-dir`: the output folder, default `site`.
    pub build_dir: String,
}

/// `[site]`.
#[derive(Debug, Clone)]
pub struct SiteSettings {
    /// `base-url`: the address the site is published at. Only what has to be absolute uses it: canonical addresses, the
    /// 404 page, and what others are told of the site (sitemap, feed, link previews).
    pub base_url: Option<String>,
    /// `repository`: the address of the guide's source, for a link in the header.
    pub repository: Option<String>,
    /// `edit-url`: where a page can be edited; `{path}` stands for the path of its source file.
    pub edit_url: Option<String>,
    /// `footer`: a line of Markdown at the foot of every page.
    pub footer: Option<table::Text>,
    /// `cname`: the domain of its own that GitHub Pages shows the site under.
    pub cname: Option<String>,
    /// `feed`: whether there is a feed of changed pages, default `true`; it needs `base-url`.
    pub feed: bool,
    /// `llms`: whether there is `llms.txt` and the Markdown of each page; by default for guides of up to 300 pages.
    pub llms: Option<bool>,
    /// `cards`: whether pages have pictures for link previews, which need `base-url`; by default in guides of up to 300 pages.
    pub cards: Option<bool>,
    /// `print-page`: whether `print.html` with the whole guide is made; by default for guides of up to 300 pages.
    pub print_page: Option<bool>,
}

/// `[images]`.
#[derive(Debug, Clone)]
pub struct ImageSettings {
    /// `variants`: whether pages of a published site offer images in smaller sizes too, default `true`.
    pub variants: bool,
}

/// `[offline]`.
#[derive(Debug, Clone, Default)]
pub struct OfflineSettings {
    /// `review-days`: days after which a copy says that a newer one may exist; `None` for never.
    pub review_days: Option<usize>,
    /// `service-worker`: whether the published site works without network after a first visit, default `false`.
    pub service_worker: bool,
}

/// A line of `[redirects]`.
#[derive(Debug, Clone)]
pub struct Redirect {
    /// The address that is no more.
    pub from: table::Text,
    /// Where it leads: a link as in Markdown, counted from the content folder.
    pub to: table::Text,
}

/// `[markdown]`.
#[derive(Debug, Clone)]
pub struct MarkdownSettings {
    /// `html`: `allow` (default) keeps HTML in Markdown, `escape` shows it as text.
    pub allow_html: bool,
    /// `smart-punctuation`: curly quotes and dashes, default `true`.
    pub smart_punctuation: bool,
}

/// `[theme]`.
#[derive(Debug, Clone)]
pub struct ThemeSettings {
    /// `name`: the folder below `themes/` whose files replace those of the default theme, default `default`.
    pub name: String,
    /// Where the name stands.
    pub span: Range<usize>,
}

/// `[search]`.
#[derive(Debug, Clone)]
pub struct SearchSettings {
    /// `enabled`: whether the site has a search, default `true`.
    pub enabled: bool,
    /// `synonyms`: groups of words and phrases that mean the same.
    pub synonyms: Vec<Vec<String>>,
    /// `weights`: how much a word counts by where it stands.
    pub weights: Weights,
    /// `min-letters`: how long a word has to be to find others like it.
    pub min_letters: MinLetters,
}

/// How much words count, `weights` of `[search]`: numbers from 0 to 100.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Weights {
    /// `heading`: in the title of what is found, default 6.
    pub heading: f64,
    /// `breadcrumbs`: in a title above it, default 1.5.
    pub breadcrumbs: f64,
    /// `body`: in its text, default 1.
    pub body: f64,
    /// `code`: in its code blocks, default 0.45.
    pub code: f64,
}

/// How long words have to be, `min-letters` of `[search]`.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct MinLetters {
    /// `prefix`: to find words that start with it, default 2.
    pub prefix: usize,
    /// `typo`: to find words that differ by a letter, default 4.
    pub typo: usize,
    /// `two-typos`: to find words that differ by two letters, default 7.
    #[serde(rename = "twoTypos")]
    pub two_typos: usize,
}

impl Default for Weights {
    fn default() -> Self {
        Self { heading: 6.0, breadcrumbs: 1.5, body: 1.0, code: 0.45 }
    }
}

impl Default for MinLetters {
    fn default() -> Self {
        Self { prefix: 2, typo: 4, two_typos: 7 }
    }
}

/// `[faq]`.
#[derive(Debug, Clone)]
pub struct FaqSettings {
    /// `max-words`: most words of an answer before it is reported, default 150; 0 for no limit.
    pub max_words: usize,
}

/// `[glossary]`.
#[derive(Debug, Clone, Default)]
pub struct GlossarySettings {
    /// `known`: abbreviations that readers know.
    pub known: Vec<String>,
    /// `keep`: terms that are explained although no page uses them.
    pub keep: Vec<table::Text>,
}

/// Languages that are written from right to left, by primary subtag (CLDR's `characterOrder`).
const RIGHT_TO_LEFT: [&str; 12] = ["ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"];

impl Config {
    /// Reads `book.toml`. Mistakes go to `out`; the configuration is usable all the same.
    pub fn parse(file: &File, out: &mut Vec<Diagnostic>) -> Self {
        let root = table::parse_toml(file, 0..file.text.len(), Code::Config, out);
        let mut reader = Reader::new(file, &root, "`book.toml`", Code::Config, out);
        let book = reader.table("book");
        let build = reader.table("build");
        let site = reader.table("site");
        let markdown = reader.table("markdown");
        let theme = reader.table("theme");
        let search = reader.table("search");
        let faq = reader.table("faq");
        let glossary = reader.table("glossary");
        let images = reader.table("images");
        let offline = reader.table("offline");
        let redirects = reader.table("redirects");
        let vars = reader.table("vars");
        let planner = reader.table("planner");
        let extra = reader.table("extra");
        reader.finish();

        let nothing = Table::default();
        Self {
            book: Book::read(file, book.unwrap_or(&nothing), out),
            build: Build::read(file, build.unwrap_or(&nothing), out),
            site: SiteSettings::read(file, site.unwrap_or(&nothing), out),
            markdown: MarkdownSettings::read(file, markdown.unwrap_or(&nothing), out),
            theme: ThemeSettings::read(file, theme.unwrap_or(&nothing), out),
            search: SearchSettings::read(file, search.unwrap_or(&nothing), out),
            faq: FaqSettings::read(file, faq.unwrap_or(&nothing), out),
            glossary: GlossarySettings::read(file, glossary.unwrap_or(&nothing), out),
            images: ImageSettings::read(file, images.unwrap_or(&nothing), out),
            offline: OfflineSettings::read(file, offline.unwrap_or(&nothing), out),
            redirects: read_redirects(file, redirects.unwrap_or(&nothing), out),
            vars: read_vars(file, vars.unwrap_or(&nothing), out),
            planner: Planner::read(file, planner.unwrap_or(&nothing), out),
            extra: table::table_to_tera(extra.unwrap_or(&nothing)),
            file: file.clone(),
        }
    }

    /// The path of the base URL with a slash at its end, `/` without one: what an address on the 404 page starts with.
    #[must_use]
    pub fn base_path(&self) -> String {
        let Some(url) = &self.site.base_url else {
            return "/".into();
        };
        let rest = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
        let path = rest.find('/').map_or("", |index| &rest[index..]);
        format!("{}/", path.trim_end_matches('/'))
    }
}

impl Book {
    /// The language without region and script: `en` of `en-US`.
    #[must_use]
    pub fn primary_language(&self) -> &str {
        self.language.split(['-', '_']).next().unwrap_or_default()
    }

    fn read(file: &File, table: &Table, out: &mut Vec<Diagnostic>) -> Self {
        let mut reader = Reader::new(file, table, "`[book]`", Code::Config, out);
        let title = reader.required_text("title").unwrap_or_default().text;
        let language = read_language(&mut reader).unwrap_or_else(|| "en".to_owned());
        let primary = language.split(['-', '_']).next().unwrap_or_default().to_lowercase();
        let natural = if RIGHT_TO_LEFT.contains(&primary.as_str()) { "rtl" } else { "ltr" };
        let book = Self {
            authors: reader.strings("authors").unwrap_or_default(),
            description: reader.string("description").unwrap_or_default(),
            direction: reader.choice("text-direction", &["ltr", "rtl"]).unwrap_or(natural),
            src: read_folder(&mut reader, "src", "content"),
            id: read_file_name(&mut reader, "id").unwrap_or_else(|| crate::path::slug(&title)),
            title,
            language,
        };
        reader.finish();
        book
    }
}

impl Build {
    fn read(file: &File, table: &Table, out: &mut Vec<Diagnostic>) -> Self {
        let mut reader = Reader::new(file, table, "`[build]`", Code::Config, out);
        let build = Self { build_dir: read_folder(&mut reader, "build-dir", "site") };
        reader.finish();
        build
    }
}

impl SiteSettings {
    fn read(file: &File, table: &Table, out: &mut Vec<Diagnostic>) -> Self {
        let mut reader = Reader::new(file, table, "`[site]`", Code::Config, out);
        let site = Self {
            base_url: read_site_address(&mut reader, "base-url"),
            repository: read_address(&mut reader, "repository"),
            edit_url: read_address(&mut reader, "edit-url"),
            footer: reader.text("footer"),
            cname: read_domain(&mut reader),
            feed: reader.flag("feed").unwrap_or(true),
            llms: reader.flag("llms"),
            cards: reader.flag("cards"),
            print_page: reader.flag("print-page"),
        };
        reader.finish();
        site
    }
}

impl ImageSettings {
    fn read(file: &File, table: &Table, out: &mut Vec<Diagnostic>) -> Self {
        let mut reader = Reader::new(file, table, "`[images]`", Code::Config, out);
        let images = Self { variants: reader.flag("variants").unwrap_or(true) };
        reader.finish();
        images
    }
}

impl OfflineSettings {
    fn read(file: &File, table: &Table, out: &mut Vec<Diagnostic>) -> Self {
        let mut reader = Reader::new(file, table, "`[offline]`", Code::Config, out);
        let offline = Self {
            review_days: reader.count("review-days"),
            service_worker: reader.flag("service-worker").unwrap_or(false),
        };
        reader.finish();
        offline
    }
}

impl MarkdownSettings {
    fn read(file: &File, table: &Table, out: &mut Vec<Diagnostic>) -> Self {
        let mut reader = Reader::new(file, table, "`[markdown]`", Code::Config, out);
        let markdown = Self {
            allow_html: reader.choice("html", &["allow", "escape"]) != Some("escape"),
            smart_punctuation: reader.flag("smart-punctuation").unwrap_or(true),
        };
        reader.finish();
        markdown
    }
}

impl ThemeSettings {
    fn read(file: &File, table: &Table, out: &mut Vec<Diagnostic>) -> Self {
        let mut reader = Reader::new(file, table, "`[theme]`", Code::Config, out);
        let mut name = reader.text("name").unwrap_or_else(|| table::Text { text: "default".into(), span: 0..0 });
        if name.text.is_empty() || name.text.contains(['/', '\\']) || name.text.starts_with('.') {
            reader.refuse(
                name.span.clone(),
                format!("`{}` is not the name of a theme", name.text),
                Some("a theme is named after its folder below `themes/`".into()),
            );
            name.text = "default".into();
        }
        reader.finish();
        Self { name: name.text, span: name.span }
    }
}

impl SearchSettings {
    fn read(file: &File, table: &Table, out: &mut Vec<Diagnostic>) -> Self {
        let mut reader = Reader::new(file, table, "`[search]`", Code::Config, out);
        let enabled = reader.flag("enabled").unwrap_or(true);
        let mut synonyms = Vec::new();
        for group in reader.lists_of_texts("synonyms").unwrap_or_default() {
            let (texts, span) = group;
            if texts.len() < 2 || texts.iter().any(|text| !text.contains(char::is_alphanumeric)) {
                reader.refuse(
                    span,
                    "a group of synonyms has two or more words or phrases",
                    Some("for example `[\"thank-you note\", \"thank-you letter\"]`".into()),
                );
            } else {
                synonyms.push(texts);
            }
        }
        let weights = reader.table("weights");
        let min_letters = reader.table("min-letters");
        reader.finish();
        let nothing = Table::default();
        Self {
            enabled,
            synonyms,
            weights: Weights::read(file, weights.unwrap_or(&nothing), out),
            min_letters: MinLetters::read(file, min_letters.unwrap_or(&nothing), out),
        }
    }
}

impl Weights {
    fn read(file: &File, table: &Table, out: &mut Vec<Diagnostic>) -> Self {
        let mut reader = Reader::new(file, table, "`weights`", Code::Config, out);
        let usual = Self::default();
        let mut weight = |key, usual| reader.number(key, 0.0..=100.0).unwrap_or(usual);
        let weights = Self {
            heading: weight("heading", usual.heading),
            breadcrumbs: weight("breadcrumbs", usual.breadcrumbs),
            body: weight("body", usual.body),
            code: weight("code", usual.code),
        };
        reader.finish();
        weights
    }
}

impl MinLetters {
    fn read(file: &File, table: &Table, out: &mut Vec<Diagnostic>) -> Self {
        let mut reader = Reader::new(file, table, "`min-letters`", Code::Config, out);
        let usual = Self::default();
        let mut letters = |key, usual| reader.count(key).unwrap_or(usual).clamp(1, 99);
        let min = Self {
            prefix: letters("prefix", usual.prefix),
            typo: letters("typo", usual.typo),
            two_typos: letters("two-typos", usual.two_typos),
        };
        reader.finish();
        min
    }
}

impl FaqSettings {
    fn read(file: &File, table: &Table, out: &mut Vec<Diagnostic>) -> Self {
        let mut reader = Reader::new(file, table, "`[faq]`", Code::Config, out);
        let faq = Self { max_words: reader.count("max-words").unwrap_or(150) };
        reader.finish();
        faq
    }
}

impl GlossarySettings {
    fn read(file: &File, table: &Table, out: &mut Vec<Diagnostic>) -> Self {
        let mut reader = Reader::new(file, table, "`[glossary]`", Code::Config, out);
        let glossary =
            Self { known: reader.strings("known").unwrap_or_default(), keep: reader.texts("keep").unwrap_or_default() };
        reader.finish();
        glossary
    }
}

fn read_vars(file: &File, table: &Table, out: &mut Vec<Diagnostic>) -> BTreeMap<String, String> {
    let mut vars = BTreeMap::new();
    for (key, node) in &table.entries {
        let text = match &node.value {
            table::Value::Text(text) | table::Value::Date(text) => text.clone(),
            table::Value::Integer(number) => number.to_string(),
            other => {
                out.push(
                    Diagnostic::error(
                        Code::Config,
                        format!("`{}` has to be text or a whole number, not {}", key.name, other.type_name()),
                    )
                    .at(file.at(node.span.clone())),
                );
                continue;
            }
        };
        vars.insert(key.name.clone(), text);
    }
    vars
}

fn read_redirects(file: &File, table: &Table, out: &mut Vec<Diagnostic>) -> Vec<Redirect> {
    let mut redirects = Vec::new();
    for (key, node) in &table.entries {
        match &node.value {
            table::Value::Text(to) => redirects.push(Redirect {
                from: table::Text { text: key.name.clone(), span: key.span.clone() },
                to: table::Text { text: to.clone(), span: node.span.clone() },
            }),
            other => out.push(
                Diagnostic::error(Code::Config, format!("a redirect leads to a text, not to {}", other.type_name()))
                    .at(file.at(node.span.clone()))
                    .help("for example `\"guide/old.html\" = \"guide/new.md\"`".to_owned()),
            ),
        }
    }
    redirects
}
