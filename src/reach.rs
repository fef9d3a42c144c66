//! Which addresses may be called: the public Internet by default, the machine and its networks only where bot.toml says.
//!
//! An address in a configuration is written by few and read by nobody again, and a name leads today elsewhere than
//! yesterday. So `config` and `playbook` ask here about addresses that are written out, and whoever calls (`outbound`,
//! `calendars`) gives its client the [`guard`], which looks at every address that a name leads to. It knows nobody. The
//! ranges are those of IANA's special-purpose registries
//! (<https://www.iana.org/assignments/iana-ipv4-special-registry>, `iana-ipv6-special-registry`).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use reqwest::Url;

pub mod guard;

/// How far a call may reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The public Internet.
    Public,
    /// This machine only: what travels without TLS.
    ThisMachine,
    /// Anywhere.
    Anywhere,
}

impl Reach {
    /// Why an address is out of reach, as "ADDRESS is …"; nothing when it is within.
    pub fn find_objection(self, address: IpAddr) -> Option<&'static str> {
        match self {
            Self::Anywhere => None,
            Self::Public => find_privacy(address),
            Self::ThisMachine => (!is_loopback(address)).then_some("another machine"),
        }
    }
}

/// How far calls to an address may reach; nothing where there is no way to call it.
pub fn find_reach(url: &Url, allow_private: bool) -> Option<Reach> {
    match (url.scheme(), allow_private) {
        ("https", false) => Some(Reach::Public),
        ("https", true) => Some(Reach::Anywhere),
        ("http", true) => Some(Reach::ThisMachine),
        _ => None,
    }
}

/// The address that stands in the place of a name; `127.1` and `0x7f000001` are addresses too.
pub fn find_written_address(url: &Url) -> Option<IpAddr> {
    let host = url.host_str()?;
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    bare.unwrap_or(host).parse().ok()
}

/// What keeps an address from being one of the public Internet, as "ADDRESS is …".
pub fn find_privacy(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(address) => find_privacy_of_v4(address),
        IpAddr::V6(address) => match embedded(address) {
            Some(inner) => find_privacy_of_v4(inner),
            None => find_privacy_of_v6(address),
        },
    }
}

fn is_loopback(address: IpAddr) -> bool {
    address.to_canonical().is_loopback()
}

fn find_privacy_of_v4(address: Ipv4Addr) -> Option<&'static str> {
    Some(match address.octets() {
        [0, ..] => "no address of a machine",
        [127, ..] => "this machine",
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] => "in a private network",
        // Clouds give out the credentials of a machine at 169.254.169.254.
        [169, 254, ..] => "link-local",
        [100, 64..=127, ..] => "behind a carrier's address translation",
        [192, 0, 0, _] | [192, 88, 99, _] => "kept for protocols",
        [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _] => "kept for documentation",
        [198, 18..=19, ..] => "kept for measurements",
        [224..=239, ..] => "multicast",
        [240..=255, ..] => "reserved",
        _ => return None,
    })
}

fn find_privacy_of_v6(address: Ipv6Addr) -> Option<&'static str> {
    Some(match address.segments() {
        [0, 0, 0, 0, 0, 0, 0, 0] => "no address of a machine",
        [0, 0, 0, 0, 0, 0, 0, 1] => "this machine",
        [0xfc00..=0xfdff, ..] => "in a private network",
        [0xfe80..=0xfeff, ..] => "link-local",
        [0xff00..=0xffff, ..] => "multicast",
        [0x2001, 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => "kept for documentation",
        // Teredo hides an IPv4 address, ORCHID is no place at all; all else below 2001:200:: is protocols' too.
        [0x2001, 0..=0x1ff, ..] => "kept for protocols",
        [0x2000..=0x3fff, ..] => return None,
        _ => "reserved",
    })
}

/// The IPv4 address that an IPv6 one stands for: mapped, compatible, translated (RFC 6052) or 6to4.
fn embedded(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let v4 = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match address.segments() {
        [0, 0, 0, 0, 0, 0, 0, 0..=1] => None,
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low]
        | [0, 0, 0, 0, 0xffff, 0, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x2002, high, low, ..] => Some(v4(high, low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn privacy(address: &str) -> Option<&'static str> {
        find_privacy(address.parse().unwrap())
    }

    #[test]
    fn the_public_internet_is_within_reach() {
        for address in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "169.253.255.255",
            "172.15.255.255",
            "172.32.0.0",
            "192.167.255.255",
            "223.255.255.255",
            "2606:4700::6810:84e5",
            "2001:4860:4860::8888",
            "::ffff:1.1.1.1",
            "64:ff9b::101:101",
        ] {
            assert_eq!(privacy(address), None, "{address}");
        }
    }

    #[test]
    fn everything_else_is_named_for_what_it_is() {
        for (address, what) in [
            ("0.0.0.0", "no address of a machine"),
            ("0.1.2.3", "no address of a machine"),
            ("127.0.0.1", "this machine"),
            ("127.255.255.254", "this machine"),
            ("10.0.0.0", "in a private network"),
            ("10.255.255.255", "in a private network"),
            ("172.16.0.0", "in a private network"),
            ("172.31.255.255", "in a private network"),
            ("192.168.0.1", "in a private network"),
            ("169.254.169.254", "link-local"),
            ("100.64.0.0", "behind a carrier's address translation"),
            ("100.127.255.255", "behind a carrier's address translation"),
            ("192.0.2.1", "kept for documentation"),
            ("203.0.113.255", "kept for documentation"),
            ("198.19.255.255", "kept for measurements"),
            ("224.0.0.1", "multicast"),
            ("255.255.255.255", "reserved"),
            ("::", "no address of a machine"),
            ("::1", "this machine"),
            ("::ffff:127.0.0.1", "this machine"),
            ("::ffff:169.254.169.254", "link-local"),
            ("::127.0.0.1", "this machine"),
            ("64:ff9b::10.0.0.1", "in a private network"),
            ("2002:a00:1::", "in a private network"),
            ("2001::1", "kept for protocols"),
            ("fd00::1", "in a private network"),
            ("fe80::1", "link-local"),
            ("fec0::1", "link-local"),
            ("ff02::1", "multicast"),
            ("2001:db8::1", "kept for documentation"),
            ("64:ff9b:1::1", "reserved"),
            ("100::1", "reserved"),
        ] {
            assert_eq!(privacy(address), Some(what), "{address}");
        }
    }

    #[test]
    fn without_tls_only_this_machine_is_called() {
        let objection = |address: &str| Reach::ThisMachine.find_objection(address.parse().unwrap());
        assert_eq!(objection("127.0.0.1"), None);
        assert_eq!(objection("::1"), None);
        assert_eq!(objection("::ffff:127.0.0.1"), None);
        assert_eq!(objection("10.0.0.1"), Some("another machine"));
        assert_eq!(objection("1.1.1.1"), Some("another machine"));
        assert_eq!(Reach::Anywhere.find_objection("10.0.0.1".parse().unwrap()), None);
    }
}
