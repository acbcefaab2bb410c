//! Who gets which address: the map from output path to recipe, and the one place where a recipe becomes bytes.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::announce;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::PageId;
use crate::fs;
use crate::offline;
use crate::path::{SitePath, SourcePath};
use crate::render::{
    A_TO_Z, Assets, Book, CHECK_EMAIL, CONTENTS, GUIDE_SCRIPT, MY_DATA, NOT_FOUND, PRINT, RULES_SCRIPT, Renderer,
    guide_script, rules_script,
};
use crate::resolve::is_published;
use crate::rules::Rules;
use crate::search::{self, Index};
use crate::site::Site;
use crate::source::Content;
use crate::timings::{self, Stage};

/// How a file of the output is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recipe {
    /// A page of the guide.
    Page(PageId),
    /// The list of all pages.
    Contents,
    /// The list of everything that has a name.
    AToZ,
    /// The whole guide on one page.
    Print,
    /// The page for addresses that do not exist.
    NotFound,
    /// What a reader keeps on the device.
    MyData,
    /// A style sheet, a script or the icon of the theme.
    Asset,
    /// What scripts know of the guide as a whole.
    Guide,
    /// The rules for emails.
    Rules,
    /// Where any email is checked.
    CheckEmail,
    /// A file of the search index.
    SearchFile,
    /// An image of the content folder at another width.
    Variant,
    /// A file of the content folder, copied.
    Copy(SourcePath),
    /// The page at an address that is no more.
    Moved,
    /// The list of pages for search engines.
    Sitemap,
    /// What search engines may read.
    Robots,
    /// The feed of changed pages.
    Feed,
    /// A picture for link previews.
    Card,
    /// The list of pages for programs that read text.
    Llms,
    /// The Markdown of a page.
    Markdown(PageId),
    /// The script that keeps the site on the device.
    ServiceWorker,
    /// What browsers ask for to install the site.
    WebManifest,
    /// A fixed text.
    Text(String),
}

impl Recipe {
    /// Whether the file can be made only when those of the search index are known.
    fn is_last(&self) -> bool {
        matches!(self, Self::AToZ | Self::ServiceWorker)
    }
}

/// Guides of up to so many pages are small.
const SMALL: usize = 300;

/// The site as a map from address to recipe.
#[derive(Debug)]
pub struct Routes {
    site: Arc<Site>,
    renderer: Renderer,
    recipes: Arc<BTreeMap<SitePath, Recipe>>,
    /// Made when somebody asks for it: a preview whose reader does not search needs no index.
    index: OnceLock<Index>,
    search: OnceLock<search::Files>,
}

impl Routes {
    /// Gives every file of the output its recipe. Two files with one address are reported in `out`.
    #[must_use]
    pub fn new(site: Arc<Site>, renderer: Renderer, out: &mut Vec<Diagnostic>) -> Self {
        let mut recipes: BTreeMap<SitePath, Recipe> = BTreeMap::new();
        for page in site.pages() {
            // Two pages with one address were reported when the site was put together.
            recipes.entry(site.path(page).clone()).or_insert(Recipe::Page(page));
        }
        let assets = &renderer.assets;
        let mut made = vec![
            (SitePath::new(CONTENTS), Recipe::Contents),
            (SitePath::new(NOT_FOUND), Recipe::NotFound),
            (SitePath::new(MY_DATA), Recipe::MyData),
            // GitHub Pages leaves out folders that start with `_` without it.
            (SitePath::new(".nojekyll"), Recipe::Text(String::new())),
        ];
        let search = assets.scripts.get("search").filter(|_| !site.config().search.enabled).map(|(path, _)| path);
        let files = assets.files().filter(|(path, _)| Some(*path) != search);
        made.extend(files.map(|(path, _)| (path.clone(), Recipe::Asset)));
        if renderer.has_guide_script() {
            made.push((SitePath::new(GUIDE_SCRIPT), Recipe::Guide));
        }
        if renderer.rules.is_some() {
            made.push((SitePath::new(RULES_SCRIPT), Recipe::Rules));
            made.push((SitePath::new(CHECK_EMAIL), Recipe::CheckEmail));
        }
        if site.config().search.enabled {
            made.push((SitePath::new(A_TO_Z), Recipe::AToZ));
        }
        if renderer.has_print() {
            made.push((SitePath::new(PRINT), Recipe::Print));
        }
        made.extend(renderer.moved.pages.keys().map(|path| (path.clone(), Recipe::Moved)));
        if site.config().site.base_url.is_some() {
            made.push((SitePath::new(announce::SITEMAP), Recipe::Sitemap));
            made.push((SitePath::new(announce::ROBOTS), Recipe::Robots));
        }
        if renderer.has_feed() {
            made.push((SitePath::new(announce::FEED), Recipe::Feed));
        }
        if site.input.has_service_worker() {
            made.push((SitePath::new(offline::SERVICE_WORKER), Recipe::ServiceWorker));
            made.push((SitePath::new(offline::WEB_MANIFEST), Recipe::WebManifest));
        }
        if let Some(domain) = &site.config().site.cname {
            made.push((SitePath::new(announce::CNAME), Recipe::Text(format!("{domain}\n"))));
        }
        made.extend(renderer.cards.paths().map(|path| (path.clone(), Recipe::Card)));
        if renderer.has_markdown() {
            made.push((SitePath::new(announce::LLMS), Recipe::Llms));
            // Of two pages with one address the first one has it.
            let pages = site.pages().filter(|page| site.page_at(site.path(*page)) == Some(*page));
            made.extend(pages.map(|page| (announce::markdown_path(site.path(page)), Recipe::Markdown(page))));
        }
        for (source, content) in site.input.sources.iter() {
            if is_published(source, content) {
                made.push((SitePath::of_asset(source), Recipe::Copy(source.clone())));
            }
        }
        for (path, recipe) in made {
            // A page of the guide may take the place of one that Matchbook makes, `contents.md` for example.
            match (recipes.get(&path), &recipe) {
                (Some(Recipe::Page(page)), Recipe::NotFound) => out.push(
                    Diagnostic::error(Code::SamePath, "a page cannot take the place of the one for missing addresses")
                        .at(site[*page].file().at(0..0))
                        .note("it is shown at any depth, where relative links lead nowhere")
                        .help("put your text into `themes/<name>/templates/404.html`".to_owned()),
                ),
                (Some(Recipe::Page(page)), Recipe::Copy(source)) => out.push(
                    Diagnostic::error(Code::SamePath, format!("a page and a file become `{path}`"))
                        .at(site[*page].file().at(0..0))
                        .note(format!("the file is {}/{source}", site.config().book.src)),
                ),
                (Some(Recipe::Copy(other)), Recipe::Copy(source)) => out
                    .push(Diagnostic::error(Code::SamePath, format!("`{other}` and `{source}` both become `{path}`"))),
                // Files of the guide take the place of those that tell others of it.
                (Some(Recipe::Page(_)), _) => {}
                (
                    Some(Recipe::Robots | Recipe::Sitemap | Recipe::Feed | Recipe::Llms | Recipe::Text(_)),
                    Recipe::Copy(_),
                ) => {
                    recipes.insert(path, recipe);
                }
                (Some(_), _) => out.push(Diagnostic::error(Code::SamePath, format!("two files become `{path}`"))),
                (None, _) => {
                    recipes.insert(path, recipe);
                }
            }
        }
        report_equal_but_for_case(&recipes, out);
        Self { site, renderer, recipes: Arc::new(recipes), index: OnceLock::new(), search: OnceLock::new() }
    }

    /// The routes of a site that differs from this one in the texts of its pages only.
    #[must_use]
    pub fn with_texts_of(&self, site: Arc<Site>) -> Self {
        let renderer = self.renderer.with_other_texts(&site);
        Self { site, renderer, recipes: self.recipes.clone(), index: OnceLock::new(), search: OnceLock::new() }
    }

    /// The pages behind the routes.
    #[must_use]
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// The theme's files in the output.
    #[must_use]
    pub fn assets(&self) -> &Assets {
        &self.renderer.assets
    }

    /// The rules for emails, when the guide has any.
    #[must_use]
    pub fn rules(&self) -> Option<&Rules> {
        self.renderer.rules.as_deref()
    }

    /// The page that a reader of an archive opens first, with the site below `folder`.
    ///
    /// # Errors
    /// What is wrong with its template.
    pub fn start_here(&self, folder: &str) -> Result<Vec<u8>, Vec<Diagnostic>> {
        self.renderer.start_here(&self.site, folder)
    }

    /// The guide as a book.
    ///
    /// # Errors
    /// What is wrong with the templates.
    pub fn book(&self) -> Result<Book, Vec<Diagnostic>> {
        self.renderer.book(&self.site)
    }

    /// All addresses.
    pub fn paths(&self) -> impl Iterator<Item = &SitePath> {
        self.recipes.keys().chain(self.listed_later())
    }

    /// Addresses that are known only when the index or all images are.
    fn listed_later(&self) -> impl Iterator<Item = &SitePath> {
        let search = self.search_files().into_iter().flat_map(search::Files::paths);
        search.chain(self.renderer.images().paths())
    }

    /// The search index.
    pub fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::of(&self.site, self.renderer.words(&self.site)))
    }

    /// Works out at once what pages need to know of each other. From now on pages that are made leave their words for the index,
    /// which then need not read them once more. Not for threads that make pages.
    pub fn prepare(&self) {
        self.renderer.prepare(&self.site);
        if self.site.config().search.enabled {
            let _ = self.renderer.words(&self.site);
        }
    }

    /// Addresses whose files tell of all others or of the search index, or are known when other files are made, and so come after
    /// them.
    pub fn last_paths(&self) -> impl Iterator<Item = &SitePath> {
        self.paths_of(Recipe::is_last).chain(self.listed_later())
    }

    /// Lets go of all that can be made before [`Routes::last_paths`] and of what only that needs, the texts of the guide above all:
    /// most of the memory of a large guide, which the search index can use. From now on there is nothing but the last paths. The
    /// script that keeps a site on the device reads all files once more: with it everything stays, and so it does while somebody else
    /// has the site.
    pub fn let_go_of_pages(&mut self) {
        let Some(site) = Arc::get_mut(&mut self.site).filter(|site| !site.input.has_service_worker()) else { return };
        site.let_go_of_texts();
        self.recipes = Arc::new(
            self.recipes
                .iter()
                .filter(|(_, recipe)| recipe.is_last())
                .map(|(path, recipe)| (path.clone(), recipe.clone()))
                .collect(),
        );
    }

    /// Addresses of the pages of the guide: what the search index is made of.
    pub fn page_paths(&self) -> impl Iterator<Item = &SitePath> {
        self.paths_of(|recipe| matches!(recipe, Recipe::Page(_)))
    }

    /// All other addresses, first that of the page that takes longest, so that no thread makes it while the others have nothing
    /// left to do.
    pub fn other_paths(&self) -> impl Iterator<Item = &SitePath> {
        let is_other = |recipe: &Recipe| !recipe.is_last() && !matches!(recipe, Recipe::Page(_) | Recipe::Print);
        self.paths_of(|recipe| *recipe == Recipe::Print).chain(self.paths_of(is_other))
    }

    fn paths_of(&self, is_wanted: impl Fn(&Recipe) -> bool) -> impl Iterator<Item = &SitePath> {
        self.recipes.iter().filter(move |(_, recipe)| is_wanted(recipe)).map(|(path, _)| path)
    }

    /// Whether the guide is so small that its search index can be made before [`Routes::let_go_of_pages`], beside other files: the two
    /// together take no memory worth mentioning.
    #[must_use]
    pub fn is_small(&self) -> bool {
        self.site.documents.len() <= SMALL
    }

    /// Makes the search index now, so that the first reader who searches need not wait for it.
    pub fn prepare_search(&self) {
        self.search_files();
    }

    /// The files of the search index; `None` when the site has no search.
    fn search_files(&self) -> Option<&search::Files> {
        let enabled = self.site.config().search.enabled;
        enabled.then(|| self.search.get_or_init(|| search::Files::new(self.index(), &self.site)))
    }

    /// The files of the search index, when the address may be one of theirs.
    fn search_files_at(&self, path: &SitePath) -> Option<&search::Files> {
        let files = if path.as_str().starts_with(search::FOLDER) { self.search_files() } else { None };
        files.filter(|files| files.has(path))
    }

    /// How the file at an address is made.
    #[must_use]
    pub fn recipe(&self, path: &SitePath) -> Option<&Recipe> {
        let search = || self.search_files_at(path).map(|_| &Recipe::SearchFile);
        let variant = || self.renderer.images().has(path).then_some(&Recipe::Variant);
        self.recipes.get(path).or_else(search).or_else(variant)
    }

    /// The bytes of the file at an address; `None` when there is no such file.
    ///
    /// # Errors
    /// What keeps it from being made.
    pub fn produce(&self, path: &SitePath) -> Option<Result<Cow<'_, [u8]>, Vec<Diagnostic>>> {
        let owned = |html: Result<Vec<u8>, Vec<Diagnostic>>| html.map(Cow::Owned);
        let text = |text: String| Ok(Cow::Owned(text.into_bytes()));
        let _span = timings::span(Stage::Produce);
        Some(match self.recipe(path)? {
            Recipe::Page(page) => owned(self.renderer.page(&self.site, *page)),
            Recipe::Contents => owned(self.renderer.contents(&self.site)),
            Recipe::AToZ => owned(self.renderer.a_to_z(&self.site, self.index())),
            Recipe::Print => owned(self.renderer.print(&self.site)),
            Recipe::NotFound => owned(self.renderer.not_found(&self.site)),
            Recipe::MyData => owned(self.renderer.my_data(&self.site)),
            Recipe::Asset => Ok(Cow::Borrowed(self.renderer.assets.file(path)?)),
            Recipe::Rules => Ok(Cow::Owned(rules_script(&self.site, self.rules()?).into_bytes())),
            Recipe::CheckEmail => owned(self.renderer.check_email(&self.site)),
            Recipe::Guide => Ok(Cow::Owned(guide_script(&self.site))),
            Recipe::SearchFile => Ok(self.search_files()?.produce(path, self.index(), &self.site)?),
            Recipe::Variant => self.renderer.images().produce(path)?.map(Cow::Owned),
            Recipe::Moved => owned(self.renderer.moved(&self.site, path)?),
            Recipe::Sitemap => text(announce::sitemap(&self.site)?),
            Recipe::Robots => text(announce::robots(&self.site)?),
            Recipe::Feed => text(announce::feed(&self.site)?),
            Recipe::Card => Ok(Cow::Owned(self.renderer.cards.draw(path, &self.site)?)),
            Recipe::Llms => text(announce::llms(&self.site)),
            Recipe::Markdown(page) => text(announce::markdown_of(&self.site, *page)),
            Recipe::ServiceWorker => text(offline::service_worker(self)),
            Recipe::WebManifest => text(offline::web_manifest(&self.site, &self.renderer.assets)),
            Recipe::Text(text) => Ok(Cow::Borrowed(text.as_bytes())),
            Recipe::Copy(source) => match self.site.input.sources.content(source)? {
                Content::Text(file) => Ok(Cow::Borrowed(file.text.as_bytes())),
                Content::Binary(binary) => fs::read(&binary.disk)
                    .map(Cow::Owned)
                    .map_err(|error| vec![Diagnostic::error(Code::Unreadable, format!("{error:#}"))]),
            },
        })
    }
}

/// Reports files of the guide whose addresses differ in capitals alone: on the disks of Windows and macOS the one takes the place of
/// the other when an offline copy is unpacked.
fn report_equal_but_for_case(recipes: &BTreeMap<SitePath, Recipe>, out: &mut Vec<Diagnostic>) {
    let is_of_guide = |recipe: &Recipe| matches!(recipe, Recipe::Page(_) | Recipe::Copy(_));
    let mut seen: BTreeMap<String, &SitePath> = BTreeMap::new();
    for (path, _) in recipes.iter().filter(|(_, recipe)| is_of_guide(recipe)) {
        let small = path.as_str().to_lowercase();
        if small == path.as_str() {
            continue;
        }
        let same = recipes.get_key_value(&SitePath::new(&small)).filter(|(_, recipe)| is_of_guide(recipe));
        if let Some(other) = same.map(|(other, _)| other).or_else(|| seen.get(&small).copied()) {
            out.push(
                Diagnostic::warning(
                    Code::SamePath,
                    format!("`{path}` and `{other}` are one file on Windows and macOS"),
                )
                .help("give one of them another name, or readers of an offline copy miss it".to_owned()),
            );
        }
        seen.insert(small, path);
    }
}
