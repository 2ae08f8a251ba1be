//! Every place where SQLite differs from PostgreSQL, one file per concern. A `match` on the engine
//! appears here and in the rest of `src/db`, nowhere else.

pub mod bulk;
pub mod connect;
pub mod fault;
pub mod fulltext;
pub mod inspect;
pub mod lock;
pub mod queue;
pub mod transaction;
