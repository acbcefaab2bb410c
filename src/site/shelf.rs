//! Where a run keeps what took long to make.

use std::fmt::Debug;

/// Keeps bytes for the next run. What stands on it may be gone at any time.
pub trait Shelf: Debug + Send + Sync {
    /// What was kept under a name.
    fn take(&self, name: &str) -> Option<Vec<u8>>;
    /// Keeps something under a name; a shelf that cannot does not.
    fn put(&self, name: &str, bytes: &[u8]);
}
