//! The whole guide as a PDF: the page for printing, printed by a browser that is on the machine.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::{Bundle, Made};
use crate::path::SitePath;
use crate::routes::{Recipe, Routes};
use crate::write::{self, Outcome};

/// Browsers that print, by the names of their programs; on other systems by where they are installed.
const BROWSERS: [&str; 7] = [
    "google-chrome",
    "google-chrome-stable",
    "chromium",
    "chromium-browser",
    "microsoft-edge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
];
/// How long a browser may take; one that waits for something else would wait for ever.
const PATIENCE: Duration = Duration::from_secs(120);

/// The whole guide as a PDF with an outline and page numbers.
///
/// # Errors
/// When there is no browser, when the guide has no page for printing, or when the browser does not print.
pub fn pdf(routes: &Arc<Routes>) -> Result<Made> {
    let browser = browser()?;
    let Some(print) = routes.paths().find(|path| routes.recipe(path) == Some(&Recipe::Print)).cloned() else {
        bail!("the guide has no page for printing; `print-page = true` under `[site]` in `book.toml` makes it");
    };
    let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
    let site = folder.path().join("site");
    if let Outcome::Failed(findings) = write::write(&mut routes.clone(), &site, &[], &|_, _| {})? {
        return Ok(Err(findings));
    }
    let out = folder.path().join("guide.pdf");
    print_page(&browser, &site, &print, folder.path(), &out)?;
    let bytes = crate::fs::read(&out).context("the browser printed nothing")?;
    let length = bytes.len();
    Ok(Ok(Bundle { bytes, parts: vec![("PDF".to_owned(), length)] }))
}

/// A browser that prints: the one that `CHROMIUM` or `CHROME` names, or the first of the usual ones.
fn browser() -> Result<PathBuf> {
    let named = ["CHROMIUM", "CHROME"].iter().filter_map(std::env::var_os).find(|path| !path.is_empty());
    if let Some(path) = named {
        return Ok(path.into());
    }
    let folders: Vec<PathBuf> =
        std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default();
    let found = BROWSERS.iter().find_map(|name| {
        let here = Path::new(name);
        if here.is_absolute() {
            return here.is_file().then(|| here.to_owned());
        }
        folders.iter().map(|folder| folder.join(name)).find(|path| path.is_file())
    });
    found.context(
        "a PDF is printed by Chromium or Chrome, and there is none: install one, or name it in the variable CHROMIUM.\n\
         Or open `print.html` of the site in any browser and print it to a file",
    )
}

fn print_page(browser: &Path, site: &Path, page: &SitePath, profile: &Path, out: &Path) -> Result<()> {
    // A `#` or `%` in the name of a temporary folder would end the address, and the browser would print something else.
    let site = SitePath::new(&site.to_string_lossy()).encoded();
    let address = format!("file://{site}/{}", page.encoded());
    let mut command = Command::new(browser);
    command
        .args(["--headless", "--disable-gpu", "--no-first-run", "--disable-extensions", "--no-pdf-header-footer"])
        .args(["--generate-pdf-document-outline", "--export-tagged-pdf", "--virtual-time-budget=20000"])
        .arg(format!("--user-data-dir={}", profile.join("profile").display()))
        .arg(format!("--print-to-pdf={}", out.display()))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    // Where everything runs as root, as in containers, Chromium starts without its sandbox only. What it opens is our own page,
    // which asks nobody.
    if is_root() {
        command.arg("--no-sandbox");
    }
    let mut child = command.arg(address).spawn().with_context(|| format!("cannot start `{}`", browser.display()))?;
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait().context("cannot wait for the browser")? {
            if status.success() {
                return Ok(());
            }
            bail!("`{}` did not print the guide ({status})", browser.display());
        }
        if started.elapsed() > PATIENCE {
            let _ = child.kill();
            let _ = child.wait();
            bail!("`{}` did not print the guide in {} seconds", browser.display(), PATIENCE.as_secs());
        }
        thread::sleep(Duration::from_millis(50));
    }
}

/// Whether the program runs as root, as its own entry in `/proc` tells.
#[cfg(unix)]
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata("/proc/self").is_ok_and(|metadata| metadata.uid() == 0)
}

#[cfg(not(unix))]
fn is_root() -> bool {
    false
}
