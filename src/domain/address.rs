//! Mail addresses, checked when they are written down, so that nothing odd is ever handed to a mail server.

use std::fmt;

/// The longest address (RFC 5321, 4.5.3.1.3, without the angle brackets).
const LONGEST: usize = 254;
/// The longest part before the `@` (RFC 5321, 4.5.3.1.1).
const LONGEST_NAME: usize = 64;
/// The longest part of a domain between two dots (RFC 1035, 2.3.4).
const LONGEST_LABEL: usize = 63;

/// An address that can be written to, such as `releases@example.org`: the plain form of RFC 5321 (a dot-string and a
/// domain of letters, digits and hyphens), which holds no space, no line break and nothing that has to be quoted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MailAddress {
    text: String,
    at: usize,
}

/// An address with the name that people read beside it, such as `Releases <releases@example.org>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    /// The name, on one line.
    pub name: Option<String>,
    /// The address.
    pub address: MailAddress,
}

/// Why a text is no address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAnAddress {
    /// There is not exactly one `@` with something on both sides.
    NoAt,
    /// A letter that cannot stand before the `@` without quotes, or dots at the wrong places.
    Name,
    /// The part behind the `@` is no domain.
    Domain,
    /// A letter outside of ASCII.
    Foreign,
    /// Longer than an address may be.
    Long,
}

impl MailAddress {
    /// The address that a text is.
    ///
    /// # Errors
    /// [`NotAnAddress`] says what is odd about it.
    pub fn parse(text: &str) -> Result<Self, NotAnAddress> {
        if !text.is_ascii() {
            return Err(NotAnAddress::Foreign);
        }
        let (name, domain) = text.split_once('@').ok_or(NotAnAddress::NoAt)?;
        if name.is_empty() || domain.is_empty() || domain.contains('@') {
            return Err(NotAnAddress::NoAt);
        }
        if text.len() > LONGEST || name.len() > LONGEST_NAME {
            return Err(NotAnAddress::Long);
        }
        if !name.split('.').all(is_atom) {
            return Err(NotAnAddress::Name);
        }
        if !domain.split('.').all(is_label) {
            return Err(NotAnAddress::Domain);
        }
        let text = text.to_owned();
        let at = name.len();
        Ok(Self { text, at })
    }

    /// The address as it is written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The part before the `@`.
    pub fn name(&self) -> &str {
        &self.text[..self.at]
    }

    /// The part behind the `@`.
    pub fn domain(&self) -> &str {
        &self.text[self.at + 1..]
    }
}

impl fmt::Display for MailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Mailbox {
    /// The address that a text is, with the name before it if there is one.
    ///
    /// # Errors
    /// [`NotAnAddress`] says what is odd about it.
    pub fn parse(text: &str) -> Result<Self, NotAnAddress> {
        let text = text.trim();
        let Some((name, rest)) = text.split_once('<') else {
            let address = MailAddress::parse(text)?;
            return Ok(Self { name: None, address });
        };
        let address = MailAddress::parse(rest.strip_suffix('>').unwrap_or(rest).trim())?;
        let name = name.trim().trim_matches('"').trim();
        if name.chars().any(char::is_control) {
            return Err(NotAnAddress::Name);
        }
        let name = (!name.is_empty()).then(|| name.to_owned());
        Ok(Self { name, address })
    }
}

impl fmt::Display for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "{name} <{}>", self.address),
            None => write!(f, "{}", self.address),
        }
    }
}

impl NotAnAddress {
    /// What is odd, and what belongs there.
    pub fn what(self) -> &'static str {
        match self {
            Self::NoAt => "an address has one `@`, as in releases@example.org",
            Self::Name => {
                "letters, digits, single dots and signs such as `-` and `+` can stand before the `@`, and no spaces"
            }
            Self::Domain => "a domain belongs behind the `@`, as in releases@example.org",
            Self::Foreign => {
                "only plain letters can stand here; a domain with others has a plain form that begins with xn--"
            }
            Self::Long => "an address has at most 254 letters, and 64 of them before the `@`",
        }
    }
}

/// An atom of RFC 5322, 3.2.3.
fn is_atom(text: &str) -> bool {
    let is_sign = |c: char| "!#$%&'*+-/=?^_`{|}~".contains(c);
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || is_sign(c))
}

fn is_label(text: &str) -> bool {
    let inside = |c: char| c.is_ascii_alphanumeric() || c == '-';
    (1..=LONGEST_LABEL).contains(&text.len())
        && text.chars().all(inside)
        && !text.starts_with('-')
        && !text.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_addresses_are_taken_apart() {
        for (text, name, domain) in [
            ("releases@example.org", "releases", "example.org"),
            (
                "ana.lee+gonogo@mail.example.co.nz",
                "ana.lee+gonogo",
                "mail.example.co.nz",
            ),
            ("root@localhost", "root", "localhost"),
            (
                "o'brien@xn--bcher-kva.example",
                "o'brien",
                "xn--bcher-kva.example",
            ),
        ] {
            let address = MailAddress::parse(text).unwrap();
            assert_eq!((address.name(), address.domain()), (name, domain));
            assert_eq!(address.to_string(), text);
        }
    }

    #[test]
    fn a_name_may_stand_before_an_address() {
        for (text, name) in [
            ("releases@example.org", None),
            ("<releases@example.org>", None),
            (" Release desk <releases@example.org> ", Some("Release desk")),
            (
                "\"Zoë, release desk\" <releases@example.org>",
                Some("Zoë, release desk"),
            ),
        ] {
            let mailbox = Mailbox::parse(text).unwrap();
            assert_eq!(
                (mailbox.name.as_deref(), mailbox.address.as_str()),
                (name, "releases@example.org")
            );
        }
        assert_eq!(
            Mailbox::parse("Ana\r\nBcc: x <ana@example.org>"),
            Err(NotAnAddress::Name)
        );
        assert_eq!(
            Mailbox::parse("Ana <ana@example.org> and Ben"),
            Err(NotAnAddress::Domain)
        );
    }

    #[test]
    fn nothing_that_a_mail_server_would_read_otherwise_gets_through() {
        let long_name = format!("{}@example.org", "a".repeat(65));
        let long_label = format!("a@{}.org", "b".repeat(64));
        let long = format!("a@{}org", "bcd.".repeat(64));
        for (text, why) in [
            ("", NotAnAddress::NoAt),
            ("example.org", NotAnAddress::NoAt),
            ("@example.org", NotAnAddress::NoAt),
            ("ana@", NotAnAddress::NoAt),
            ("ana@ben@example.org", NotAnAddress::NoAt),
            ("ana lee@example.org", NotAnAddress::Name),
            ("Ana <ana@example.org", NotAnAddress::Name),
            ("ana\r\nBcc: ben@example.org", NotAnAddress::Name),
            ("\"ana\"@example.org", NotAnAddress::Name),
            ("ana..lee@example.org", NotAnAddress::Name),
            (".ana@example.org", NotAnAddress::Name),
            ("ana@example..org", NotAnAddress::Domain),
            ("ana@-example.org", NotAnAddress::Domain),
            ("ana@example.org>", NotAnAddress::Domain),
            ("ana@example.org\r\nDATA", NotAnAddress::Domain),
            ("ana@[127.0.0.1]", NotAnAddress::Domain),
            ("zoë@example.org", NotAnAddress::Foreign),
            ("ana@bücher.example", NotAnAddress::Foreign),
            (&long_name, NotAnAddress::Long),
            (&long_label, NotAnAddress::Domain),
            (&long, NotAnAddress::Long),
        ] {
            assert_eq!(MailAddress::parse(text), Err(why), "{text:?}");
        }
    }
}
