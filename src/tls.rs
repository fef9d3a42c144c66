//! The machine's TLS, set up once: every client that calls out shares it.
//!
//! OpenSSL reads all authorities of the machine for each connector it sets up, which takes 40 ms and more; sixty
//! endpoints with a connector each took seconds to set up. Called by `courier`, `discord`, `calendars` and `outbound`
//! for their clients, and by `bot` beforehand. It knows nobody, and nothing of what the clients are for.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use native_tls::{Certificate, TlsConnector};

/// The connectors of this process, by the authorities that are trusted besides those of the machine, in PEM.
static CONNECTORS: Mutex<BTreeMap<Vec<u8>, TlsConnector>> = Mutex::new(BTreeMap::new());

/// Why there is no TLS.
#[derive(Debug, thiserror::Error)]
pub enum NoTls {
    /// The machine's cannot be set up.
    #[error("{0}")]
    Machine(native_tls::Error),
    /// A certificate is none.
    #[error("{0}")]
    Authority(String),
    /// The client cannot be made.
    #[error("{0}")]
    Client(reqwest::Error),
}

impl From<reqwest::Error> for NoTls {
    fn from(error: reqwest::Error) -> Self {
        Self::Client(error.without_url())
    }
}

/// What a client that trusts the authorities of this machine begins with.
///
/// # Errors
/// When the machine's TLS cannot be set up.
pub fn client() -> Result<reqwest::ClientBuilder, NoTls> {
    client_trusting(&[])
}

/// As [`client`], for one that trusts the authorities in `pem` as well, if there are any.
///
/// # Errors
/// As [`client`], and when something else stands in `pem`.
pub fn client_trusting(pem: &[u8]) -> Result<reqwest::ClientBuilder, NoTls> {
    Ok(reqwest::Client::builder().tls_backend_preconfigured(connector(pem)?))
}

/// Sets up the machine's TLS while there is other work to do; whoever is first waits for it.
pub fn warm_up() {
    // What is wrong with it is told by whoever needs it.
    let _ = connector(&[]);
}

fn connector(pem: &[u8]) -> Result<TlsConnector, NoTls> {
    // Held while one is set up: whoever comes meanwhile waits for that very one instead of setting up another.
    let mut known = CONNECTORS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(connector) = known.get(pem) {
        return Ok(connector.clone());
    }
    let mut building = TlsConnector::builder();
    for authority in read_authorities(pem)? {
        building.add_root_certificate(authority);
    }
    let connector = building.build().map_err(NoTls::Machine)?;
    known.insert(pem.to_vec(), connector.clone());
    Ok(connector)
}

/// The certificates in a file of PEM; none in an empty one.
fn read_authorities(pem: &[u8]) -> Result<Vec<Certificate>, NoTls> {
    if pem.is_empty() {
        return Ok(Vec::new());
    }
    let read = Certificate::stack_from_pem(pem).map_err(|error| NoTls::Authority(error.to_string()))?;
    if read.is_empty() {
        return Err(NoTls::Authority("it holds no certificate".to_owned()));
    }
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The client takes a connector of the very version of the library that it was built with, and no other.
    #[test]
    fn clients_take_the_connector() {
        client().unwrap().build().unwrap();
    }

    #[test]
    fn what_is_no_certificate_is_not_trusted() {
        assert!(matches!(client_trusting(b"hello"), Err(NoTls::Authority(_))));
        let broken = b"-----BEGIN CERTIFICATE-----\naGVsbG8=\n-----END CERTIFICATE-----\n";
        assert!(matches!(client_trusting(broken), Err(NoTls::Authority(_))));
    }
}
