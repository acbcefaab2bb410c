//! "Did you mean …": the nearest of the names that exist.

/// The candidate that `wrong` most likely stands for, or `None` when nothing is near. Nearness is the optimal string
/// alignment distance (transposed neighbors count once), case apart; up to a third of the letters may be wrong.
#[must_use]
pub fn nearest<'a>(wrong: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wrong = wrong.to_lowercase();
    let length = wrong.chars().count();
    let limit = (length / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (candidate.to_lowercase(), candidate))
        // What is that much longer or shorter need not be held against it letter by letter.
        .filter(|(lower, _)| lower.chars().count().abs_diff(length) <= limit)
        .map(|(lower, candidate)| (strsim::osa_distance(&wrong, &lower), candidate))
        .filter(|(distance, candidate)| *distance <= limit && *distance < candidate.chars().count())
        .min()
        .map(|(_, candidate)| candidate)
}

/// The help line for a name that does not exist: the nearest one, or all of them when they are few.
#[must_use]
pub fn help<'a>(wrong: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let mut candidates: Vec<&str> = candidates.into_iter().collect();
    candidates.sort_unstable();
    candidates.dedup();
    if let Some(nearest) = nearest(wrong, candidates.iter().copied()) {
        return Some(format!("did you mean `{nearest}`?"));
    }
    match candidates.len() {
        0 => None,
        1..=24 => Some(format!("one of: `{}`", candidates.join("`, `"))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let names = ["title", "description", "kind", "weight"];
        assert_eq!(nearest("titel", names), Some("title"));
        assert_eq!(nearest("Descripton", names), Some("description"));
        assert_eq!(nearest("colour", names), None);
        assert_eq!(nearest("x", ["y"]), None);
        assert_eq!(help("zzzz", ["a", "b"]), Some("one of: `a`, `b`".into()));
    }
}
