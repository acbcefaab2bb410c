//! Matchbook turns a guide written in Markdown into a fast static site that works online, in a preview and from disk.
//!
//! [`pipeline`] tells the story of a build; `ARCHITECTURE.md` draws the whole.

// The rooms, top to bottom; a module uses only those below it (`tests/layers.rs`).
pub mod cli;

pub mod bundle;
pub mod cache;
pub mod publish;
pub mod scaffold;
pub mod serve;
pub mod unchanged;
pub mod write;

pub mod pipeline;

pub mod announce;
pub mod check;
pub(crate) mod images;
pub mod offline;
pub mod questions;
pub mod render;
pub mod routes;
pub mod rules;
pub mod search;

pub mod nav;
pub mod resolve;
pub mod site;

pub mod document;
pub mod highlight;
pub mod parse;

pub mod config;
pub mod history;
pub mod source;
pub mod theme;

pub(crate) mod blocks;
pub mod color;
pub mod diagnostic;
pub mod excerpt;
pub mod exif;
pub mod fs;
pub mod html;
pub mod path;
pub mod png;
pub mod repository;
pub mod suggest;
pub mod table;
pub mod timings;
mod varint;
