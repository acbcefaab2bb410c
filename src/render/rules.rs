//! The rules for emails as a script: what pages read an applicant's email with.

use serde_json::{Value, json};

use crate::rules::Rules;
use crate::site::Site;

/// The script: `Matchbook.guideRules`, the rules as data and the sample emails that an email may be made from.
///
/// ```text
/// { ignoreAfter: [start, …], rules: [{ id, severity, message, … }], emails: [[name, title], …] }
/// ```
#[must_use]
pub fn rules_script(site: &Site, rules: &Rules) -> String {
    let mut data = rules.to_json();
    let emails = site.nav.order().iter().map(|page| &site[*page]).filter(|page| page.email.is_some());
    data["emails"] = emails.map(|page| json!([page.short_name(), page.nav_title()])).collect::<Vec<Value>>().into();
    format!("(globalThis.Matchbook ??= {{}}).guideRules = {data};\n")
}
