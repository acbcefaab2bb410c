//! Where HTML will stand, and the addresses and anchors there.

use crate::document::PageId;
use crate::path::SitePath;
use crate::resolve::Target;
use crate::site::Site;

/// Where a page's HTML will stand.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Edition<'a> {
    /// On its own page, at this address.
    Page(&'a SitePath),
    /// In the page that holds the whole guide, at this address: anchors carry their page's name.
    Whole(&'a SitePath),
    /// In a book, as the page of this address: no script runs there.
    Book(&'a SitePath),
}

impl<'a> Edition<'a> {
    pub(super) fn path(self) -> &'a SitePath {
        match self {
            Self::Page(path) | Self::Whole(path) | Self::Book(path) => path,
        }
    }

    /// The address of a place in the guide.
    pub(crate) fn href(self, site: &Site, target: &Target) -> String {
        match (self, target) {
            (_, Target::External(address)) => address.clone(),
            (_, Target::Asset { source, suffix }) => self.path().href(&SitePath::of_asset(source)) + suffix,
            (Self::Whole(_), Target::Page { page, anchor }) => {
                format!("#{}", self.anchor(site, *page, anchor.as_deref()))
            }
            (Self::Page(path) | Self::Book(path), Target::Page { page, anchor }) => {
                let anchor = anchor.as_ref().map(|anchor| format!("#{anchor}")).unwrap_or_default();
                let to = site.path(*page);
                if to == path && !anchor.is_empty() { anchor } else { path.href(to) + &anchor }
            }
        }
    }

    /// The id of an anchor of a page; of the page itself without one.
    pub(crate) fn anchor(self, site: &Site, page: PageId, anchor: Option<&str>) -> String {
        match self {
            Self::Page(_) | Self::Book(_) => anchor.unwrap_or_default().to_owned(),
            Self::Whole(_) => {
                let mut id = site.path(page).as_id();
                if let Some(anchor) = anchor {
                    id.push_str("--");
                    id.push_str(anchor);
                }
                id
            }
        }
    }
}
