//! What happens to every request, whatever it asks for. From the outside in:
//!
//! 1. [`envelope`]: request id, log line, security headers, problems completed, panics caught, HEAD as GET;
//! 2. [`cors`]: who may read the reply in a browser;
//! 3. [`coding`]: the tag of an encoded reply;
//! 4. actix's own compression;
//! 5. [`authenticate`], beneath `/api/v1` only: whose credential it is;
//! 6. [`audit`], there too: on whose behalf what follows is written;
//! 7. [`dry_run`], there too: whether it is to stay;
//! 8. [`idempotency`], there too: whether it was done before.

pub mod audit;
pub mod authenticate;
pub mod coding;
pub mod cors;
pub mod dry_run;
pub mod envelope;
pub mod idempotency;
