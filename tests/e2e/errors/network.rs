//! Sockets and host names.

use offload::Each;
use std::net::ToSocketAddrs;

#[offload::kernel]
fn connect(mut y: Each<u64>) {
    *y = std::net::TcpStream::connect("localhost:80").is_ok() as u64; //~ OFL027: kernel `network::connect` uses the network: it calls `connect` of `std::net`
}

#[offload::kernel]
fn listen(mut y: Each<u64>) {
    *y = std::net::TcpListener::bind("127.0.0.1:0").is_ok() as u64; //~ OFL027: kernel `network::listen` uses the network: it calls `bind` of `std::net`
}

#[offload::kernel]
fn datagram(mut y: Each<u64>) {
    *y = std::net::UdpSocket::bind("127.0.0.1:0").is_ok() as u64; //~ OFL027: kernel `network::datagram` uses the network: it calls `bind` of `std::net`
}

#[offload::kernel]
fn look_up(mut y: Each<u64>) {
    *y = "localhost:80".to_socket_addrs().is_ok() as u64; //~ OFL027: kernel `network::look_up` uses the network: it calls `to_socket_addrs` of `std::net`
}

#[offload::kernel]
fn local(mut y: Each<u64>) {
    *y = std::os::unix::net::UnixStream::connect("/tmp/x").is_ok() as u64; //~ OFL027: kernel `network::local` uses the network: it calls `connect` of `std::os::unix::net`
}

fn main() -> offload::Result<()> {
    let mut y = [1, 2, 3];
    connect::launch(&mut y)?;
    listen::launch(&mut y)?;
    datagram::launch(&mut y)?;
    look_up::launch(&mut y)?;
    local::launch(&mut y)
}
