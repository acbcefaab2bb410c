//! How fast each stage of a build is, on the guide of this repository: `cargo bench --bench stages`. Throughput is in bytes of
//! its Markdown, so that stages can be compared.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use divan::{Bencher, black_box, counter::BytesCount};
use matchbook::check;
use matchbook::pipeline::{self, Changes, Guide, Options, Session};
use matchbook::routes::{Recipe, Routes};
use matchbook::search::{Files, Index};
use matchbook::site::{Layout, Site};
use matchbook::source::Sources;
use matchbook::theme::Theme;
use matchbook::unchanged::Inputs;
use matchbook::{parse, write};

fn main() {
    divan::main();
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The guide as a whole, and the bytes of its pages.
static GUIDE: LazyLock<(Guide, BytesCount)> = LazyLock::new(|| {
    let guide = pipeline::load(root(), &Options::default()).expect("the guide of this repository");
    let bytes: usize = guide.site.documents.iter().map(|document| document.file().text.len()).sum();
    (guide, BytesCount::new(bytes))
});

fn site() -> &'static Site {
    &GUIDE.0.site
}

fn routes() -> &'static Arc<Routes> {
    GUIDE.0.routes.as_ref().expect("templates that can be used")
}

#[divan::bench]
fn look_for_changes(bencher: Bencher<'_, '_>) {
    bencher.counter(GUIDE.1).bench(|| Inputs::look(root(), None, "", None));
}

#[divan::bench]
fn read_content(bencher: Bencher<'_, '_>) {
    bencher.counter(GUIDE.1).bench(|| Sources::read(root(), "content", &mut Vec::new()));
}

#[divan::bench]
fn read_theme(bencher: Bencher<'_, '_>) {
    bencher.bench(|| Theme::read(root(), site().config(), &mut Vec::new()));
}

#[divan::bench]
fn parse_pages(bencher: Bencher<'_, '_>) {
    let input = &site().input;
    bencher.counter(GUIDE.1).bench(|| {
        for document in &site().documents {
            black_box(parse::parse(&document.path, document.file(), &input.config, &input.sources, &input.theme.parts));
        }
    });
}

#[divan::bench]
fn lay_out(bencher: Bencher<'_, '_>) {
    bencher.counter(GUIDE.1).bench(|| Layout::new(&site().input, &site().documents, &mut Vec::new()));
}

#[divan::bench]
fn check_pages(bencher: Bencher<'_, '_>) {
    bencher.counter(GUIDE.1).bench(|| site().pages().map(|page| check::page(site(), page).len()).sum::<usize>());
}

#[divan::bench]
fn make_pages(bencher: Bencher<'_, '_>) {
    let pages: Vec<_> =
        routes().paths().filter(|path| matches!(routes().recipe(path), Some(Recipe::Page(_)))).collect();
    bencher.counter(GUIDE.1).bench(|| {
        for path in &pages {
            let _ = black_box(routes().produce(path));
        }
    });
}

#[divan::bench]
fn index_words(bencher: Bencher<'_, '_>) {
    bencher.counter(GUIDE.1).bench(|| Index::new(site()));
}

#[divan::bench]
fn write_search_files(bencher: Bencher<'_, '_>) {
    let index = Index::new(site());
    bencher.counter(GUIDE.1).bench(|| {
        let files = Files::new(&index, site());
        files.paths().map(|path| files.produce(path, &index, site()).map_or(0, |bytes| bytes.len())).sum::<usize>()
    });
}

#[divan::bench]
fn write_a_new_site(bencher: Bencher<'_, '_>) {
    bencher.counter(GUIDE.1).with_inputs(|| tempfile::tempdir().expect("a folder")).bench_values(|folder| {
        write::write(&mut routes().clone(), &folder.path().join("site"), &[], &|_, _| {}).expect("written");
        folder
    });
}

#[divan::bench]
fn compare_the_same_site(bencher: Bencher<'_, '_>) {
    let folder = tempfile::tempdir().expect("a folder");
    let write = || write::write(&mut routes().clone(), &folder.path().join("site"), &[], &|_, _| {}).expect("written");
    write();
    bencher.counter(GUIDE.1).bench(write);
}

#[divan::bench]
fn whole_session(bencher: Bencher<'_, '_>) {
    bencher.counter(GUIDE.1).bench(|| {
        let mut session = Session::new(root(), Options::default());
        session.read(&Changes::All).expect("the guide of this repository");
        session
    });
}
