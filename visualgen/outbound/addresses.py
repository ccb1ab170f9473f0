"""Which addresses a stranger may make us call: global ones, on web ports, by http or https, without a password in them."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection

import httpx

from visualgen.errors import AddressRefused

WEB_PORTS = frozenset({80, 443})
NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""Translated to IPv4 on the way (RFC 6052), so that a private address can hide in it."""
_NAME = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\.?\Z")
_NUMBER = re.compile(r"(?:\d+|0[xX][0-9a-fA-F]*)\Z")


def check_url(url: httpx.URL, ports: Collection[int] | None = WEB_PORTS) -> int:
    """Return the port that `url` leads to; `ports` None allows any. Raises `AddressRefused`.

    A host that ends in a number and is no canonical address (`2130706433`, `0x7f.1`, `127.1`) is refused: resolvers read
    such names as IPv4 addresses (WHATWG URL, "ends in a number").
    """
    if url.scheme not in ("http", "https"):
        raise _refused(url, f"its scheme is {url.scheme or 'missing'!r}", "give an address that starts with https://")
    if url.userinfo:
        raise _refused(url, "a user name or password is in it", "leave out what stands before the @")
    if not url.host:
        raise _refused(url, "it has no host", "give a whole address: https://example.org/picture.jpg")
    port = url.port or (443 if url.scheme == "https" else 80)
    if ports is not None and port not in ports:
        raise _refused(url, f"its port is {port}", "serve it on port 443 or 80")
    host = host_of(url)
    if literal(host) is None:
        if not _NAME.match(host):
            raise _refused(url, "its host is no name", "check the address in a browser")
        if _NUMBER.match(host.rstrip(".").rpartition(".")[2]):
            raise _refused(url, "its host is a number", "write the host's name")
    return port


def host_of(url: httpx.URL) -> str:
    """Return the host as it is looked up: international names in their ASCII form."""
    return url.raw_host.decode("ascii")


def literal(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Return the address that a host spells out, else None."""
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None


def is_public(address: str) -> bool:
    """Return whether an IP address is one of the public internet's: not loopback, private, link-local, multicast or tunnelled."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public(str(ip.ipv4_mapped))
        if ip.sixtofour is not None or ip.teredo is not None or ip in NAT64:
            return False
    return ip.is_global and not ip.is_multicast


def _refused(url: httpx.URL, why: str, mend: str) -> AddressRefused:
    return AddressRefused(f"this address is not called: {why}", mend=mend, url=shown(url)).french(
        "cette adresse n’est pas appelée : elle n’est pas une adresse web publique",
        "donnez une adresse https d’un serveur public, ou téléversez le fichier",
    )


def shown(url: httpx.URL) -> str:
    """Return a URL as it may be told: without password and query, and not endless."""
    port = "" if url.port is None else f":{url.port}"
    return f"{url.scheme}://{url.host}{port}{url.path}"[:200]
