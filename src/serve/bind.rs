//! Which port and which addresses the preview has.

use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, UdpSocket};

use anyhow::{Context, Result, bail};

use super::Settings;

/// Ports after the wanted one that are tried when it is taken.
const PORTS: u16 = 100;

/// Takes the wanted port or, unless it has to be that one, the next that is free.
pub(super) fn bind(settings: &Settings) -> Result<(TcpListener, SocketAddr)> {
    let ip = settings.host.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
    let wanted = settings.port;
    let last = if settings.strict_port { wanted } else { wanted.saturating_add(PORTS) };
    for port in wanted..=last {
        match TcpListener::bind((ip, port)) {
            Ok(listener) => {
                let address = listener.local_addr().context("the preview has no address")?;
                return Ok((listener, address));
            }
            Err(error) if error.kind() == ErrorKind::AddrInUse => {}
            Err(error) if error.kind() == ErrorKind::AddrNotAvailable => {
                bail!("this machine has no address {ip}: `--host` without an address listens on all that it has")
            }
            Err(error) if error.kind() == ErrorKind::PermissionDenied => {
                bail!("the system does not allow port {port}: choose one from 1024 up with `--port`")
            }
            Err(error) => bail!("cannot listen on {ip}, port {port}: {error}"),
        }
    }
    if settings.strict_port {
        bail!(
            "port {wanted} is taken by another program, perhaps by another preview: stop that one (`lsof -i :{wanted}` \
             names it), choose another one with `--port`, or leave out `--strict-port`"
        );
    }
    bail!("the ports {wanted} to {last} are all taken: choose another one with `--port`")
}

/// The address by which other devices of the network reach what is bound to `bound`; `None` without a network.
pub(super) fn for_others(bound: SocketAddr) -> Option<SocketAddr> {
    if !bound.ip().is_unspecified() {
        return (!bound.ip().is_loopback()).then_some(bound);
    }
    // Nothing is sent: choosing where to send from is all that is asked of the system. The address is one for examples.
    let any: SocketAddr = if bound.is_ipv4() { ([0, 0, 0, 0], 0).into() } else { ([0u16; 8], 0).into() };
    let example = if bound.is_ipv4() { "192.0.2.1:9" } else { "[2001:db8::1]:9" };
    let socket = UdpSocket::bind(any).ok()?;
    socket.connect(example).ok()?;
    let ip = socket.local_addr().ok()?.ip();
    (!ip.is_loopback() && !ip.is_unspecified()).then(|| SocketAddr::new(ip, bound.port()))
}
