//! From a page of the [`Site`](crate::site::Site) to its HTML.

mod a_to_z;
mod assets;
mod body;
mod compact;
mod constants;
pub mod context;
mod email;
mod guide;
mod json_ld;
mod page;
mod places;
mod rules;
mod sidebar;
mod templates;

pub use assets::Assets;
pub use guide::guide_script;
pub use page::{Book, Renderer};
pub use rules::rules_script;
pub use templates::Templates;

/// Address of the page that lists every page.
pub(crate) const CONTENTS: &str = "contents.html";
/// Address of the page that lists everything that has a name.
pub(crate) const A_TO_Z: &str = "a-z.html";
/// Address of the page that shows what a reader keeps on the device.
pub(crate) const MY_DATA: &str = "my-data.html";
/// Address of the script that tells what scripts know of the guide as a whole.
pub(crate) const GUIDE_SCRIPT: &str = "assets/guide.js";
/// Address of the script with the rules for emails.
pub(crate) const RULES_SCRIPT: &str = "assets/rules.js";
/// Address of the page where any email is checked.
pub(crate) const CHECK_EMAIL: &str = "check-email.html";
/// Name of the page with the title in a book.
pub(crate) const BOOK_TITLE: &str = "title.xhtml";
/// Name of the table of contents in a book.
pub(crate) const BOOK_CONTENTS: &str = "contents.xhtml";
/// Address of the page that holds the whole guide.
pub(crate) const PRINT: &str = "print.html";
/// The bundle that tells the age of a copy to hand on.
pub(crate) const COPY_AGE: &str = "copy-age";
/// The bundle that keeps the site on the device.
pub(crate) const OFFLINE: &str = "offline";
/// The kind of pages that lead on from an old address, and the bundle of their script.
pub(crate) const MOVED: &str = "moved";
/// Address of the page that servers show for addresses that do not exist.
pub(crate) const NOT_FOUND: &str = "404.html";
