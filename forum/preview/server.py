"""The preview over HTTP: on this machine only, for whoever knows the token.

Every address begins with the token. A request that names another host, as a page
of the web would make it by a name that leads here, is refused.
"""

from __future__ import annotations

import json
import mimetypes
import queue
import re
import secrets
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from forum.diagnostics import UsageError
from forum.preview.frame import framed, problems_shown
from forum.preview.snapshot import Board
from forum.tools.pdf_pages import PdfPages
from forum.tools.templates import template_path

LOOPBACK = "127.0.0.1"
_OWN = {"preview.js": "text/javascript", "preview.css": "text/css"}
_ALIVE = 10.0  # seconds between signs of life; by the next one a page that is gone is noticed
_POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class Server:
    """Serves what is on the board, in threads of its own, until it is stopped."""

    def __init__(self, root: Path, board: Board, port: int) -> None:
        """Open a port: the first free one from ``port`` on.

        Raises:
            UsageError: none of ten is free.
        """
        self.root, self.board = root, board
        self.token = secrets.token_urlsafe(24)
        self.over = threading.Event()
        self._turning = threading.Lock()
        self._pages: PdfPages | None = None
        self._pages_of = b""
        self._http = _opened(self, port)
        self.port = self._http.server_address[1]
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.1,), daemon=True)

    @property
    def address(self) -> str:
        """Where the preview is, the token included."""
        return f"http://{LOOPBACK}:{self.port}/{self.token}/"

    def start(self) -> None:
        """Begin to serve."""
        self._thread.start()

    def stop(self) -> None:
        """Close the port; pages that listen are let go."""
        self.over.set()
        self._http.shutdown()
        self._http.server_close()
        if self._pages is not None:
            self._pages.close()

    def pages(self, pdf: bytes) -> PdfPages:
        """Return a PDF's pages; the one before is closed."""
        with self._turning:
            if self._pages is None or self._pages_of is not pdf:
                if self._pages is not None:
                    self._pages.close()
                self._pages, self._pages_of = PdfPages(pdf), pdf
            return self._pages


def _opened(server: Server, port: int) -> ThreadingHTTPServer:
    class Handler(_Handler):
        preview = server

    for number in range(port, port + 10) if port else (0,):
        try:
            http = ThreadingHTTPServer((LOOPBACK, number), Handler)
        except OSError:
            continue
        http.daemon_threads = True
        return http
    raise UsageError(f"none of the ports {port} to {port + 9} is free", "give another: forum preview --port 9000")


class _Refused(Exception):
    """A request that is answered by a status alone."""


class _Handler(BaseHTTPRequestHandler):
    """One request. Only GET is known; whatever else is asked is refused by the library."""

    preview: Server
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "forum", ""

    def do_GET(self) -> None:
        """Answer a request."""
        try:
            self._answer()
        except _Refused as refused:
            self.send_error(HTTPStatus(refused.args[0]))
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the page was closed

    def log_message(self, *_: Any) -> None:
        """Say nothing: the terminal tells what was built."""

    def _answer(self) -> None:
        allowed = {f"{name}:{self.preview.port}" for name in (LOOPBACK, "localhost")}
        if self.headers.get("Host", "") not in allowed:
            raise _Refused(HTTPStatus.FORBIDDEN)
        asked = urlsplit(self.path)
        token, _, path = asked.path.removeprefix("/").partition("/")
        if not secrets.compare_digest(token.encode(), self.preview.token.encode()):
            raise _Refused(HTTPStatus.FORBIDDEN)
        query = {name: values[-1] for name, values in parse_qs(asked.query).items()}
        if path.startswith("-/"):
            self._own(path.removeprefix("-/"), query)
        else:
            self._page(unquote(path) or "index.html")

    def _own(self, name: str, query: dict[str, str]) -> None:
        """Answer what belongs to the preview itself, not to the web edition."""
        snapshot = self.preview.board.snapshot
        if name in _OWN:
            self._send(template_path(self.preview.root, f"preview/{name}").read_bytes(), _OWN[name])
        elif name == "events":
            self._events(query)
        elif name == "report.pdf" and snapshot.pdf:
            self._send(snapshot.pdf, "application/pdf")
        elif name == "pdf.json":
            sizes = self.preview.pages(snapshot.pdf).sizes if snapshot.pdf else ()
            self._json({"version": snapshot.pdf_version, "sizes": sizes})
        elif (match := re.fullmatch(r"pdf/(\d{1,5})\.png", name)) and snapshot.pdf:
            self._pdf_page(snapshot.pdf, int(match[1]), query.get("width", ""))
        else:
            raise _Refused(HTTPStatus.NOT_FOUND)

    def _pdf_page(self, pdf: bytes, number: int, width: str) -> None:
        wanted = min(max(int(width) if width.isdecimal() and len(width) < 6 else 800, 100), 4000)
        try:
            self._send(self.preview.pages(pdf).png(number, wanted), "image/png")
        except UsageError as missing:
            raise _Refused(HTTPStatus.NOT_FOUND) from missing

    def _page(self, path: str) -> None:
        """Answer a page of the web edition, or a file that it shows."""
        snapshot = self.preview.board.snapshot
        if path in snapshot.pages:
            self._send(framed(snapshot.pages[path], self.preview.token).encode(), "text/html; charset=utf-8")
        elif (file := snapshot.files.get(path)) is not None and file.is_file():
            self._send(file.read_bytes(), mimetypes.guess_type(path)[0] or "application/octet-stream")
        elif not snapshot.pages and path.endswith(".html"):  # nothing could be built yet
            self._send(framed("", self.preview.token).encode(), "text/html; charset=utf-8")
        else:
            raise _Refused(HTTPStatus.NOT_FOUND)

    def _events(self, query: dict[str, str]) -> None:
        """Tell a page what happens, for as long as it is open: server-sent events of the HTML standard."""
        self._head("text/event-stream", None)
        board = self.preview.board
        with board.listening(query.get("page", ""), query.get("pdf") == "1") as listener:
            self._event("problems", problems_shown(board.snapshot, self.preview.root))
            self._event("pdf", board.snapshot.pdf_version)
            while not self.preview.over.is_set():
                try:
                    self._event(*listener.events.get(timeout=_ALIVE))
                except queue.Empty:
                    self.wfile.write(b": alive\n\n")

    def _event(self, name: str, data: Any) -> None:
        self.wfile.write(f"event: {name}\ndata: {json.dumps(data)}\n\n".encode())
        self.wfile.flush()

    def _json(self, value: Any) -> None:
        self._send(json.dumps(value).encode(), "application/json")

    def _send(self, content: bytes, kind: str) -> None:
        self._head(kind, len(content))
        self.wfile.write(content)

    def _head(self, kind: str, length: int | None) -> None:
        self.send_response(HTTPStatus.OK)
        headers = {
            "Content-Type": kind,
            "Cache-Control": "no-store",
            "Content-Security-Policy": _POLICY,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",  # the token stays here
            "Cross-Origin-Resource-Policy": "same-origin",
            **({"Connection": "close"} if length is None else {"Content-Length": str(length)}),
        }
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.close_connection = length is None
