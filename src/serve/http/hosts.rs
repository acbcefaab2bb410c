//! Which names the preview answers to. A page elsewhere could otherwise read it through a name that it lets point to this
//! machine (DNS rebinding).

use std::net::{IpAddr, SocketAddr};

/// Whether a request that came in at the address `local` means this server: it names the machine itself or that very
/// address.
pub(super) fn is_own(host: &str, local: SocketAddr) -> bool {
    let port = format!(":{}", local.port());
    let name = match host.strip_suffix(&port) {
        Some(name) => name,
        None if host.ends_with(']') || !host.contains(':') => host,
        None => return false,
    };
    let here = local.ip().to_canonical();
    if here.is_loopback() && name.eq_ignore_ascii_case("localhost") {
        return true;
    }
    let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
    match bare.parse::<IpAddr>() {
        Ok(address) => address == here || (address.is_loopback() && here.is_loopback()),
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_connection_are_own() {
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
    }
}
