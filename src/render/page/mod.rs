//! Whole pages: contexts filled, templates rendered. Here the pages of the guide, in `made` those that Matchbook adds.

mod book;
mod made;

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use tera::Value;

pub use self::book::Book;
use super::a_to_z::letters_of_terms;
use super::assets::Assets;
use super::body::{self, Body, Edition, Elsewhere};
use super::constants::Constants;
use super::context::{
    Assets as AssetsContext, Card as CardContext, Email, Home, Link, Moved as MovedContext, Page, PageContext,
    Site as SiteContext, TocEntry,
};
use super::email::{Letter, email_context};
use super::json_ld;
use super::sidebar::Sidebars;
use super::templates::Templates;
use super::{A_TO_Z, CHECK_EMAIL, CONTENTS, COPY_AGE, GUIDE_SCRIPT, MOVED, MY_DATA, OFFLINE, PRINT, RULES_SCRIPT};
use crate::announce::{self, Anchors, Cards, Moved};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Document, Heading, Kind, PageId};
use crate::html;
use crate::images::Images;
use crate::offline::{SERVICE_WORKER, WEB_MANIFEST};
use crate::parse::variables;
use crate::path::SitePath;
use crate::resolve::{Target, resolve};
use crate::rules::Rules;
use crate::search::Words;
use crate::site::Site;
use crate::suggest;
use crate::table::Text;

/// Guides of up to this many pages get `print.html` without asking.
const PRINT_LIMIT: usize = 300;

/// From so many pages on it is worth writing what is the same on all of them into the templates.
const MANY: usize = 500;
/// About how many bytes the theme puts around the body of a page.
const AROUND_BODY: usize = 16 << 10;

/// Makes pages. Holds what is the same on all of them.
#[derive(Debug, Clone)]
pub struct Renderer {
    templates: Arc<Templates>,
    /// The theme's files in the output.
    pub assets: Arc<Assets>,
    strings: Value,
    site: Value,
    asset_context: Value,
    /// The templates with what is the same on all pages, once they are ready.
    constants: Arc<OnceLock<Constants>>,
    sidebars: Arc<Sidebars>,
    elsewhere: Arc<Elsewhere>,
    has_print: bool,
    has_guide_script: bool,
    has_feed: bool,
    has_markdown: bool,
    /// Pictures for link previews.
    pub cards: Arc<Cards>,
    /// Where old addresses lead.
    pub moved: Arc<Moved>,
    /// The rules for emails, when the guide has a file of them.
    pub rules: Option<Arc<Rules>>,
}

impl Renderer {
    /// Prepares what all pages share; `rules` are those for emails. Template names in front matter that do not exist are reported
    /// in `out`.
    #[must_use]
    pub fn new(
        site: &Site,
        templates: Arc<Templates>,
        assets: Arc<Assets>,
        rules: Option<Rules>,
        out: &mut Vec<Diagnostic>,
    ) -> Self {
        let config = site.config();
        // What others are told of a site a copy to hand on need not tell.
        let has_feed = !site.input.is_copy() && announce::has_feed(site);
        let has_markdown = !site.input.is_copy() && config.site.llms.unwrap_or(site.documents.len() <= PRINT_LIMIT);
        let has_cards = !site.input.is_copy()
            && config.site.base_url.is_some()
            && config.site.cards.unwrap_or(site.documents.len() <= PRINT_LIMIT);
        let cards = if has_cards { Cards::new(site) } else { Cards::default() };
        let has_guide_script =
            site.documents.iter().any(|document| !document.checklists.is_empty() || document.has_planner);
        let has_print = config.site.print_page.unwrap_or(site.documents.len() <= PRINT_LIMIT);
        let home = site.home().map(|home| site.path(home).encoded()).unwrap_or_default();
        let footer = config.site.footer.as_ref().map(|footer| Value::safe_string(&footer_html(config, footer, out)));
        let top = site
            .nav
            .entries()
            .iter()
            .filter(|entry| entry.first_page().is_some())
            .take(12)
            .map(|entry| Link { title: &entry.title, href: entry.first_page().map(|page| site.path(page).encoded()) })
            .collect();
        let planner = planner_page(site).map(|page| site.path(page).encoded());
        let site_context = SiteContext {
            title: &config.book.title,
            description: &config.book.description,
            authors: &config.book.authors,
            language: &config.book.language,
            direction: config.book.direction,
            id: &config.book.id,
            footer,
            repository: config.site.repository.as_deref(),
            home: &home,
            contents: CONTENTS,
            search: config.search.enabled,
            a_to_z: A_TO_Z,
            print: has_print.then_some(PRINT),
            my_data: MY_DATA,
            planner: planner.as_deref(),
            guide: has_guide_script.then_some(GUIDE_SCRIPT),
            rules: rules.is_some().then_some(RULES_SCRIPT),
            check_email: rules.is_some().then_some(CHECK_EMAIL),
            edition: site.edition().filter(|_| site.input.is_copy()),
            review_days: config.offline.review_days,
            base_url: config.site.base_url.as_deref(),
            feed: has_feed.then_some(announce::FEED),
            top,
            service_worker: site.input.has_service_worker().then_some(SERVICE_WORKER),
            manifest: site.input.has_service_worker().then_some(WEB_MANIFEST),
            csp: &assets.csp,
            extra: config.extra.clone(),
        };
        let asset_context = AssetsContext {
            stylesheet: assets.stylesheet.0.as_str(),
            script: assets.script.0.as_str(),
            scripts: assets.scripts.iter().map(|(name, (path, _))| (name.as_str(), path.as_str())).collect(),
            head_script: Value::safe_string(&assets.head_script),
            favicon: assets.favicon.0.as_str(),
        };
        for document in &site.documents {
            if let Some(template) = &document.front.template
                && !templates.contains(&template.text)
            {
                out.push(
                    Diagnostic::error(Code::Template, format!("no template `{}`", template.text))
                        .at(document.file().at(template.span.clone()))
                        .help(
                            suggest::nearest(&template.text, templates.names())
                                .map(|near| format!("did you mean `{near}`?")),
                        ),
                );
            }
        }
        let site_context = Value::from_serializable(&site_context);
        let asset_context = Value::from_serializable(&asset_context);
        let strings = Value::from_serializable(&site.input.theme.strings);
        Self {
            site: site_context,
            asset_context,
            strings,
            constants: Arc::default(),
            sidebars: Arc::default(),
            elsewhere: Arc::new(Elsewhere::new(site)),
            templates,
            assets,
            has_print,
            has_guide_script,
            has_feed,
            has_markdown,
            cards: Arc::new(cards),
            moved: Arc::new(Moved::new(site, out)),
            rules: rules.map(Arc::new),
        }
    }

    /// What makes the pages of a site that differs in the texts of its pages only.
    #[must_use]
    pub fn with_other_texts(&self, site: &Site) -> Self {
        Self { elsewhere: Arc::new(Elsewhere::new(site)), ..self.clone() }
    }

    /// The images that pages show, with their variants.
    pub(crate) fn images(&self) -> &Images {
        &self.elsewhere.images
    }

    /// Works out at once what pages need to know of each other. Where many are to be made, the templates are made ready for that:
    /// pages that do not find them ready are made with the usual ones, and are the same.
    pub fn prepare(&self, site: &Site) {
        self.elsewhere.prepare(site);
        if site.documents.len() < MANY {
            return;
        }
        let mut context = tera::Context::new();
        for (name, value) in [("site", &self.site), ("assets", &self.asset_context), ("strings", &self.strings)] {
            context.insert_value(name, value.clone());
        }
        let (constants, templates, theme) = (self.constants.clone(), self.templates.clone(), site.input.theme.clone());
        rayon::spawn(move || {
            if let Some(made) = Constants::new(&templates, &theme, &context) {
                // Those that another build made are the same.
                let _ = constants.set(made);
            }
        });
    }

    /// The words that pages leave for the search index when they are made, from now on.
    #[must_use]
    pub fn words(&self, site: &Site) -> &Words {
        self.elsewhere.words(site)
    }

    /// Whether scripts have something to know of the guide as a whole.
    #[must_use]
    pub fn has_guide_script(&self) -> bool {
        self.has_guide_script
    }

    /// Whether the guide has a page with everything for printing.
    #[must_use]
    pub fn has_print(&self) -> bool {
        self.has_print
    }

    /// Whether there is a feed of changed pages.
    #[must_use]
    pub fn has_feed(&self) -> bool {
        self.has_feed
    }

    /// Whether the Markdown of each page is beside it.
    #[must_use]
    pub fn has_markdown(&self) -> bool {
        self.has_markdown
    }

    /// A page of the guide as HTML.
    ///
    /// # Errors
    /// What is wrong with the templates it uses.
    pub fn page(&self, site: &Site, id: PageId) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let mut errors = Vec::new();
        let document = &site[id];
        let path = site.path(id);
        let body = self.body(site, id, Edition::Page(path), &mut errors);
        let sidebar = self.sidebars.of(site, &self.templates, &self.strings, id, &mut errors);
        let (before, after) = site.nav.neighbors(id);
        let link = |page: PageId| Link { title: site[page].nav_title(), href: Some(path.href(site.path(page))) };
        let kind = document.front.kind;
        let moved = self.moved.anchors.get(&id).map(|anchors| moved_context(site, path, None, anchors));
        let mut bundles = body.bundles.clone();
        bundles.extend(moved.is_some().then(|| MOVED.to_owned()));
        let (styles, scripts) = self.bundles(site, kind.name(), &bundles);
        let toc = if document.front.toc { toc(&document.headings) } else { Vec::new() };
        let page = Page {
            title: &document.title,
            title_html: title_html(document),
            description: document.description(),
            kind: kind.name(),
            path: path.as_str(),
            canonical: site.address(path),
            body: Value::safe_string(&body.html),
            toc,
            breadcrumbs: breadcrumbs(site, id),
            previous: before.map(link),
            next: after.map(link),
            reading_minutes: document.reading_minutes(),
            reviewed: document.front.reviewed.as_deref(),
            edit_url: edit_url(site, document),
            draft: document.front.draft,
            email: page_email(site, document, &body),
            home: (kind == Kind::Home)
                .then(|| Home { lead: document.front.lead.as_deref(), actions: actions(site, id, path) }),
            tasks: document.checklists.iter().map(|list| list.steps().count()).sum(),
            questions: document.questions.len(),
            json_ld: json_ld::of_page(site, id, &body.answered).iter().map(|json| Value::safe_string(json)).collect(),
            changed: site.changed(id).map(|moment| &moment[..moment.len().min(10)]),
            card: self.card(site, Some(id)),
            markdown: self.has_markdown.then(|| announce::markdown_path(path).encoded()),
            moved,
            styles,
            scripts,
            pages: Vec::new(),
            letters: letters_of_terms(&document.terms, site.input.theme.string("a_to_z_other")),
            extra: document.front.extra.clone().unwrap_or_else(Value::none),
        };
        // A template that does not exist was reported when the pages were prepared.
        let own = document.front.template.as_ref().filter(|template| self.templates.contains(&template.text));
        let template = match own {
            Some(template) => template.text.as_str(),
            None => match kind {
                Kind::Chapter => "page.html",
                Kind::Home => "home.html",
                Kind::Email => "email.html",
                Kind::Faq => "faq.html",
                Kind::Glossary => "glossary.html",
            },
        };
        let root = path.root();
        let context = self.context(&root, page, sidebar);
        self.finish(template, &context, &document.file().path, errors)
    }

    /// The picture for link previews of a page, or of the guide as a whole.
    fn card(&self, site: &Site, page: Option<PageId>) -> Option<CardContext> {
        let (path, card) = self.cards.of(page)?;
        Some(CardContext { address: site.address(path)?, alt: card.alt() })
    }

    fn body(&self, site: &Site, page: PageId, edition: Edition<'_>, errors: &mut Vec<Diagnostic>) -> Body {
        body::render(site, &self.templates, &self.strings, &self.elsewhere, page, edition, errors)
    }

    /// Addresses of the style sheets and scripts that a page of a kind needs whose parts ask for `bundles`.
    fn bundles(&self, site: &Site, kind: &str, bundles: &BTreeSet<String>) -> (Vec<&str>, Vec<&str>) {
        let copy = site.input.is_copy().then_some(COPY_AGE);
        let offline = site.input.has_service_worker().then_some(OFFLINE);
        let names = site.input.theme.bundles_for(kind, bundles.iter().map(String::as_str).chain(copy).chain(offline));
        let Assets { styles, scripts, .. } = &*self.assets;
        (
            names.iter().filter_map(|name| Some(styles.get(*name)?.0.as_str())).collect(),
            names.iter().filter_map(|name| Some(scripts.get(*name)?.0.as_str())).collect(),
        )
    }

    fn context<'a>(&self, root: &'a str, page: Page<'a>, sidebar: Value) -> PageContext<'a> {
        PageContext {
            site: self.site.clone(),
            strings: self.strings.clone(),
            assets: self.asset_context.clone(),
            root,
            page,
            sidebar,
        }
    }

    fn finish(
        &self,
        template: &str,
        context: &PageContext<'_>,
        made_for: &str,
        mut errors: Vec<Diagnostic>,
    ) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let bodies = std::iter::once(&context.page.body).chain(context.page.pages.iter().map(|page| &page.body));
        let length = bodies.filter_map(|body| body.as_str()).map(str::len).sum::<usize>() + AROUND_BODY;
        let html = self.templates.render_with(self.constants.get(), template, context, length);
        match html {
            Ok(html) if errors.is_empty() => Ok(html),
            Ok(_) => Err(errors),
            Err(error) => {
                errors.push(error.note(format!("seen while making {made_for}")));
                Err(errors)
            }
        }
    }
}

/// Where a page that is no more is now, and the old anchors of it or of one that is there.
fn moved_context(site: &Site, path: &SitePath, to: Option<&Target>, anchors: &Anchors) -> MovedContext {
    let href = |target: &Target| Edition::Page(path).href(site, target);
    let title = match to {
        Some(Target::Page { page, .. }) => site[*page].title.clone(),
        Some(Target::Asset { source, .. }) => source.file_name().to_owned(),
        Some(Target::External(address)) => address.clone(),
        None => String::new(),
    };
    let to = to.map(href);
    let anchors: Vec<(&String, String)> = anchors.iter().map(|(anchor, target)| (anchor, href(target))).collect();
    let data = serde_json::json!({ "to": to, "anchors": anchors }).to_string();
    MovedContext { to, title, data }
}

/// The page with the planner: the first one in order of reading that has it.
pub(super) fn planner_page(site: &Site) -> Option<PageId> {
    site.nav.order().iter().copied().find(|page| site[*page].has_planner)
}

/// The email of an email page.
fn page_email<'a>(site: &'a Site, document: &'a Document, body: &Body) -> Option<Email<'a>> {
    let letter = Letter { html: body.letter.as_deref()?, versions: &body.versions, ..Letter::default() };
    Some(email_context(&site.input, document.short_name(), document.email.as_ref()?, letter))
}

fn breadcrumbs(site: &Site, id: PageId) -> Vec<Link<'_>> {
    let ancestors = site.nav.ancestors(id);
    let above = ancestors.len().saturating_sub(1);
    ancestors[..above]
        .iter()
        .map(|entry| Link { title: &entry.title, href: entry.page.map(|page| site.path(id).href(site.path(page))) })
        .collect()
}

fn actions<'a>(site: &'a Site, id: PageId, path: &SitePath) -> Vec<Link<'a>> {
    let document = &site[id];
    document
        .front
        .actions
        .iter()
        .map(|action| {
            let href = match resolve(site, id, &document.path, &action.href) {
                Ok(target) => Some(Edition::Page(path).href(site, &target)),
                // Reported by the check.
                Err(_) => None,
            };
            Link { title: &action.label, href }
        })
        .collect()
}

/// Headings of the levels 2 and 3, the third below the second.
fn toc(headings: &[Heading]) -> Vec<TocEntry<'_>> {
    let mut toc: Vec<TocEntry<'_>> = Vec::new();
    for heading in headings.iter().filter(|heading| matches!(heading.level, 2 | 3)) {
        let entry = TocEntry { id: &heading.id, title: &heading.text, level: heading.level, children: Vec::new() };
        match toc.last_mut() {
            Some(last) if heading.level == 3 && last.level == 2 => last.children.push(entry),
            _ => toc.push(entry),
        }
    }
    toc
}

fn edit_url(site: &Site, document: &Document) -> Option<String> {
    let pattern = site.config().site.edit_url.as_ref()?;
    let path = SitePath::new(&document.file().path).encoded();
    Some(pattern.replace("{path}", &path))
}

/// The line at the foot of every page. It is the same everywhere, so its links have to lead to other sites.
fn footer_html(config: &Config, footer: &Text, out: &mut Vec<Diagnostic>) -> String {
    let mut report = |code, message: String, written: &str, help: Option<String>| {
        let inside = &config.file.text[footer.span.clone()];
        let start = footer.span.start + inside.find(written).unwrap_or(0);
        let place = config.file.at(start..start + written.len());
        out.push(Diagnostic::error(code, message).at(place).help(help));
    };
    let text = variables::fill(&footer.text, config, |mistake| {
        report(Code::Variable, mistake.message, mistake.written, mistake.help);
    });
    for event in Parser::new(&text) {
        match event {
            Event::Start(Tag::Link { dest_url, .. })
                if !["https://", "http://", "mailto:"].iter().any(|start| dest_url.starts_with(start)) =>
            {
                let message = format!("`{dest_url}` in the footer does not lead to another site");
                let help = Some("write the whole address, starting with `https://`".to_owned());
                report(Code::UnsafeLink, message, &dest_url, help);
            }
            Event::Start(Tag::Image { dest_url, .. }) => {
                report(
                    Code::ExternalFile,
                    "an image in the footer, which holds text and links".to_owned(),
                    &dest_url,
                    None,
                );
            }
            _ => {}
        }
    }
    inline_markdown(&text, true).replace("<a href=\"http", "<a rel=\"noopener\" href=\"http")
}

/// The title of a page as HTML. In the front matter it is Markdown; where the text has it, its signs were read already.
fn title_html(document: &Document) -> Value {
    let title = &document.title;
    let html = if document.title_in_body { html::text(title).into_owned() } else { inline_markdown(title, false) };
    Value::safe_string(&html)
}

/// A line of Markdown as inline HTML: emphasis, code and, where they may be, links to other sites. Signs of blocks are text.
fn inline_markdown(text: &str, has_links: bool) -> String {
    // With a word in front no line begins a list, a heading or a quote.
    const BEFORE: &str = "a ";
    if !text.contains(['*', '_', '`', '[', '\\', '&', '<']) {
        return html::text(text).into_owned();
    }
    let line = format!("{BEFORE}{text}");
    let events = Parser::new(&line).filter_map(|event| match event {
        Event::Html(raw) | Event::InlineHtml(raw) => Some(Event::Text(raw)),
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => None,
        Event::Start(Tag::Link { .. }) | Event::End(TagEnd::Link) if !has_links => None,
        event => Some(event),
    });
    let mut out = String::new();
    pulldown_cmark::html::push_html(&mut out, events);
    let out = out.trim();
    let out = out.strip_prefix("<p>").and_then(|out| out.strip_suffix("</p>")).unwrap_or(out);
    out.strip_prefix(BEFORE).unwrap_or(out).to_owned()
}
