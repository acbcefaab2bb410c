//! What stands around the pages: the head with the policy, styles and the script that unpacks, and the end with what is packed.

use std::collections::BTreeSet;

use anyhow::{Context, Result, anyhow};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lol_html::html_content::ContentType;
use lol_html::{RewriteStrSettings, element, rewrite_str};
use sha2::{Digest, Sha256};

use super::compact::compact;
use super::pack::PackedText;
use super::texts::sum_of;
use super::{SINGLE_STYLES, UNPACK};
use crate::html;
use crate::routes::Routes;

/// What stands in the file as it is, for readers without script and to unpack the rest.
pub(super) struct Shell<'r> {
    style: String,
    script: String,
    title: &'r str,
    damaged: &'r str,
    too_old: &'r str,
}

impl<'r> Shell<'r> {
    pub(super) fn new(routes: &'r Routes) -> Result<Self> {
        let assets = routes.assets();
        let mut style = assets.stylesheet.1.clone();
        for name in SINGLE_STYLES {
            style.push_str(&assets.styles.get(name).with_context(|| format!("the theme has no style `{name}`"))?.1);
        }
        let unpack = assets.scripts.get(UNPACK).with_context(|| format!("the theme has no script `{UNPACK}`"))?;
        let script = format!("{}\n{}", assets.head_script, unpack.1);
        let site = routes.site();
        Ok(Self {
            style: style.replace("</style", "<\\/style"),
            // Nothing in a script may end its element.
            script: script.replace("</script", "<\\/script").replace("<!--", "<\\!--"),
            title: &site.config().book.title,
            damaged: site.input.theme.string("single_damaged"),
            too_old: site.input.theme.string("single_failed"),
        })
    }

    /// Bytes of style and script.
    pub(super) fn size(&self) -> usize {
        self.style.len() + self.script.len()
    }

    /// The head of the list of pages as that of the file, with what tells whether the end of the file is there and unharmed.
    pub(super) fn head(&self, html: &str, scripts: &BTreeSet<String>, packed: &PackedText) -> Result<String> {
        let hashes: Vec<&str> = scripts.iter().map(String::as_str).collect();
        let policy = format!(
            "default-src 'none'; script-src {} {}; style-src {}; img-src data: blob:; media-src data:; form-action 'none'; base-uri 'none'",
            hash(&self.script),
            hashes.join(" "),
            hash(&self.style),
        );
        let own = format!(
            "<style>{}</style>\n<script data-sizes=\"{}\" data-sum=\"{}\" data-damaged=\"{}\" data-too-old=\"{}\">{}</script>\n",
            self.style,
            packed.sizes.map(|size| size.to_string()).join(" "),
            sum_of(&packed.text),
            html::attribute(self.damaged),
            html::attribute(self.too_old),
            self.script,
        );
        let settings = [
            element!("meta[http-equiv]", |element| Ok(element.set_attribute("content", &policy)?)),
            element!("title", |element| {
                element.set_inner_content(self.title, ContentType::Text);
                Ok(())
            }),
            // Every style and script stands in the file; what is for search engines has no address here.
            element!("link, script, meta[property], meta[name=description], meta[name^=twitter]", |element| {
                element.remove();
                Ok(())
            }),
            element!("head", |element| {
                element.append(&own, ContentType::Html);
                Ok(())
            }),
            element!("body", |element| Ok(element.set_attribute("data-root", "")?)),
        ]
        .into_iter()
        .fold(RewriteStrSettings::new(), RewriteStrSettings::append_element_content_handler);
        let html = rewrite_str(html, settings).map_err(|error| anyhow!("cannot make the head of the file: {error}"))?;
        Ok(compact(&html))
    }

    /// The end of the list of pages as that of the file, with what is packed.
    pub(super) fn foot(&self, html: &str, packed: &PackedText) -> Result<String> {
        let end = html.rfind("</body>").context("a page without an end")?;
        Ok(format!(
            "{}<script type=\"text/plain\" data-packed>{}</script>\n{}",
            compact(&html[..end]),
            packed.text,
            &html[end..]
        ))
    }
}

/// A script or style as the policy names it.
pub(super) fn hash(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes())))
}
