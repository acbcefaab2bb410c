//! Which names the preview answers to. A page elsewhere could otherwise read it through a name that it lets point to this
//! machine (DNS rebinding).

use std::net::{IpAddr, SocketAddr};

/// Whether a host means a server that listens on `bound`: it names this machine, or the address by which others reach it. One
/// that listens on all addresses takes any of them, as long as it is an address and not a name, which is all that a page
/// elsewhere could choose.
pub(super) fn is_own(host: &str, bound: SocketAddr) -> bool {
    let port = format!(":{}", bound.port());
    let name = match host.strip_suffix(&port) {
        Some(name) => name,
        None if host.ends_with(']') || !host.contains(':') => host,
        None => return false,
    };
    let here = bound.ip().to_canonical();
    let is_local = here.is_loopback() || here.is_unspecified();
    if name.eq_ignore_ascii_case("localhost") {
        return is_local;
    }
    let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
    match bare.parse::<IpAddr>() {
        Ok(address) => here.is_unspecified() || address == here || (is_local && address.is_loopback()),
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_and_its_addresses_are_own() {
        let here: SocketAddr = "127.0.0.1:3000".parse().expect("an address");
        for host in
            ["localhost", "localhost:3000", "LOCALHOST:3000", "127.0.0.1", "127.0.0.1:3000", "[::1]:3000", "[::1]"]
        {
            assert!(is_own(host, here), "{host}");
        }
        let lan: SocketAddr = "192.168.1.5:3000".parse().expect("an address");
        assert!(is_own("192.168.1.5:3000", lan));
        for host in [
            "",
            "example.org",
            "localhost:3001",
            "localhost:3000@example.org",
            "192.168.1.5",
            "[::1",
            "localhost.example.org",
        ] {
            assert!(!is_own(host, here), "{host}");
        }
        for host in ["localhost:3000", "127.0.0.1:3000", "192.168.1.6:3000", "example.org:3000"] {
            assert!(!is_own(host, lan), "{host}");
        }
        let all: SocketAddr = "0.0.0.0:3000".parse().expect("an address");
        for host in ["localhost:3000", "127.0.0.1:3000", "192.168.1.5:3000"] {
            assert!(is_own(host, all), "{host}");
        }
        for host in ["example.org:3000", "192.168.1.5:3001", "192.168.1.5.example.org:3000", ""] {
            assert!(!is_own(host, all), "{host}");
        }
    }
}
