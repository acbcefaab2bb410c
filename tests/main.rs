//! All integration tests in one program: linked once, one harness.

mod harness;

mod announce;
mod browser;
mod build;
mod bundle;
mod check;
mod checklists;
mod cli;
mod compare;
mod config;
mod content;
mod decisions;
mod docs;
mod epub;
mod faults;
mod glossary;
mod highlight;
mod images;
mod layers;
mod links;
mod manual;
mod match_demo;
mod nav;
mod new;
mod offline;
mod planner;
mod preview;
mod publish;
mod questions;
mod render;
mod rules;
mod search;
mod session;
mod theme;
mod unchanged;
