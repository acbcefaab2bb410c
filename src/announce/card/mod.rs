//! Pictures for link previews: a page's title on the color of the theme, drawn without asking anybody.

mod draw;
mod font;

use std::collections::BTreeMap;

use xxhash_rust::xxh3::Xxh3;

use self::font::{Font, plain};
use crate::document::{Document, Kind, PageId};
use crate::path::SitePath;
use crate::site::Site;

/// How large a card is: what the large sites ask for.
const WIDTH: usize = 1200;
const HEIGHT: usize = 630;
/// Counted up when cards are drawn in another way. Sites keep a picture for its address, so what changes has another one.
const DRAWING: u8 = 1;

/// What stands on a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// The title of the page, or that of the guide.
    title: String,
    /// What the page is or belongs to; may be empty.
    kind: String,
    /// The title of the guide; empty where it is the title already.
    guide: String,
}

impl Card {
    /// What the picture shows, in words.
    #[must_use]
    pub fn alt(&self) -> String {
        if self.guide.is_empty() { self.title.clone() } else { format!("{} – {}", self.title, self.guide) }
    }
}

/// The cards of a site, each with its address.
#[derive(Debug, Default)]
pub struct Cards {
    cards: BTreeMap<SitePath, Card>,
    /// The cards of pages.
    of_pages: Vec<Option<SitePath>>,
    /// The card of the guide as a whole.
    of_guide: Option<SitePath>,
}

impl Cards {
    /// The cards of a site. A page whose title the font cannot write has that of the guide; when the font cannot write that
    /// either, there is none.
    #[must_use]
    pub fn new(site: &Site) -> Self {
        let mut cards = Self::default();
        let theme = &site.input.theme;
        let Some(bytes) = theme.card_font() else { return cards };
        let Some(font) = Font::new(bytes) else { return cards };
        let mut base = Xxh3::new();
        for part in [&[DRAWING][..], bytes, &theme.colors.accent.channels, &theme.colors.on_accent.channels] {
            base.update(part);
        }
        let guide = Some(plain(&site.config().book.title)).filter(|title| can_write(&font, title)).unwrap_or_default();
        let mut add = |card: Card| {
            let mut hash = base.clone();
            for text in [&card.title, &card.kind, &card.guide] {
                hash.update(text.as_bytes());
                hash.update(&[0]);
            }
            let path = SitePath::new(&format!("assets/card-{:016x}.png", hash.digest()));
            cards.cards.insert(path.clone(), card);
            path
        };
        let of_guide =
            (!guide.is_empty()).then(|| add(Card { title: guide.clone(), kind: String::new(), guide: String::new() }));
        let of_pages = site.pages().map(|page| {
            let document = &site[page];
            let title = plain(&document.title);
            if site.home() == Some(page) || title == guide || !can_write(&font, &title) {
                return of_guide.clone();
            }
            let kind =
                Some(plain(kind_of(site, page, document))).filter(|kind| *kind != title && can_write(&font, kind));
            Some(add(Card { title, kind: kind.unwrap_or_default(), guide: guide.clone() }))
        });
        let of_pages = of_pages.collect();
        Self { of_pages, of_guide, ..cards }
    }

    /// The addresses of all cards.
    pub fn paths(&self) -> impl Iterator<Item = &SitePath> {
        self.cards.keys()
    }

    /// The card of a page; of none, that of the guide as a whole.
    #[must_use]
    pub fn of(&self, page: Option<PageId>) -> Option<(&SitePath, &Card)> {
        let path = match page {
            Some(page) => self.of_pages.get(page.0)?.as_ref()?,
            None => self.of_guide.as_ref()?,
        };
        self.cards.get_key_value(path)
    }

    /// The picture at an address.
    #[must_use]
    pub fn draw(&self, path: &SitePath, site: &Site) -> Option<Vec<u8>> {
        let theme = &site.input.theme;
        let font = Font::new(theme.card_font()?)?;
        Some(draw::draw(self.cards.get(path)?, &font, theme.colors.accent, theme.colors.on_accent))
    }
}

fn can_write(font: &Font<'_>, text: &str) -> bool {
    !text.is_empty() && font.can_write(text)
}

/// What a page is, in a word: by its kind where that says something, else the section it is in.
fn kind_of<'a>(site: &'a Site, page: PageId, document: &Document) -> &'a str {
    let theme = &site.input.theme;
    match document.front.kind {
        Kind::Email => theme.string("card_email"),
        Kind::Faq => theme.string("card_faq"),
        Kind::Glossary => theme.string("card_glossary"),
        Kind::Chapter | Kind::Home => {
            let above = site.nav.ancestors(page);
            above.first().filter(|_| above.len() > 1).map_or("", |section| section.title.as_str())
        }
    }
}
