//! Search: what can be found, the index, its files, and the ranking that the terminal and `queries.toml` use. The same
//! ranking runs in the browser from `themes/default/js/search/`; shared vectors in `tests/search/` hold the two
//! together.

mod all;
mod count;
mod entries;
mod excerpt;
mod files;
mod gather;
mod index;
mod list;
mod query;
mod rank;
mod runs;
mod texts;
mod variants;
mod words;

pub use all::Entries;
pub use entries::{Entry, EntryKind};
pub use excerpt::{Marked, Piece, excerpt};
pub use files::{CORE, FOLDER, Files};
pub use index::{Form, Index, Words};
pub(crate) use index::{algorithm, sort_key, stem, stop_words};
pub use list::{List, Place, strength};
pub use query::{How, Meaning, NamedSpan, Planned, Query};
pub use rank::{Found, Hit};
pub use words::{fold, words};
