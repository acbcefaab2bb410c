//! From a page of the [`Site`](crate::site::Site) to its HTML.

mod assets;
mod body;
pub mod context;
mod page;
mod sidebar;
mod templates;

pub use assets::Assets;
pub use page::Renderer;
pub(crate) use page::{CONTENTS, NOT_FOUND, PRINT};
pub use templates::Templates;
