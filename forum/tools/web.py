"""Asking servers on the web: http and https alone, no private address, within limits.

Each server is asked one question at a time, with a pause in between. One that asks
for patience (``Retry-After``) gets it, and one that is down is left alone.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from types import MappingProxyType
from urllib.parse import SplitResult, quote, urljoin, urlsplit

_SAFE = "%/:=&?~#+!$,;'@()*[]"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_BUSY = frozenset({429, 503})


class UnansweredError(Exception):
    """A question that nobody answered: ``str()`` says why, in words for people."""


@dataclass(frozen=True)
class Limits:
    """How long to wait (seconds), how much to read (bytes), and how often to be sent on."""

    connect: float = 10
    whole: float = 25
    most: int = 4 << 20
    redirects: int = 5
    pause: float = 0.2
    pauses: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))  # by host
    patience: float = 60  # the longest Retry-After that is waited for
    failures: int = 3  # in a row, after which a host is left alone


@dataclass(frozen=True)
class Answer:
    """What a server said; ``url`` is where it was said in the end."""

    status: int
    url: str
    kind: str
    body: bytes


class Web:
    """Asks servers, from any number of threads.

    ``private`` are the hosts, with ports, that may have a private address, because
    somebody set them up: a registry's base address in a test.
    """

    def __init__(
        self, agent: str, private: frozenset[tuple[str, int]] = frozenset(), limits: Limits | None = None
    ) -> None:
        self.agent, self.private, self.limits = agent, private, limits or Limits()
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._stopped = threading.Event()
        self._context = ssl.create_default_context()

    def get(self, url: str, accept: str = "*/*", body: bool = True) -> Answer:
        """Return the answer to a GET request, any status; without ``body`` only its head is read.

        Raises:
            UnansweredError: no server, no answer in time, one too large, or a forbidden address.
        """
        for _ in range(self.limits.redirects + 1):
            answer, location = self._patiently(_parts(url), accept, body)
            if answer.status not in _REDIRECTS or not location:
                return answer
            url = _joined(answer.url, location)
        raise UnansweredError("it is redirected without end")

    def stop(self) -> None:
        """Give up all questions that are under way."""
        self._stopped.set()
        with self._lock:
            for one in self._open:
                _shut(one)

    def _patiently(self, parts: SplitResult, accept: str, body: bool) -> tuple[Answer, str]:
        """Ask when it is this question's turn, and once more where the server asks to wait."""
        with self._lock:
            host = self._hosts.setdefault(parts.netloc, _Host())
        with host.lock:
            self._wait(host, self.limits.pauses.get(parts.hostname or "", self.limits.pause))
            answer, headers = self._counted(host, parts, accept, body)
            seconds = _retry_after(headers.get("Retry-After", ""))
            if answer.status in _BUSY and seconds is not None and seconds <= self.limits.patience:
                self._wait(host, seconds)
                answer, headers = self._counted(host, parts, accept, body)
            if answer.status in _BUSY and (answer.status == 429 or seconds is not None):
                host.down = f"it is busy ({answer.status})"
        return answer, headers.get("Location", "")

    def _wait(self, host: _Host, pause: float) -> None:
        if host.down:
            raise UnansweredError(host.down)
        if self._stopped.wait(max(0.0, host.last + pause - time.monotonic())):
            raise UnansweredError("interrupted")

    def _counted(
        self, host: _Host, parts: SplitResult, accept: str, body: bool
    ) -> tuple[Answer, http.client.HTTPMessage]:
        try:
            answered = self._exchange(parts, accept, body)
        except UnansweredError as wrong:
            host.failed += 1
            if host.failed >= self.limits.failures:
                host.down = str(wrong)
            raise
        finally:
            host.last = time.monotonic()
        host.failed = 0
        return answered

    def _exchange(self, parts: SplitResult, accept: str, body: bool) -> tuple[Answer, http.client.HTTPMessage]:
        connection = _connection(parts, self._plug(parts), self._context)
        with self._watched(connection.sock) as over:
            try:
                headers = {
                    "Host": parts.netloc,
                    "User-Agent": self.agent,
                    "Accept": accept,
                    "Accept-Encoding": "identity",
                    "Connection": "close",
                }
                connection.request("GET", _target(parts), headers=headers)
                response = connection.getresponse()
                content = self._read(response) if body and response.status not in _REDIRECTS else b""
                if over.is_set() or not response.headers or (content and response.length):
                    raise OSError("the answer is not whole")  # http.client takes its beginning for it
                kind = response.headers.get_content_type()
                return Answer(response.status, parts.geturl(), kind, content), response.headers
            except (OSError, http.client.HTTPException, ValueError) as wrong:
                raise UnansweredError("it hangs up, or takes too long") from wrong
            finally:
                connection.close()

    def _plug(self, parts: SplitResult) -> socket.socket:
        """Connect to a public address of the host: what was looked up is what is connected to."""
        host, port = parts.hostname or "", _port(parts)
        wrong: Exception | None = None
        for address in _addresses(host, port, (host, port) in self.private):
            try:
                plug = socket.create_connection(address, self.limits.connect)
            except OSError as refused:
                wrong = refused
                continue
            try:
                return self._context.wrap_socket(plug, server_hostname=host) if parts.scheme == "https" else plug
            except (OSError, ValueError) as refused:
                plug.close()
                wrong = refused
        if isinstance(wrong, ssl.SSLCertVerificationError):
            raise UnansweredError("its certificate is not valid") from wrong
        raise UnansweredError("it cannot be reached") from wrong

    @contextlib.contextmanager
    def _watched(self, plug: socket.socket) -> Iterator[threading.Event]:
        """Hang up, and tell it, once the time is over: a server that sends a byte now and then never times out."""
        over = threading.Event()

        def hang_up() -> None:
            over.set()
            _shut(plug)

        watch = threading.Timer(self.limits.whole, hang_up)
        watch.daemon = True
        watch.start()
        with self._lock:
            self._open.add(plug)
        try:
            yield over
        finally:
            watch.cancel()
            with self._lock:
                self._open.discard(plug)

    def _read(self, response: http.client.HTTPResponse) -> bytes:
        content = response.read(self.limits.most + 1)
        if len(content) > self.limits.most:
            raise UnansweredError(f"it sends more than {self.limits.most >> 20} MB")
        return content


@dataclass
class _Host:
    """A server's turn: one question at a time."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    last: float = float("-inf")
    failed: int = 0
    down: str = ""


def _parts(url: str) -> SplitResult:
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
    return parts._replace(netloc=bare if port is None else f"{bare}:{port}")  # no user, no password


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as wrong:
        raise UnansweredError("it is no web address") from wrong


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _target(parts: SplitResult) -> str:
    query = f"?{quote(parts.query, _SAFE)}" if parts.query else ""
    return quote(parts.path, _SAFE) + query if parts.path else f"/{query}"


def _connection(parts: SplitResult, plug: socket.socket, context: ssl.SSLContext) -> http.client.HTTPConnection:
    """Return a connection that is already made."""
    if parts.scheme == "https":
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(parts.netloc, context=context)
    else:
        connection = http.client.HTTPConnection(parts.netloc)
    connection.sock = plug
    return connection


def _addresses(host: str, port: int, private: bool) -> list[tuple[str, int]]:
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


def is_public(address: str) -> bool:
    """Tell whether an address is one of the open internet."""
    one = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(one, ipaddress.IPv6Address) and one.ipv4_mapped is not None:
        one = one.ipv4_mapped
    return one.is_global and not one.is_multicast


def _retry_after(text: str) -> float | None:
    """Return the seconds that a ``Retry-After`` asks for: a number, or a date. RFC 9110, 10.2.3."""
    if text.strip().isdigit():
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, TypeError):
        return None


def _shut(plug: socket.socket) -> None:
    """End what is under way on a connection, from another thread."""
    with contextlib.suppress(OSError):
        socket.socket.shutdown(plug, socket.SHUT_RDWR)  # below TLS, which is not made for two threads
