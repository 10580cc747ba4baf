"""The proxies that the environment names, as pip and git heed them: ``HTTPS_PROXY`` and its like, ``NO_PROXY``."""

from __future__ import annotations

import base64
import http.client
import ipaddress
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from urllib.parse import SplitResult, unquote, urlsplit

from forum.tools.web_addresses import UnansweredError, port_of

_PORT = 80  # where none is named
_WRONG = "its proxy cannot be reached, or does not let it through"


@dataclass(frozen=True)
class Proxy:
    """A proxy on the way to servers; ``headers`` are what it wants to be told with each question."""

    host: str
    port: int
    headers: Mapping[str, str]

    def connected(self, seconds: float) -> socket.socket:
        """Return a connection to the proxy.

        Raises:
            UnansweredError: there is none.
        """
        try:
            return socket.create_connection((self.host, self.port), seconds)
        except OSError as wrong:
            raise UnansweredError(_WRONG) from wrong

    def tunnel(self, parts: SplitResult, seconds: float) -> socket.socket:
        """Return a connection to a server through the proxy (RFC 9110, 9.3.6).

        Raises:
            UnansweredError: there is no proxy, or it refuses.
        """
        connection = http.client.HTTPConnection(self.host, self.port, timeout=seconds)
        connection.set_tunnel(parts.hostname or "", port_of(parts), dict(self.headers))
        try:
            connection.connect()
        except (OSError, http.client.HTTPException, ValueError) as wrong:
            connection.close()
            raise UnansweredError(_WRONG) from wrong
        return connection.sock


@dataclass(frozen=True)
class Proxies:
    """Which proxy is on the way where: its address by the scheme of what is asked; ``no`` are hosts without one."""

    by_scheme: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    no: str = ""

    @staticmethod
    def of(environment: Mapping[str, str]) -> Proxies:
        """Return the proxies of an environment; small letters win, as everywhere."""
        named = {name.lower(): environment[name] for name in sorted(environment) if name.lower().endswith("_proxy")}
        every = named.get("all_proxy", "")
        schemes = {scheme: named.get(f"{scheme}_proxy", every).strip() for scheme in ("http", "https")}
        return Proxies({scheme: one for scheme, one in schemes.items() if one}, named.get("no_proxy", ""))

    def on_the_way(self, parts: SplitResult) -> Proxy | None:
        """Return the proxy through which an address is asked; None where it is asked itself.

        Raises:
            UnansweredError: it is no proxy of HTTP.
        """
        url = self.by_scheme.get(parts.scheme, "")
        if not url or _is_exempt(parts.hostname or "", port_of(parts), self.no):
            return None
        try:
            proxy = urlsplit(url if "://" in url else f"http://{url}")
            host, port = proxy.hostname, proxy.port or _PORT
        except ValueError:
            host, port = None, 0
        if not host or proxy.scheme != "http":
            raise UnansweredError("its proxy is none of http://HOST:PORT")
        return Proxy(host, port, _authorization(proxy))


def _is_exempt(host: str, port: int, no: str) -> bool:
    """Tell whether a list of hosts, domains and networks, as in ``NO_PROXY``, has a host."""
    host = host.rstrip(".").lower()
    for entry in re.split(r"[\s,]+", no.lower()):
        name = entry.removeprefix("*").removeprefix(".")
        name = name.removesuffix(f":{port}") if name.count(":") == 1 else name.strip("[]")
        if entry == "*" or (name and (host == name or host.endswith(f".{name}") or _is_in(host, name))):
            return True
    return False


def _is_in(host: str, network: str) -> bool:
    try:
        return "/" in network and ipaddress.ip_address(host) in ipaddress.ip_network(network, strict=False)
    except ValueError:
        return False


def _authorization(proxy: SplitResult) -> Mapping[str, str]:
    """Return the header that tells a proxy who asks, where its address does. RFC 7617."""
    if proxy.username is None:
        return {}
    said = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}".encode()
    return {"Proxy-Authorization": f"Basic {base64.b64encode(said).decode()}"}
