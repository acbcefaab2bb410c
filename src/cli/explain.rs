//! `matchbook explain`.

use anyhow::{Result, bail};
use clap::Args;

use super::Status;
use super::report::Reporter;
use crate::diagnostic::Code;
use crate::suggest;

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// The kind of finding
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

pub(super) fn run(args: &ExplainArgs, reporter: &Reporter) -> Result<Status> {
    let Some(wanted) = &args.code else {
        for code in Code::ALL {
            let first = code.explanation().lines().next().unwrap_or_default();
            reporter.answer(&format!("{:<20} {first}", code.name()));
        }
        return Ok(Status::Fine);
    };
    let Some(code) = Code::ALL.iter().find(|code| code.name() == wanted) else {
        let near = suggest::nearest(wanted, Code::ALL.iter().map(|code| code.name()));
        match near {
            Some(near) => bail!("no finding is called `{wanted}`, did you mean `{near}`?"),
            None => bail!("no finding is called `{wanted}`; `matchbook explain` lists all of them"),
        }
    };
    reporter.answer(&format!("{code}\n\n{}", code.explanation()));
    Ok(Status::Fine)
}
