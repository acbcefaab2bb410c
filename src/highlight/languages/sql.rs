//! SQL, with the words that the common databases share.

use std::sync::LazyLock;

use crate::highlight::lexer::table::{Escapes, Language, Lexer, Quote, SLASH_STAR, Sigil};
use crate::highlight::spans::Class;

pub(super) static SQL: LazyLock<Lexer> = LazyLock::new(|| Lexer::new(&TABLE));

static TABLE: Language = Language {
    line_comments: &["--"],
    block_comments: &[SLASH_STAR],
    quotes: &[
        Quote { escapes: Escapes::Doubled, ..Quote::block("'") },
        Quote { escapes: Escapes::Doubled, ..Quote::line("\"") },
        Quote { escapes: Escapes::None, ..Quote::line("`") },
    ],
    sigils: &[Sigil::Variable(b'@'), Sigil::Variable(b'$')],
    words: &[
        (
            Class::Keyword,
            "add after all alter analyze and any as asc before begin between by cascade case cast check collate column \
             commit conflict constraint create cross cube cursor database declare default deferrable delete desc \
             describe distinct do drop each else elsif end escape except exclude execute exists explain fetch filter \
             first following for foreign from full function generated glob grant group grouping having identity if \
             ignore ilike in index inner insert instead intersect into is isnull join key language last lateral left \
             like limit lock loop match materialized merge minus natural no not notnull nulls of offset on only or \
             order outer over partition plan pragma preceding primary procedure range recursive references regexp \
             reindex release rename replace restrict return returning returns revoke right rollback rollup row rows \
             savepoint schema select sequence set similar some start table tables temp temporary then ties to top \
             transaction trigger truncate unbounded union unique unlogged update use using vacuum values view virtual \
             when where while window with within without",
        ),
        (Class::Constant, "null true false unknown current_date current_time current_timestamp current_user"),
        (
            Class::Type,
            "bigint bigserial binary bit blob bool boolean bytea char character clob date datetime decimal double enum \
             float int integer interval json jsonb money nchar numeric nvarchar precision real serial smallint text \
             time timestamp timestamptz tinyint uuid varbinary varchar varying xml year",
        ),
    ],
    ignores_case: true,
    ..Language::EMPTY
};
