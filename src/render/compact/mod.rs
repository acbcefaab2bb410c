//! Scripts and style sheets as they are sent.

mod script;
mod style;

pub(super) use self::script::compact_script;
pub(super) use self::style::compact_style;
