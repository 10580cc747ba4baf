"""Asking servers on the web: http and https alone, no private address, within limits.

Each server is asked one question at a time, with a pause in between. One that asks
for patience (``Retry-After``) gets it, and one that is down is left alone.
"""

from __future__ import annotations

import contextlib
import dataclasses
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from types import MappingProxyType
from urllib.parse import SplitResult

from forum.tools.web_addresses import (
    UnansweredError,
    addresses_of,
    is_private_name,
    joined,
    parts_of,
    port_of,
    target_of,
)
from forum.tools.web_proxies import Proxies, Proxy

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_BUSY = frozenset({429, 503})


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
    somebody set them up: a registry's base address in a test. Where one of ``proxies`` is on
    the way, it is what finds the host.
    """

    def __init__(
        self,
        agent: str,
        private: frozenset[tuple[str, int]] = frozenset(),
        limits: Limits | None = None,
        proxies: Proxies | None = None,
    ) -> None:
        self.agent, self.private, self.limits = agent, private, limits or Limits()
        self.proxies = proxies or Proxies()
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
            answer, location = self._patiently(parts_of(url), accept, body)
            if answer.status not in _REDIRECTS or not location:
                return answer
            url = joined(answer.url, location)
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
        proxy = self.proxies.on_the_way(parts)
        target, more = target_of(parts), {}
        if proxy is not None and parts.scheme == "http":  # RFC 9112, 3.2.2
            target, more = f"http://{parts.netloc}{target}", dict(proxy.headers)
        connection = _connection(parts, self._plug(parts, proxy), self._context)
        with self._watched(connection.sock) as over:
            try:
                headers = {
                    "Host": parts.netloc,
                    "User-Agent": self.agent,
                    "Accept": accept,
                    "Accept-Encoding": "identity",
                    "Connection": "close",
                    **more,
                }
                connection.request("GET", target, headers=headers)
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

    def _plug(self, parts: SplitResult, proxy: Proxy | None) -> socket.socket:
        """Connect to the host."""
        wrong: Exception | None = None
        for plug in self._direct(parts) if proxy is None else self._by_way_of(proxy, parts):
            if isinstance(plug, OSError):
                wrong = plug
                continue
            try:
                secure = parts.scheme == "https"
                return self._context.wrap_socket(plug, server_hostname=parts.hostname) if secure else plug
            except (OSError, ValueError) as refused:
                plug.close()
                wrong = refused
        if isinstance(wrong, ssl.SSLCertVerificationError):
            raise UnansweredError("its certificate is not valid") from wrong
        raise UnansweredError("it cannot be reached") from wrong

    def _direct(self, parts: SplitResult) -> Iterator[socket.socket | OSError]:
        """Yield a connection to each public address of the host: what was looked up is what is connected to."""
        host, port = parts.hostname or "", port_of(parts)
        for address in addresses_of(host, port, (host, port) in self.private):
            try:
                yield socket.create_connection(address, self.limits.connect)
            except OSError as refused:
                yield refused

    def _by_way_of(self, proxy: Proxy, parts: SplitResult) -> Iterator[socket.socket]:
        """Yield a connection through a proxy, which alone may know the addresses of names."""
        host, port = parts.hostname or "", port_of(parts)
        if (host, port) not in self.private and is_private_name(host):
            raise UnansweredError("it leads into a private network")
        seconds = self.limits.connect
        yield proxy.tunnel(parts, seconds) if parts.scheme == "https" else proxy.connected(seconds)

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


@dataclasses.dataclass
class _Host:
    """A server's turn: one question at a time."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    last: float = float("-inf")
    failed: int = 0
    down: str = ""


def _connection(parts: SplitResult, plug: socket.socket, context: ssl.SSLContext) -> http.client.HTTPConnection:
    """Return a connection that is already made."""
    if parts.scheme == "https":
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(parts.netloc, context=context)
    else:
        connection = http.client.HTTPConnection(parts.netloc)
    connection.sock = plug
    return connection


def _retry_after(text: str) -> float | None:
    """Return the seconds that a ``Retry-After`` asks for: a number, or a date. RFC 9110, 10.2.3."""
    if text.strip().isdecimal():
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, TypeError):
        return None


def _shut(plug: socket.socket) -> None:
    """End what is under way on a connection, from another thread."""
    with contextlib.suppress(OSError):
        socket.socket.shutdown(plug, socket.SHUT_RDWR)  # below TLS, which is not made for two threads
