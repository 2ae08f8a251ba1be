//! Looking names up, and refusing those that lead where nobody may.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use futures_util::future::BoxFuture;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::Fault;
use super::address::Policy;

/// What a name stands for. The system's resolver, or a table in tests.
pub type Lookup = Arc<dyn Fn(String) -> BoxFuture<'static, std::io::Result<Vec<IpAddr>>> + Send + Sync>;

/// Asks the operating system.
pub fn system() -> Lookup {
    Arc::new(|name| {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    })
}

/// Gives out only names all of whose addresses may be called: one that is public today and private tomorrow, or both
/// at once, is no name to trust.
#[derive(Clone)]
pub(super) struct Guard {
    pub policy: Arc<Policy>,
    pub lookup: Lookup,
}

impl Guard {
    pub(super) async fn addresses(&self, name: &str) -> Result<Vec<IpAddr>, Fault> {
        let found = (self.lookup)(name.to_owned()).await.map_err(|_| Fault::NameNotResolved)?;
        if found.is_empty() {
            return Err(Fault::NameNotResolved);
        }
        if found.iter().any(|address| !self.policy.allows(*address)) {
            return Err(Fault::AddressNotAllowed);
        }
        Ok(found)
    }
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.clone();
        Box::pin(async move {
            let found = guard.addresses(name.as_str()).await?;
            let addresses: Addrs = Box::new(found.into_iter().map(|address| SocketAddr::new(address, 0)));
            Ok(addresses)
        })
    }
}

impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guard").field("policy", &self.policy).finish_non_exhaustive()
    }
}
