"""Addresses on the web: which may be asked at all, and what is sent of them."""

from __future__ import annotations

import ipaddress
import re
import socket
from urllib.parse import SplitResult, quote, urljoin, urlsplit

_SAFE = "%/:=&?~#+!$,;'@()*[]"


class UnansweredError(Exception):
    """A question that nobody answered: ``str()`` says why, in words for people."""


def parts_of(url: str) -> SplitResult:
    """Return an address in parts, its host in ASCII, and without user and password.

    Raises:
        UnansweredError: it is no address of http or https.
    """
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode()
        port = parts.port
    except ValueError as wrong:  # UnicodeError is one
        raise UnansweredError("it is no web address") from wrong
    if parts.scheme not in ("http", "https"):
        raise UnansweredError(f"it leads to {parts.scheme or 'no'}: and not to a web address")
    if not host or re.search(r"[\s\x00-\x1f]", url):
        raise UnansweredError("it is no web address")
    bare = f"[{host}]" if ":" in host else host
    return parts._replace(netloc=bare if port is None else f"{bare}:{port}")


def joined(url: str, location: str) -> str:
    """Return where a redirect leads.

    Raises:
        UnansweredError: nowhere.
    """
    try:
        return urljoin(url, location)
    except ValueError as wrong:
        raise UnansweredError("it is no web address") from wrong


def port_of(parts: SplitResult) -> int:
    """Return the port of an address: the usual one of its scheme, where it names none."""
    return parts.port or (443 if parts.scheme == "https" else 80)


def target_of(parts: SplitResult) -> str:
    """Return what is asked of the host: path and query, percent-encoded where that was forgotten."""
    query = f"?{quote(parts.query, _SAFE)}" if parts.query else ""
    return quote(parts.path, _SAFE) + query if parts.path else f"/{query}"


def addresses_of(host: str, port: int, private: bool) -> list[tuple[str, int]]:
    """Return the addresses of a host.

    Raises:
        UnansweredError: it has none, or one inside some network: a bibliography that
            somebody sent may name the machines there.
    """
    try:
        found = [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as wrong:
        raise UnansweredError("its host is not found") from wrong
    if not private and not all(map(is_public, found)):
        raise UnansweredError("it leads into a private network")
    return [(one, port) for one in dict.fromkeys(found)]


def is_private_name(host: str) -> bool:
    """Tell whether a host is inside some network by its name alone: a private address in any form, or no full name.

    Source: RFC 6761, 6.3; RFC 6762, 3; RFC 9476: localhost, .local, .internal.
    """
    try:
        numbers = host.partition("%")[0] if ":" in host else socket.inet_ntoa(socket.inet_aton(host))  # 127.1 is one
        return not is_public(numbers)
    except (OSError, ValueError):
        name = host.rstrip(".").lower()
        return "." not in name or name.endswith((".localhost", ".local", ".internal", ".home.arpa", ".lan"))


def is_public(address: str) -> bool:
    """Tell whether an address is one of the open internet."""
    one = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(one, ipaddress.IPv6Address) and one.ipv4_mapped is not None:
        one = one.ipv4_mapped
    return one.is_global and not one.is_multicast
