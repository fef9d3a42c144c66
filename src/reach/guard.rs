//! Where names lead: every address is looked at when the name is, so that what is checked is what is
//! called.
//!
//! A name that is looked up twice, once to be checked and once to be called, may lead to two places. Here the client
//! is given only addresses within reach. It does not ask for those that are written out in numbers: [`check`] is for
//! them.

use std::net::{IpAddr, SocketAddr};

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::{Reach, find_written_address};

/// Why an address is not called.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("leads to {address}, which is {objection}")]
pub struct OutOfReach {
    address: IpAddr,
    objection: &'static str,
}

/// Looks names up, and forgets addresses that are out of reach.
pub struct Guard(pub Reach);

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.0;
        Box::pin(async move {
            let addresses = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let within = keep_within(reach, addresses)?;
            Ok(Box::new(within.into_iter()) as Addrs)
        })
    }
}

/// Those of the addresses that are within reach.
fn keep_within(reach: Reach, addresses: Vec<SocketAddr>) -> Result<Vec<SocketAddr>, OutOfReach> {
    let mut objection = None;
    let mut within = Vec::with_capacity(addresses.len());
    for address in addresses {
        match find_out_of_reach(reach, address.ip()) {
            Some(out) => objection = objection.or(Some(out)),
            None => within.push(address),
        }
    }
    match objection {
        Some(objection) if within.is_empty() => Err(objection),
        _ => Ok(within),
    }
}

/// Looks at an address that is written out in numbers.
///
/// # Errors
/// [`OutOfReach`] when it is.
pub fn check(reach: Reach, url: &Url) -> Result<(), OutOfReach> {
    let out = find_written_address(url).and_then(|address| find_out_of_reach(reach, address));
    out.map_or(Ok(()), Err)
}

fn find_out_of_reach(reach: Reach, address: IpAddr) -> Option<OutOfReach> {
    let objection = reach.find_objection(address)?;
    Some(OutOfReach { address, objection })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(texts: &[&str]) -> Vec<SocketAddr> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn only_addresses_within_reach_are_called() {
        let mixed = addresses(&["127.0.0.1:0", "1.1.1.1:0", "[::1]:0"]);
        assert_eq!(
            keep_within(Reach::Public, mixed.clone()),
            Ok(addresses(&["1.1.1.1:0"]))
        );
        assert_eq!(
            keep_within(Reach::ThisMachine, mixed.clone()),
            Ok(addresses(&["127.0.0.1:0", "[::1]:0"]))
        );
        assert_eq!(keep_within(Reach::Anywhere, mixed.clone()), Ok(mixed));
    }

    #[test]
    fn a_name_with_no_address_within_reach_is_refused_for_its_first() {
        let private = addresses(&["10.1.2.3:0", "[::1]:0"]);
        let refused = keep_within(Reach::Public, private).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "leads to 10.1.2.3, which is in a private network"
        );
    }

    #[test]
    fn numbers_in_disguise_are_addresses_too() {
        for disguise in [
            "https://2130706433/",
            "https://0x7f.1/",
            "https://0177.0.0.1/",
            "https://127.1/",
            "https://[::ffff:7f00:1]/",
            "https://127.0.0.1./",
        ] {
            let url = Url::parse(disguise).unwrap();
            let refused = check(Reach::Public, &url).unwrap_err();
            assert_eq!(refused.objection, "this machine", "{disguise}");
        }
        assert_eq!(
            check(Reach::Public, &Url::parse("https://example.org").unwrap()),
            Ok(())
        );
    }
}
