//! Which addresses of the web may be fetched: what a person typed as an address, and where a name may lead.
//!
//! In: words, IP addresses. Out: an address, or why it is refused; whether an IP address is anybody's.
//! Must not know: network, disk.
//! Holds: only http and https; no user and password; an IP address that leads to this machine, this network, or to
//! nobody in particular is not public, however it is wrapped.
//! Source: IANA special-purpose address registries (RFC 6890 and later); RFC 6052 and 3056 for wrapped IPv4.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use crate::model::problem::{Place, Problem, quoted, shortened};

/// Whether addresses of this machine and this network may be fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Only what anybody can reach.
    Public,
    /// Also this machine and this network: the user said so.
    Private,
}

/// The longest address that is taken, in bytes.
const LONGEST: usize = 4096;

/// The address that was typed. One without a scheme is taken for https.
pub fn address(typed: &str) -> Result<Url, Problem> {
    let typed = typed.trim();
    let refused = |id, loss: &str| {
        Problem::error(id, format!("{} was not opened: {loss}", quoted(typed, 80)))
            .at(Place::File(shortened(typed, 120)))
            .now("nothing was fetched")
    };
    let no_address = |why: String| {
        refused("address-unreadable", "it is no address of the web")
            .why(why)
            .help("Copy the whole address from the browser, as https://example.org/story")
    };
    if typed.len() > LONGEST {
        return Err(no_address(format!("it has {} characters, and at most {LONGEST} are taken", typed.len())));
    }
    if typed.is_empty() || typed.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err(no_address("it is empty or has spaces in it".to_owned()));
    }
    let with_scheme = if has_scheme(typed) { typed.to_owned() } else { format!("https://{typed}") };
    let mut url = Url::parse(&with_scheme).map_err(|error| no_address(error.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(refused("address-not-web", "only http and https are fetched")
            .why(format!("its scheme is {}", url.scheme()))
            .help("Save it as a file in the program that shows it, and open the file"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refused("address-has-password", "it has a user name or password in it")
            .why("the address is kept with the article, and whoever has the project would have the password")
            .help("Take out what stands before the @, or save the page in the browser and open the file"));
    }
    match url.host() {
        Some(Host::Domain("")) | None => Err(no_address("it names no host".to_owned())),
        Some(_) => {
            url.set_fragment(None);
            Ok(url)
        }
    }
}

/// Whether words are meant as an address of the web; whether it can be fetched is another matter.
pub fn is_address(words: &str) -> bool {
    let words = words.trim();
    let begins = |scheme: &str| words.get(..scheme.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(scheme));
    (begins("http://") || begins("https://")) && !words.contains(|c: char| c.is_whitespace() || c.is_control())
}

/// `example.org:8080/a` has none, `ftp://a` and `mailto:a` have.
fn has_scheme(typed: &str) -> bool {
    let Some((scheme, rest)) = typed.split_once(':') else { return false };
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    let is_port = rest.starts_with(|c: char| c.is_ascii_digit());
    is_scheme && !is_port
}

/// Whether anybody can reach this address, so that fetching from it tells and touches nothing of this network.
pub(super) fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    // This machine and networks of one's own, carrier-grade NAT, link-local, tests and documentation, multicast, reserved.
    let is_special = matches!(
        (a, b, c),
        (0 | 10 | 127 | 224..=255, ..)
            | (100, 64..=127, _)
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 0, 0 | 2)
            | (192, 88, 99)
            | (192, 168, _)
            | (198, 18 | 19, _)
            | (198, 51, 100)
            | (203, 0, 113)
    );
    !is_special
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let v4 = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match ip.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => {
            v4(high, low)
        }
        // Of what the world routes (2000::/3), all but Teredo, documentation and other special blocks.
        [0x2001, 0..=0x1ff | 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => false,
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_as_people_type_it() {
        for (typed, taken) in [
            ("https://example.org/story?id=1#top", "https://example.org/story?id=1"),
            ("  http://EXAMPLE.org ", "http://example.org/"),
            ("example.org/story", "https://example.org/story"),
            ("example.org:8080/a", "https://example.org:8080/a"),
            ("https://münchen.example/ß", "https://xn--mnchen-3ya.example/%C3%9F"),
            ("http://[2001:db8::1]:81/", "http://[2001:db8::1]:81/"),
        ] {
            assert_eq!(address(typed).map(String::from).as_deref(), Ok(taken), "{typed}");
        }
    }

    #[test]
    fn what_is_no_web_address_is_refused_with_a_reason() {
        let long = format!("https://example.org/{}", "a".repeat(5000));
        for (typed, id) in [
            ("", "address-unreadable"),
            ("two words", "address-unreadable"),
            ("https://", "address-unreadable"),
            ("https://[::1", "address-unreadable"),
            (long.as_str(), "address-unreadable"),
            ("file:///etc/passwd", "address-not-web"),
            ("ftp://example.org/", "address-not-web"),
            ("javascript:alert(1)", "address-not-web"),
            ("https://alma:secret@example.org/", "address-has-password"),
            ("https://alma@example.org/", "address-has-password"),
        ] {
            let problem = address(typed).expect_err(typed);
            assert_eq!(problem.id, id, "{typed}");
            assert!(!problem.why.is_empty() && !problem.now.is_empty() && !problem.help.is_empty(), "{problem}");
        }
    }

    #[test]
    fn only_a_whole_address_counts_as_pasted() {
        assert!(is_address(" https://example.org/story\n"));
        assert!(is_address("HTTP://example.org"));
        assert!(is_address("https://alma:secret@example.org/"), "to be told why not");
        for words in ["example.org", "see https://example.org/", "https://a b", "ftp://example.org", ""] {
            assert!(!is_address(words), "{words}");
        }
    }

    #[test]
    fn private_addresses_are_known_however_they_are_wrapped() {
        for ip in [
            "0.0.0.0",
            "10.1.2.3",
            "127.0.0.1",
            "127.255.255.254",
            "100.64.0.1",
            "100.127.255.255",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::10.0.0.1",
            "64:ff9b:1::1",
            "2002:7f00:1::1",
            "2002:a00:1::",
            "2001::1",
            "2001:db8::1",
            "3fff::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "100::1",
        ] {
            assert!(!is_public(ip.parse().expect(ip)), "{ip}");
        }
        for ip in [
            "1.1.1.1",
            "93.184.216.34",
            "100.63.255.255",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.1.0.1",
            "223.255.255.254",
            "2606:4700::1111",
            "2001:4860:4860::8888",
            "::ffff:1.1.1.1",
            "64:ff9b::1.1.1.1",
            "2002:101:101::1",
            "2a00:1450::1",
        ] {
            assert!(is_public(ip.parse().expect(ip)), "{ip}");
        }
    }
}
