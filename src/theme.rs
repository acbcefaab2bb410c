//! The theme: the default one is inside the program, and any of its files can be replaced by one of the same name in
//! `themes/<name>/` beside `book.toml`.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::resume_unwind;
use std::path::Path;
use std::thread;

use anyhow::Result;
use walkdir::WalkDir;
use xxhash_rust::xxh3::Xxh3;

use crate::color::Color;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, File};
use crate::table::{self, Reader, Table, Value};
use crate::{fs, suggest};

/// The files of the default theme, by name; of scripts and style sheets with what is sent of them.
static DEFAULT: &[(&str, &[u8], Option<&str>)] = &include!(concat!(env!("OUT_DIR"), "/default_theme.rs"));

/// The strings of the default theme, in the order of their keys: those of `strings/en.toml`, which every run
/// would have to read.
static DEFAULT_STRINGS: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/default_strings.rs"));

/// A theme, its files read and its `theme.toml` understood.
#[derive(Debug, Clone, Default)]
pub struct Theme {
    files: BTreeMap<String, ThemeFile>,
    /// `css`: style sheets in the order in which they are joined.
    pub css: Vec<String>,
    /// `js`: scripts in the order in which they are joined.
    pub js: Vec<String>,
    /// `head-script`: the script that runs before the first paint.
    pub head_script: Option<String>,
    /// `service-worker`: the script that keeps the site on the device.
    pub service_worker: Option<String>,
    /// `speculation-rules`: which pages browsers load before a reader follows the link.
    pub speculation_rules: Option<String>,
    /// `[bundles]`: scripts and styles that not every page loads, by name.
    pub bundles: BTreeMap<String, Bundle>,
    /// `[single-file]`: what the guide in one file holds packed.
    pub single_file: SingleFile,
    /// `image-sizes`: how wide pages show images, as the attribute `sizes` says it.
    pub image_sizes: Option<String>,
    /// `favicon`: the icon of the site.
    pub favicon: Option<String>,
    /// `[colors]`: what is drawn without style sheets has.
    pub colors: Colors,
    /// `card-font`: the font of pictures for link previews.
    card_font: Option<String>,
    /// `[parts]`: the directives that pages can use, by name.
    pub parts: BTreeMap<String, PartSpec>,
    /// Interface strings of the guide's language, English where a translation is missing.
    pub strings: BTreeMap<String, String>,
}

#[derive(Debug, Clone)]
struct ThemeFile {
    bytes: Cow<'static, [u8]>,
    /// Path for findings.
    display: String,
    /// What is sent of it, where that is known already.
    compact: Option<&'static str>,
}

/// The colors of what no style sheet reaches: pictures for link previews, and the frame of an installed guide.
#[derive(Debug, Clone, Copy)]
pub struct Colors {
    /// `accent`: the color of the guide.
    pub accent: Color,
    /// `on-accent`: of text on it.
    pub on_accent: Color,
    /// `paper`: behind pages.
    pub paper: Color,
}

impl Default for Colors {
    fn default() -> Self {
        let white = Color { channels: [255; 3] };
        Self { accent: Color { channels: [0; 3] }, on_accent: white, paper: white }
    }
}

/// Scripts and styles that only some pages load: those with a part that asks for them, or when a reader does something.
#[derive(Debug, Clone, Default)]
pub struct Bundle {
    /// `js`: scripts in the order in which they are joined.
    pub js: Vec<String>,
    /// `css`: style sheets in the order in which they are joined.
    pub css: Vec<String>,
    /// `strings`: beginnings of the keys of the interface strings that its scripts use.
    pub strings: Vec<String>,
    /// `needs`: bundles that have to come before it.
    pub needs: Vec<String>,
    /// `kinds`: pages of these kinds load it, whatever parts they have.
    pub kinds: Vec<String>,
}

/// What of pages the guide in one file holds packed, since readers without script have no use for it.
#[derive(Debug, Clone, Default)]
pub struct SingleFile {
    /// `packed`: selectors of elements.
    pub packed: Vec<String>,
    /// `attributes`: selectors of elements, each with the names of attributes that only scripts read.
    pub attributes: Vec<(String, Vec<String>)>,
}

/// What a directive may have and how it is made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PartSpec {
    /// `template`: name of the template below `parts/`, without `.html`.
    pub template: String,
    /// `attributes`: what can be written in the braces.
    pub attributes: BTreeMap<String, AttributeSpec>,
    /// `inside`: the part that has to be directly around it.
    pub inside: Option<String>,
    /// `anchor`: whether it gets an id even when none is written.
    pub anchor: bool,
    /// `body`: whether it has a content and so a closing line.
    pub body: bool,
    /// `bundle`: what a page loads when it has such a part.
    pub bundle: Option<String>,
}

/// What an attribute of a part may hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttributeSpec {
    /// `type`.
    pub kind: AttributeKind,
    /// `required`.
    pub required: bool,
}

/// The type of an attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttributeKind {
    /// `text`: any text.
    Text,
    /// `flag`: there or not there, without a value.
    Flag,
    /// `address`: a link target, resolved like a Markdown link.
    Address,
    /// `choice`: one of `values`.
    Choice(Vec<String>),
    /// `icon`: the name of one of the theme's icons, which are these.
    Icon(Vec<String>),
}

impl Theme {
    /// Reads the theme that `config` names. Mistakes go to `out`.
    ///
    /// # Errors
    /// When a file of the theme's folder cannot be read.
    pub fn read(root: &Path, config: &Config, out: &mut Vec<Diagnostic>) -> Result<Self> {
        let mut theme = Self::default();
        for (name, bytes, compact) in DEFAULT {
            let file =
                ThemeFile { bytes: Cow::Borrowed(bytes), display: format!("themes/default/{name}"), compact: *compact };
            theme.files.insert((*name).to_owned(), file);
        }
        theme.strings = DEFAULT_STRINGS.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect();
        let folder = root.join("themes").join(&config.theme.name);
        let languages = languages(&config.book.language);
        let display = format!("themes/{}", config.theme.name);
        let own = thread::scope(|scope| {
            // A thread of its own, as all others may be busy behind a save.
            let reading = folder.is_dir().then(|| scope.spawn(|| read_folder(&folder, &display)));
            theme.read_manifest(out);
            theme.read_strings(&languages[1..], out);
            reading.map(|reading| reading.join().unwrap_or_else(|panic| resume_unwind(panic)))
        });
        if let Some(files) = own {
            let replaced = theme.replace(files?);
            if replaced.contains("theme.toml") {
                theme.read_manifest(out);
            }
            if replaced.iter().any(|name| name.starts_with("strings/")) {
                theme.read_strings(&languages, out);
            }
        } else if config.theme.name != "default" {
            let others = theme_names(root);
            let known = others.iter().map(String::as_str).chain(["default"]);
            out.push(
                Diagnostic::error(Code::Config, format!("no theme `{}`", config.theme.name))
                    .at(config.file.at(config.theme.span.clone()))
                    .label(format!("`themes/{}/` does not exist", config.theme.name))
                    .help(suggest::help(&config.theme.name, known)),
            );
        }
        theme.name_icons();
        theme.check_files(out);
        Ok(theme)
    }

    /// The bytes of a file of the theme.
    #[must_use]
    pub fn bytes(&self, name: &str) -> Option<&[u8]> {
        self.files.get(name).map(|file| &*file.bytes)
    }

    /// What is sent of a script or style sheet, where it is that of the default theme.
    pub(crate) fn compact(&self, name: &str) -> Option<&'static str> {
        self.files.get(name)?.compact
    }

    /// The bytes of the font for pictures, when the theme has one.
    #[must_use]
    pub fn card_font(&self) -> Option<&[u8]> {
        self.bytes(self.card_font.as_deref()?)
    }

    /// The text of a file of the theme, empty when there is none; bytes that are not UTF-8 become `U+FFFD`.
    #[must_use]
    pub fn text(&self, name: &str) -> Cow<'_, str> {
        text_of(self.bytes(name).unwrap_or_default())
    }

    /// The same for findings and templates, with its path.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<File> {
        let file = self.files.get(name)?;
        Some(File::new(&file.display, &text_of(&file.bytes)))
    }

    /// The templates, by name below `templates/`.
    pub fn templates(&self) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
        self.files.iter().filter_map(|(name, file)| {
            let template = name.strip_prefix("templates/")?;
            Some((template, text_of(&file.bytes)))
        })
    }

    /// The icons, by name.
    pub fn icons(&self) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
        self.files.iter().filter_map(|(name, file)| {
            let icon = name.strip_prefix("icons/")?.strip_suffix(".svg")?;
            Some((icon, text_of(&file.bytes)))
        })
    }

    /// An interface string; its own key when the theme has none, so that a gap shows instead of hiding.
    #[must_use]
    pub fn string<'a>(&'a self, key: &'a str) -> &'a str {
        self.strings.get(key).map_or(key, String::as_str)
    }

    /// The bundles that a page of a kind loads, and those in `names`, with all that they need: each once, what is needed
    /// first.
    #[must_use]
    pub fn bundles_for<'n>(&self, kind: &str, names: impl IntoIterator<Item = &'n str>) -> Vec<&str> {
        let mut found = Vec::new();
        let of_kind = self.bundles.iter().filter(|(_, bundle)| bundle.kinds.iter().any(|name| name == kind));
        for name in names.into_iter().map(str::to_owned).chain(of_kind.map(|(name, _)| name.clone())) {
            self.visit_bundle(&name, &mut Vec::new(), &mut found);
        }
        found
    }

    fn visit_bundle<'a>(&'a self, name: &str, path: &mut Vec<&'a str>, found: &mut Vec<&'a str>) {
        let Some((name, bundle)) = self.bundles.get_key_value(name) else { return };
        // Bundles that need each other in a circle are loaded in the order in which they are met.
        if found.contains(&name.as_str()) || path.contains(&name.as_str()) {
            return;
        }
        path.push(name);
        for needed in &bundle.needs {
            self.visit_bundle(needed, path, found);
        }
        path.pop();
        found.push(name);
    }

    /// A hash of all its files.
    #[must_use]
    pub fn hash(&self) -> u64 {
        let mut hash = Xxh3::new();
        for (name, file) in &self.files {
            hash.update(name.as_bytes());
            hash.update(&[0]);
            hash.update(&file.bytes);
            hash.update(&[0]);
        }
        hash.digest()
    }

    /// Takes over files. Returns the names of those that are new or differ from what was there.
    fn replace(&mut self, files: Vec<(String, ThemeFile)>) -> BTreeSet<String> {
        let mut replaced = BTreeSet::new();
        for (name, mut file) in files {
            match self.files.get(&name).filter(|known| known.bytes == file.bytes) {
                Some(known) => file.compact = known.compact,
                None => {
                    replaced.insert(name.clone());
                }
            }
            self.files.insert(name, file);
        }
        replaced
    }

    fn read_manifest(&mut self, out: &mut Vec<Diagnostic>) {
        let Some(file) = self.file("theme.toml") else { return };
        let root = table::parse_toml(&file, 0..file.text.len(), Code::Theme, out);
        let mut reader = Reader::new(&file, &root, "`theme.toml`", Code::Theme, out);
        if let Some(css) = reader.strings("css") {
            self.css = css;
        }
        if let Some(js) = reader.strings("js") {
            self.js = js;
        }
        self.css.extend(reader.strings("extra-css").unwrap_or_default());
        self.js.extend(reader.strings("extra-js").unwrap_or_default());
        if let Some(script) = reader.string("head-script") {
            self.head_script = Some(script);
        }
        if let Some(script) = reader.string("service-worker") {
            self.service_worker = Some(script);
        }
        if let Some(sizes) = reader.string("image-sizes") {
            self.image_sizes = Some(sizes);
        }
        if let Some(rules) = reader.string("speculation-rules") {
            self.speculation_rules = Some(rules);
        }
        if let Some(favicon) = reader.string("favicon") {
            self.favicon = Some(favicon);
        }
        if let Some(font) = reader.string("card-font") {
            self.card_font = Some(font);
        }
        let parts = reader.table("parts");
        let bundles = reader.table("bundles");
        let colors = reader.table("colors");
        let single_file = reader.table("single-file");
        reader.finish();
        if let Some(colors) = colors {
            self.colors.read(&file, colors, out);
        }
        if let Some(table) = single_file {
            self.single_file = SingleFile::read(&file, table, out);
        }
        for (key, node) in bundles.map(|table| table.entries.as_slice()).unwrap_or_default() {
            if let Value::Table(table) = &node.value {
                let bundle = Bundle::read(&file, &key.name, table, out);
                self.bundles.insert(key.name.clone(), bundle);
            }
        }
        for (key, node) in parts.map(|table| table.entries.as_slice()).unwrap_or_default() {
            if let Value::Table(table) = &node.value {
                let part = PartSpec::read(&file, &key.name, table, out);
                self.parts.insert(key.name.clone(), part);
            }
        }
    }

    /// Reads the strings of languages, one after the other.
    fn read_strings(&mut self, languages: &[String], out: &mut Vec<Diagnostic>) {
        for name in languages {
            let Some(file) = self.file(&format!("strings/{name}.toml")) else { continue };
            let root = table::parse_toml(&file, 0..file.text.len(), Code::Theme, out);
            for (key, node) in &root.entries {
                match &node.value {
                    Value::Text(text) => {
                        self.strings.insert(key.name.clone(), text.clone());
                    }
                    other => out.push(
                        Diagnostic::error(
                            Code::Theme,
                            format!("`{}` has to be text, not {}", key.name, other.type_name()),
                        )
                        .at(file.at(node.span.clone())),
                    ),
                }
            }
        }
    }

    /// Tells attributes that are icons which ones there are, as a theme may have more than the default one.
    fn name_icons(&mut self) {
        let names: Vec<String> = self.icons().map(|(name, _)| name.to_owned()).collect();
        for attribute in self.parts.values_mut().flat_map(|part| part.attributes.values_mut()) {
            if let AttributeKind::Icon(known) = &mut attribute.kind {
                known.clone_from(&names);
            }
        }
    }

    /// Reports files that `theme.toml` names and that do not exist.
    fn check_files(&self, out: &mut Vec<Diagnostic>) {
        let bundled = self.bundles.values().flat_map(|bundle| bundle.js.iter().chain(&bundle.css));
        let named = self
            .css
            .iter()
            .chain(&self.js)
            .chain(bundled)
            .chain(&self.head_script)
            .chain(&self.service_worker)
            .chain(&self.speculation_rules)
            .chain(&self.favicon)
            .chain(&self.card_font);
        for name in named.filter(|name| !self.files.contains_key(*name)) {
            let Some(manifest) = self.file("theme.toml") else { continue };
            let span = manifest.text.find(&format!("\"{name}\"")).map_or(0..0, |at| at..at + name.len() + 2);
            out.push(
                Diagnostic::error(Code::Theme, format!("the theme has no file `{name}`")).at(manifest.at(span)).help(
                    suggest::nearest(name, self.files.keys().map(String::as_str))
                        .map(|near| format!("did you mean `{near}`?")),
                ),
            );
        }
        if let (Some(name), Some(bytes), Some(manifest)) = (&self.card_font, self.card_font(), self.file("theme.toml"))
            && ttf_parser::Face::parse(bytes, 0).is_err()
        {
            let span = manifest.text.find(&format!("\"{name}\"")).map_or(0..0, |at| at..at + name.len() + 2);
            out.push(
                Diagnostic::error(Code::Theme, format!("`{name}` is no font that can be read"))
                    .at(manifest.at(span))
                    .help("an OpenType or TrueType file: `.otf` or `.ttf`".to_owned()),
            );
        }
        let needed = self.bundles.values().flat_map(|bundle| &bundle.needs);
        for name in needed.chain(self.parts.values().filter_map(|part| part.bundle.as_ref())) {
            let Some(manifest) = self.file("theme.toml").filter(|_| !self.bundles.contains_key(name)) else { continue };
            let span = manifest.text.find(&format!("\"{name}\"")).map_or(0..0, |at| at..at + name.len() + 2);
            out.push(
                Diagnostic::error(Code::Theme, format!("the theme has no bundle `{name}`"))
                    .at(manifest.at(span))
                    .help(suggest::help(name, self.bundles.keys().map(String::as_str))),
            );
        }
        for (name, part) in &self.parts {
            let template = format!("templates/parts/{}.html", part.template);
            if name != "include" && !self.files.contains_key(&template) {
                let Some(manifest) = self.file("theme.toml") else { continue };
                let header = format!("[parts.{name}]");
                let span = manifest.text.find(&header).map_or(0..0, |at| at..at + header.len());
                out.push(
                    Diagnostic::error(Code::Theme, format!("the part `{name}` has no template `{template}`"))
                        .at(manifest.at(span)),
                );
            }
        }
    }
}

impl Colors {
    /// Takes the colors that a theme sets; the others stay as they are.
    fn read(&mut self, file: &File, table: &Table, out: &mut Vec<Diagnostic>) {
        let mut reader = Reader::new(file, table, "`[colors]`", Code::Theme, out);
        let mut read = |key, color: &mut Color| {
            let Some(text) = reader.text(key) else { return };
            match Color::parse(&text.text) {
                Some(read) => *color = read,
                None => reader.refuse(
                    text.span,
                    format!("`{}` is no color", text.text),
                    Some("for example `#0a6b61`".to_owned()),
                ),
            }
        };
        read("accent", &mut self.accent);
        read("on-accent", &mut self.on_accent);
        read("paper", &mut self.paper);
        reader.finish();
        let contrast = self.accent.contrast(self.on_accent);
        if contrast < 4.5 {
            let place = table.entries.first().map_or(0..0, |(key, _)| key.span.clone());
            out.push(
                Diagnostic::error(Code::Theme, "text of the color `on-accent` cannot be read well on `accent`")
                    .at(file.at(place))
                    .note(format!("their contrast is {contrast:.1} : 1, and text needs 4.5 : 1")),
            );
        }
    }
}

impl Bundle {
    fn read(file: &File, name: &str, table: &Table, out: &mut Vec<Diagnostic>) -> Self {
        let label = format!("`[bundles.{name}]`");
        let mut reader = Reader::new(file, table, &label, Code::Theme, out);
        let mut list = |key| reader.strings(key).unwrap_or_default();
        let bundle = Self {
            js: list("js"),
            css: list("css"),
            strings: list("strings"),
            needs: list("needs"),
            kinds: list("kinds"),
        };
        reader.finish();
        bundle
    }
}

impl SingleFile {
    fn read(file: &File, table: &Table, out: &mut Vec<Diagnostic>) -> Self {
        let mut reader = Reader::new(file, table, "`[single-file]`", Code::Theme, out);
        let packed = reader.strings("packed").unwrap_or_default();
        let lists = reader.lists_of_texts("attributes").unwrap_or_default();
        reader.finish();
        let attributes = lists.into_iter().filter_map(|(texts, _)| {
            let (selector, names) = texts.split_first()?;
            Some((selector.clone(), names.to_vec()))
        });
        Self { packed, attributes: attributes.collect() }
    }
}

impl PartSpec {
    fn read(file: &File, name: &str, table: &Table, out: &mut Vec<Diagnostic>) -> Self {
        let label = format!("`[parts.{name}]`");
        let mut reader = Reader::new(file, table, &label, Code::Theme, out);
        let mut part = Self {
            template: reader.string("template").unwrap_or_else(|| name.to_owned()),
            attributes: BTreeMap::new(),
            inside: reader.string("inside"),
            anchor: reader.flag("anchor").unwrap_or(false),
            body: reader.flag("body").unwrap_or(true),
            bundle: reader.string("bundle"),
        };
        let attributes = reader.table("attributes");
        reader.finish();
        for (key, node) in attributes.map(|table| table.entries.as_slice()).unwrap_or_default() {
            let Value::Table(table) = &node.value else {
                out.push(
                    Diagnostic::error(Code::Theme, format!("the attribute `{}` has to be a table", key.name))
                        .at(file.at(node.span.clone()))
                        .help("for example `{ type = \"text\" }`".to_owned()),
                );
                continue;
            };
            let mut reader = Reader::new(file, table, "an attribute", Code::Theme, out);
            let kind = match reader.choice("type", &["text", "flag", "address", "icon", "choice"]) {
                Some("flag") => AttributeKind::Flag,
                Some("address") => AttributeKind::Address,
                Some("icon") => AttributeKind::Icon(Vec::new()),
                Some("choice") => {
                    let values = reader.strings("values").unwrap_or_default();
                    if values.is_empty() {
                        let help = "for example `values = [\"opens\", \"closes\"]`".to_owned();
                        reader.refuse(
                            key.span.clone(),
                            format!("the choice `{}` has no `values`", key.name),
                            Some(help),
                        );
                    }
                    AttributeKind::Choice(values)
                }
                _ => AttributeKind::Text,
            };
            let required = reader.flag("required").unwrap_or(false);
            reader.finish();
            part.attributes.insert(key.name.clone(), AttributeSpec { kind, required });
        }
        part
    }
}

/// Bytes as text. Nearly all are UTF-8, which is seen faster by looking for that alone.
fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}

/// Fewer files are not worth another thread.
const FILES_OF_A_THREAD: usize = 48;

/// Reads the files of a theme's folder, by name, with `display` before their names in findings.
fn read_folder(folder: &Path, display: &str) -> Result<Vec<(String, ThemeFile)>> {
    let mut names = Vec::new();
    for entry in WalkDir::new(folder).min_depth(1).sort_by_file_name() {
        let entry = entry?;
        let Some(name) = entry.path().strip_prefix(folder).ok().and_then(Path::to_str) else { continue };
        let hidden = name.split(['/', '\\']).any(|part| part.starts_with('.') || part.ends_with('~'));
        if entry.file_type().is_file() && !hidden {
            names.push(name.to_owned());
        }
    }
    let read = |names: &[String]| -> Result<Vec<(String, ThemeFile)>> {
        let read_file = |name: &String| {
            let bytes = Cow::Owned(fs::read(&folder.join(name))?);
            let name = name.replace('\\', "/");
            let display = format!("{display}/{name}");
            Ok((name, ThemeFile { bytes, display, compact: None }))
        };
        names.iter().map(read_file).collect()
    };
    let threads = thread::available_parallelism().map_or(1, usize::from).min(names.len() / FILES_OF_A_THREAD).max(1);
    let (own, others) = names.split_at(names.len().div_ceil(threads));
    thread::scope(|scope| {
        let others = others.chunks(own.len().max(1)).map(|names| scope.spawn(move || read(names)));
        let others: Vec<_> = others.collect();
        let mut files = read(own)?;
        for reading in others {
            files.extend(reading.join().unwrap_or_else(|panic| resume_unwind(panic))?);
        }
        Ok(files)
    })
}

/// The languages whose strings a guide has; those of each replace those of the ones before it: English, its own, its own in its
/// region.
fn languages(language: &str) -> Vec<String> {
    let language = language.to_lowercase();
    let primary = language.split(['-', '_']).next().unwrap_or_default().to_owned();
    let mut languages = vec!["en".to_owned(), primary, language];
    languages.dedup();
    languages
}

fn theme_names(root: &Path) -> Vec<String> {
    let Ok(folder) = std::fs::read_dir(root.join("themes")) else {
        return Vec::new();
    };
    let mut names: Vec<String> = folder.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    names.sort();
    names
}
