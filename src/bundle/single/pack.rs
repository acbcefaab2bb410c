//! What scripts need, packed: JSON, then texts (styles, scripts, pieces of pages) with a zero before each, then the numbers of
//! the search index; compressed by LZMA and written with 91 signs. `js/unpack.js` reads it.
//!
//! Browsers could read a deflated text by themselves, but that of the guide of this repository would be a sixth longer.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;

use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use lzma_rust2::{EncodeMode, LzmaOptions, LzmaWriter};
use serde::Serialize;
use serde_json::Value;

use super::place::Taken;
use super::shell::hash;
use super::texts::{Check, PageTexts};
use super::{SINGLE, SINGLE_STYLES, UNPACK};
use crate::path::SitePath;
use crate::routes::{Recipe, Routes};
use crate::theme::SingleFile;

/// Bits of the character before that tell what a character may be; `js/unpack.js` has it too.
const LITERAL_BITS: u32 = 4;
/// The first sign of the 91, and those after it that would have a meaning in a script element or are easily changed.
const FIRST: u8 = b'!';
const LEFT_OUT: [u8; 3] = [b'&', b'<', b'\\'];

/// What is packed, as it is collected.
#[derive(Default)]
pub(super) struct Packed<'a> {
    pub(super) pages: Vec<PackedPage<'a>>,
    pub(super) taken: Taken,
    pub(super) texts: PageTexts,
    /// Hashes of the scripts, for the content security policy.
    pub(super) hashes: BTreeSet<String>,
    styles: BTreeMap<String, String>,
    scripts: BTreeMap<String, String>,
    search: BTreeMap<String, (String, Value)>,
    /// Styles and scripts that are used from the start, in their order.
    used: (Vec<String>, Vec<String>),
    numbers: Vec<u8>,
}

/// A page of the file, for `js/single.js`.
#[derive(Serialize)]
pub(super) struct PackedPage<'a> {
    pub(super) path: &'a str,
    pub(super) kind: &'a str,
    pub(super) title: String,
    pub(super) short: &'a str,
}

/// What is packed as it stands in the file.
pub(super) struct PackedText {
    pub(super) text: String,
    /// Bytes before they were written as text, and before they were compressed.
    pub(super) sizes: [usize; 2],
}

/// A selector, names of attributes of the elements that it names, and their values: those of the first element, of the second….
type PackedAttributes<'a> = (&'a str, &'a [String], &'a [Option<String>]);

/// The JSON. Of styles and scripts it has the addresses.
#[derive(Serialize)]
struct Content<'a> {
    styles: Vec<&'a String>,
    scripts: Vec<&'a String>,
    used: &'a (Vec<String>, Vec<String>),
    pages: &'a [PackedPage<'a>],
    attributes: Vec<PackedAttributes<'a>>,
    search: &'a BTreeMap<String, (String, Value)>,
    checks: &'a [Check],
    /// How many bytes at the end are numbers.
    numbers: usize,
}

impl<'a> Packed<'a> {
    /// Collects all styles, scripts and files of the search index but those that stand in the file as they are.
    pub(super) fn read<'p>(
        &mut self,
        routes: &Routes,
        pages: impl Iterator<Item = (&'p SitePath, &'p str)>,
    ) -> Result<()> {
        let assets = routes.assets();
        let of_bundle = |files: &BTreeMap<String, (SitePath, String)>, name| {
            files.get(name).map(|(path, _)| path.clone()).with_context(|| format!("the theme has no bundle `{name}`"))
        };
        // What is read first is used first.
        self.used.1.extend([assets.script.0.to_string(), of_bundle(&assets.scripts, SINGLE)?.to_string()]);
        for (path, html) in pages {
            self.use_of(html, path);
        }
        let mut raw = vec![assets.stylesheet.0.clone(), of_bundle(&assets.scripts, UNPACK)?];
        for name in SINGLE_STYLES {
            raw.push(of_bundle(&assets.styles, name)?);
        }
        self.used.0.retain(|style| raw.iter().all(|path| path.as_str() != style));
        for path in routes.paths().filter(|path| !raw.contains(path)) {
            let is_search = routes.recipe(path) == Some(&Recipe::SearchFile);
            let is_text = match routes.recipe(path) {
                Some(Recipe::Asset) => matches!(path.extension(), "js" | "css"),
                Some(Recipe::Guide | Recipe::Rules) => true,
                _ => is_search,
            };
            if !is_text {
                continue;
            }
            let bytes =
                routes.produce(path).and_then(Result::ok).with_context(|| format!("`{path}` cannot be made"))?;
            let text = String::from_utf8(bytes.into_owned()).with_context(|| format!("`{path}` is no text"))?;
            if is_search {
                let (name, mut data) = call(&text).with_context(|| format!("`{path}` is no file of the index"))?;
                self.texts.shorten(&mut data);
                self.move_numbers(&mut data);
                self.search.insert(path.to_string(), (name, data));
            } else if path.extension() == "js" {
                self.hashes.insert(hash(&text));
                self.scripts.insert(path.to_string(), text);
            } else {
                self.styles.insert(path.to_string(), text);
            }
        }
        Ok(())
    }

    /// The styles and scripts that a page names, in an order in which they can be loaded.
    fn use_of(&mut self, html: &str, path: &SitePath) {
        let head = html.split("</head>").next().unwrap_or_default();
        let root = path.root();
        for (list, before) in
            [(&mut self.used.0, "<link rel=\"stylesheet\" href=\""), (&mut self.used.1, "<script defer src=\"")]
        {
            for part in head.split(before).skip(1) {
                let address = part.split('"').next().unwrap_or_default();
                let address = address.strip_prefix(&root).unwrap_or(address).to_owned();
                if !list.contains(&address) {
                    list.push(address);
                }
            }
        }
    }

    /// Numbers that a file of the index has in base64 are kept as what they are: `[start, length]`.
    fn move_numbers(&mut self, data: &mut Value) {
        let Some(bytes) = data.as_str().and_then(|text| STANDARD_NO_PAD.decode(text).ok()) else { return };
        *data = Value::from(vec![self.numbers.len(), bytes.len()]);
        self.numbers.extend(bytes);
    }

    /// All of it as text, and how many bytes of that scripts and styles and the search index have.
    pub(super) fn text(&self, theme: &'a SingleFile) -> Result<(PackedText, Vec<(String, usize)>)> {
        let attributes = theme.attributes.iter().zip(&self.taken.attributes);
        let content = Content {
            styles: self.styles.keys().collect(),
            scripts: self.scripts.keys().collect(),
            used: &self.used,
            pages: &self.pages,
            attributes: attributes
                .map(|((selector, names), values)| (selector.as_str(), names.as_slice(), values.as_slice()))
                .collect(),
            search: &self.search,
            checks: &self.texts.checks,
            numbers: self.numbers.len(),
        };
        let mut bytes = serde_json::to_vec(&content)?;
        let files: Vec<&String> = self.styles.values().chain(self.scripts.values()).collect();
        for text in files.iter().copied().chain(&self.taken.pieces) {
            bytes.push(0);
            bytes.extend(text.as_bytes());
        }
        bytes.extend(&self.numbers);
        let compressed = compress(&bytes)?;
        let text = write(&compressed);

        // What each has of the whole is what it is alone, in proportion.
        let mut search = serde_json::to_vec(&(&content.search, &content.checks))?;
        search.extend(&self.numbers);
        let alone = [
            compress(files.into_iter().map(String::as_str).collect::<String>().as_bytes())?.len(),
            compress(&search)?.len(),
            compress(&serde_json::to_vec(&(&content.pages, &self.taken.pieces, &content.attributes))?)?.len(),
        ];
        let all: usize = alone.iter().sum();
        let shares = ["scripts and styles", "search"].into_iter().zip(alone);
        let shares = shares.map(|(name, bytes)| (name.to_owned(), text.len() * bytes / all)).collect();
        Ok((PackedText { text, sizes: [compressed.len(), bytes.len()] }, shares))
    }
}

/// Name and data of a file of the search index.
fn call(text: &str) -> Option<(String, Value)> {
    let inside = text.trim_end().strip_prefix("Matchbook.searchFile(")?.strip_suffix(')')?;
    let (name, data) = inside.split_once(',')?;
    Some((serde_json::from_str(name).ok()?, serde_json::from_str(data).ok()?))
}

/// Bytes compressed by LZMA, without a header and without a mark at the end.
fn compress(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut options = LzmaOptions::with_preset(9);
    options.dict_size = u32::try_from(bytes.len())?.max(4096);
    (options.lc, options.lp, options.pb) = (LITERAL_BITS, 0, 0);
    (options.mode, options.nice_len) = (EncodeMode::Normal, LzmaOptions::NICE_LEN_MAX);
    let mut writer = LzmaWriter::new_no_header(Vec::new(), &options, false)?;
    writer.write_all(bytes)?;
    Ok(writer.finish()?)
}

/// Bytes as text: 13 bits are two of 91 signs, the lower ones first. Base64 would be a twelfth longer.
fn write(bytes: &[u8]) -> String {
    let signs: Vec<char> = (FIRST..=b'~').filter(|sign| !LEFT_OUT.contains(sign)).map(char::from).collect();
    let mut text = String::with_capacity(bytes.len() * 16 / 13 + 2);
    let (mut bits, mut count) = (0_usize, 0);
    let mut push = |value: usize| text.extend([signs[value % signs.len()], signs[value / signs.len()]]);
    for byte in bytes {
        bits |= usize::from(*byte) << count;
        count += 8;
        if count >= 13 {
            push(bits & 0x1fff);
            bits >>= 13;
            count -= 13;
        }
    }
    if count > 0 {
        push(bits);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stands_for_the_bytes_and_ends_no_script() {
        assert_eq!(write(&[]), "");
        assert_eq!(write(&[0]), "!!");
        let bytes: Vec<u8> =
            (0..=255).cycle().take(10_000).map(|byte: u8| byte.wrapping_mul(31) ^ byte.rotate_left(3)).collect();
        let text = write(&bytes);
        assert!(text.len() <= bytes.len() * 16 / 13 + 2);
        assert!(!text.contains(['<', '&', '\\']));
    }
}
