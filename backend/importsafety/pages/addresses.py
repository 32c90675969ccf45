"""Which network addresses a link that someone pasted may lead to: public ones, and only those."""

from __future__ import annotations

import ipaddress

# Prefixes whose addresses stand for an IPv4 address that must itself be public, and where it lies in them.
_NAT64 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))


def is_public(address: str) -> bool:
    """False for loopback, private, link-local (with cloud metadata), shared (CGNAT), multicast, reserved and
    unspecified addresses, in IPv4 or wrapped in IPv6 (mapped, 6to4, Teredo, NAT64); and for what is no address."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = _inside(ip) if isinstance(ip, ipaddress.IPv6Address) else ()
    return all(one.is_global and not one.is_multicast and not one.is_reserved for one in inner or (ip,))


def _inside(ip: ipaddress.IPv6Address) -> tuple[ipaddress.IPv4Address, ...]:
    if ip.ipv4_mapped:
        return (ip.ipv4_mapped,)
    if ip.sixtofour:
        return (ip.sixtofour,)
    if ip.teredo:
        return ip.teredo
    if any(ip in network for network in _NAT64) or int(ip) >> 32 == 0:
        return (ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF),)
    return ()
