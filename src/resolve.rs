//! Where links lead. Every link is resolved or reported: [`resolve`] is the one place that decides, for the check as for
//! the renderer.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use crate::diagnostic::Code;
use crate::document::PageId;
use crate::path::{SitePath, SourcePath};
use crate::site::Site;
use crate::source::{Content, is_private};
use crate::suggest;

/// What a link leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A page of the guide, or a place on it.
    Page {
        /// The page.
        page: PageId,
        /// The anchor on it.
        anchor: Option<String>,
    },
    /// A file that is copied as it is, with what followed its name (`#page=2`).
    Asset {
        /// The file.
        source: SourcePath,
        /// Query and fragment as written.
        suffix: String,
    },
    /// Anything else: another site, an email address, a phone number.
    External(String),
}

/// Why a link leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The kind of finding.
    pub code: Code,
    /// What is wrong.
    pub message: String,
    /// What to say under the link.
    pub label: Option<String>,
    /// What to do about it.
    pub help: Option<String>,
}

/// Address schemes that links may have.
const SCHEMES: [&str; 5] = ["https", "http", "mailto", "tel", "sms"];

/// Resolves the address `target` of a link written in the file `base`, on the page `page`.
///
/// # Errors
/// When it leads nowhere, or where no link may lead.
pub fn resolve(site: &Site, page: PageId, base: &SourcePath, target: &str) -> Result<Target, Problem> {
    let target = target.trim();
    if let Some(scheme) = scheme_of(target) {
        if SCHEMES.iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
            return match without_host(target, scheme) {
                Some(problem) => Err(problem),
                None => Ok(Target::External(target.to_owned())),
            };
        }
        return Err(Problem {
            code: Code::UnsafeLink,
            message: format!("links with `{scheme}:` are not allowed"),
            label: None,
            help: Some(format!("use one of `{}:`", SCHEMES.join(":`, `"))),
        });
    }
    if target.starts_with("//") {
        return Ok(Target::External(format!("https:{target}")));
    }
    let (address, fragment) = match target.split_once('#') {
        Some((address, fragment)) => (address, Some(fragment)),
        None => (target, None),
    };
    let (path, query) = match address.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (address, None),
    };
    let path = decoded(path);
    let anchor =
        fragment.map(|fragment| decoded(fragment).into_owned()).filter(|anchor| !anchor.is_empty() && anchor != "top");

    if path.is_empty() {
        if target.is_empty() {
            return Err(Problem {
                code: Code::BrokenLink,
                message: "a link without an address".into(),
                label: None,
                help: None,
            });
        }
        return with_anchor(site, page, anchor);
    }
    let Some(source) = base.join(&path) else {
        return Err(Problem {
            code: Code::BrokenLink,
            message: format!("`{path}` leads out of the content folder"),
            label: None,
            help: Some(format!("move the file into `{}/`", site.config().book.src)),
        });
    };
    if let Some(page) = find_page(site, &source, &path) {
        return with_anchor(site, page, anchor);
    }
    if let Some(content) = site.input.sources.content(&source)
        && !source.is_markdown()
        && !is_private(&source)
        && is_published(&source, content)
    {
        let query = query.map(|query| format!("?{query}")).unwrap_or_default();
        let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
        return Ok(Target::Asset { source, suffix: query + &fragment });
    }
    Err(missing(site, base, &path, &source))
}

/// What is wrong with an address of the web that names no site; browsers look for `https:x.org` beside the page (URL Standard,
/// "special relative or authority state").
fn without_host(target: &str, scheme: &str) -> Option<Problem> {
    if !SCHEMES[..2].iter().any(|web| scheme.eq_ignore_ascii_case(web)) {
        return None;
    }
    let rest = &target[scheme.len() + 1..];
    if rest.strip_prefix("//").is_some_and(|rest| !rest.is_empty() && !rest.starts_with(['/', '?', '#'])) {
        return None;
    }
    let address = rest.trim_start_matches(['/', '\\']);
    Some(Problem {
        code: Code::BrokenLink,
        message: format!("`{target}` names no site"),
        label: None,
        help: (!address.is_empty()).then(|| format!("write `{scheme}://{address}`")),
    })
}

/// Whether a file that is not a page is part of the output: settings and data for Matchbook are not.
#[must_use]
pub fn is_published(source: &SourcePath, content: &Content) -> bool {
    let is_data = source.extension() == "toml" && matches!(content, Content::Text(_));
    !is_data && !source.is_markdown() && !is_private(source)
}

fn decoded(address: &str) -> Cow<'_, str> {
    // As nearly all addresses are.
    if !address.contains('%') {
        return address.into();
    }
    percent_decode_str(address).decode_utf8_lossy()
}

fn scheme_of(target: &str) -> Option<&str> {
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    let length = target.bytes().take_while(is_letter).count();
    let (scheme, rest) = target.split_at(length);
    (scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && rest.starts_with(':')).then_some(scheme)
}

fn find_page(site: &Site, source: &SourcePath, path: &str) -> Option<PageId> {
    if let Some(page) = site.page_of(source) {
        return Some(page);
    }
    if path.ends_with('/') || source.as_str().is_empty() {
        // A folder stands for its front page.
        return ["index.md", "README.md"].iter().find_map(|name| {
            let index = if source.as_str().is_empty() {
                SourcePath::new(name)
            } else {
                SourcePath::new(&format!("{source}/{name}"))
            };
            site.page_of(&index)
        });
    }
    // The address of the page in the output is understood too.
    site.page_at(&SitePath::new(source.as_str()))
}

fn with_anchor(site: &Site, page: PageId, anchor: Option<String>) -> Result<Target, Problem> {
    if let Some(anchor) = &anchor
        && !site[page].has_anchor(anchor)
    {
        let document = &site[page];
        let known = document.anchor_names().filter(|name| !name.starts_with("task-"));
        return Err(Problem {
            code: Code::BrokenAnchor,
            message: format!("no heading `{anchor}` in `{}`", document.path),
            label: None,
            help: suggest::help(anchor, known).map(|help| help.replace("did you mean `", "did you mean `#")),
        });
    }
    Ok(Target::Page { page, anchor })
}

/// With more files than these, a name is held against those of its own folder alone.
const MANY: usize = 1000;

fn missing(site: &Site, base: &SourcePath, path: &str, source: &SourcePath) -> Problem {
    let src = &site.config().book.src;
    let files = || {
        let files = site.input.sources.iter();
        files
            .filter(|(path, content)| site.page_of(path).is_some() || is_published(path, content))
            .map(|(path, _)| path)
    };
    // The same name in another folder is the likeliest mistake, then one that is spelled nearly so.
    let name = path.rsplit('/').next();
    let same_name = files().find(|file| Some(file.file_name()) == name).map(|file| base.link_to(file));
    let near = same_name.or_else(|| {
        // In a large guide, where whole folders of links may be broken, those beside it are near enough.
        let is_large = files().nth(MANY).is_some();
        let beside = files().filter(|file| !is_large || file.folder() == source.folder());
        let candidates: Vec<String> = beside.map(|file| base.link_to(file)).collect();
        let near = suggest::nearest(path, candidates.iter().map(String::as_str));
        let near =
            near.or_else(|| candidates.iter().map(String::as_str).find(|candidate| *candidate == format!("{path}.md")));
        near.map(str::to_owned)
    });
    let is_there = site.input.sources.content(source).is_some();
    let is_draft = site.input.sources.text(source).is_some() && source.is_markdown() && !is_private(source);
    let what = if source.is_markdown() || source.extension().is_empty() { "page" } else { "file" };
    Problem {
        code: Code::BrokenLink,
        message: format!("no {what} `{path}`"),
        label: Some(if is_draft {
            "this page is a draft, which is not published".to_owned()
        } else if is_there && is_private(source) {
            "what begins with `_` is for includes and is not published".to_owned()
        } else {
            format!("`{src}/{source}` does not exist")
        }),
        help: elsewhere(path).or(near.map(|near| format!("did you mean `{near}`?"))),
    }
}

/// What to write where a path looks like the address of another site.
fn elsewhere(path: &str) -> Option<String> {
    const ENDINGS: [&str; 6] = ["com", "org", "net", "edu", "gov", "int"];
    let address = ["https/", "http/"].iter().find_map(|scheme| path.strip_prefix(scheme)).unwrap_or(path);
    let address = address.trim_start_matches('/');
    let host = address.split('/').next().unwrap_or_default();
    let is_host = host.split_once('.').is_some_and(|(first, _)| first == "www")
        || host.rsplit_once('.').is_some_and(|(name, ending)| !name.is_empty() && ENDINGS.contains(&ending));
    is_host.then(|| format!("for another site write `https://{address}`"))
}
