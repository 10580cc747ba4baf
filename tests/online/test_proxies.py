"""Proxies of the environment: what is asked through them, and what is not."""

from __future__ import annotations

import base64
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any

import pytest
from replay import QUICK, Replay, serving

from forum.tools.web import Web
from forum.tools.web_addresses import UnansweredError, is_private_name, parts_of
from forum.tools.web_proxies import Proxies


@contextmanager
def proxy(answer: bytes = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n") -> Iterator[tuple[str, list[str]]]:
    """Give the address of a proxy that answers all alike, and the heads of what it was asked."""
    asked: list[str] = []

    class Handler(StreamRequestHandler):
        def handle(self) -> None:
            lines = iter(lambda: self.rfile.readline().decode().strip(), "")
            asked.append("\n".join(lines))
            self.wfile.write(answer)

    with ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield f"127.0.0.1:{server.server_address[1]}", asked
        server.shutdown()


def web(**environment: str) -> Web:
    return Web("forum-test", limits=QUICK, proxies=Proxies.of(environment))


def why(asking: Web, url: str) -> str:
    with pytest.raises(UnansweredError) as wrong:
        asking.get(url)
    return str(wrong.value)


GOOD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\ngood"


def test_a_page_is_asked_of_the_proxy_which_finds_the_host() -> None:
    with proxy(GOOD) as (address, asked):
        answer = web(HTTP_PROXY=f"http://jane:a%20b@{address}").get("http://nowhere.example/a?b=c")
    assert (answer.body, answer.url) == (b"good", "http://nowhere.example/a?b=c")
    assert asked[0].startswith("GET http://nowhere.example/a?b=c HTTP/1.1\nHost: nowhere.example\n")
    assert f"Proxy-Authorization: Basic {base64.b64encode(b'jane:a b').decode()}" in asked[0]


def test_a_secure_page_is_asked_through_a_tunnel() -> None:
    with proxy() as (address, asked):
        found = why(web(https_proxy=address), "https://api.crossref.example/works")
    assert found == "its proxy cannot be reached, or does not let it through"
    assert asked[0].startswith("CONNECT api.crossref.example:443 HTTP/1.")


def test_through_the_tunnel_goes_tls_for_the_host_and_not_for_the_proxy() -> None:
    hello = bytearray()
    listener = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        plug, _ = listener.accept()
        with plug:
            while b"\r\n\r\n" not in plug.recv(4096):
                pass
            plug.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            hello.extend(plug.recv(4096))

    with listener:
        threading.Thread(target=answer, daemon=True).start()
        asking = web(https_proxy=f"127.0.0.1:{listener.getsockname()[1]}")
        assert why(asking, "https://api.crossref.example/") == "it cannot be reached"
    assert hello[:1] == b"\x16" and b"api.crossref.example" in hello  # a ClientHello with the name of the host


@pytest.mark.parametrize(
    ("no", "host", "is_direct"),
    [
        ("", "a.example", False),
        ("*", "a.example", True),
        ("other.example, .example", "a.example", True),
        ("*.example", "a.example", True),
        ("a.example", "b.a.example", True),
        ("a.example", "ba.example", False),
        ("a.example:80", "a.example", True),
        ("a.example:8080", "a.example", False),
        ("A.EXAMPLE", "a.example", True),
        ("10.0.0.0/8", "10.1.2.3", True),
        ("10.0.0.0/8", "11.1.2.3", False),
        ("::1", "[::1]", True),
    ],
)
def test_hosts_of_no_proxy_are_asked_themselves(no: str, host: str, is_direct: bool) -> None:
    proxies = Proxies.of({"http_proxy": "http://proxy.example:3128", "no_proxy": no})
    assert (proxies.on_the_way(parts_of(f"http://{host}/")) is None) == is_direct


def test_a_server_on_this_machine_is_asked_itself_where_no_proxy_says_so(server: Replay) -> None:
    server.says("/a", "good")
    environment = {"ALL_PROXY": "127.0.0.1:9", "NO_PROXY": "127.0.0.1"}
    asking = Web("forum-test", frozenset({("127.0.0.1", server.port)}), QUICK, Proxies.of(environment))
    assert asking.get(f"{server.url}/a").body == b"good"


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.1", "0x7f000001", "2130706433", "[::1]", "192.168.1.1", "router", "a.local"]
)
def test_no_proxy_is_asked_for_what_is_private(host: str) -> None:
    with proxy(GOOD) as (address, asked):
        assert why(web(http_proxy=address), f"http://{host}/") == "it leads into a private network"
    assert not asked


def test_names_and_addresses_of_the_open_internet_are_not_private() -> None:
    assert not any(map(is_private_name, ("example.org", "8.8.8.8", "2001:4860:4860::8888", "local.example.org")))


def test_a_redirect_through_a_proxy_leads_into_no_private_network() -> None:
    with proxy(b"HTTP/1.1 302 Found\r\nLocation: http://10.0.0.1/\r\nContent-Length: 0\r\n\r\n") as (address, asked):
        assert why(web(http_proxy=address), "http://a.example/") == "it leads into a private network"
    assert len(asked) == 1


@pytest.mark.parametrize("address", ["socks5://127.0.0.1:1080", "https://proxy.example", "http://", "http://a:port"])
def test_a_proxy_of_another_kind_is_said(address: str) -> None:
    assert why(web(http_proxy=address), "http://a.example/") == "its proxy is none of http://HOST:PORT"


def test_small_letters_win_and_a_scheme_of_its_own_wins_over_all() -> None:
    environment = {
        "HTTP_PROXY": "http://b.example",
        "http_proxy": "http://c.example:8",
        "ALL_PROXY": "http://d.example:9",
    }
    found: Any = [Proxies.of(environment).on_the_way(parts_of(f"{scheme}://x.example")) for scheme in ("http", "https")]
    assert [(one.host, one.port) for one in found] == [("c.example", 8), ("d.example", 9)]


def test_check_and_cite_ask_through_the_proxies_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    from forum.commands.check.online import online

    with proxy(GOOD) as (address, asked), serving() as replay:
        monkeypatch.setenv("http_proxy", address)
        monkeypatch.setenv("FORUM_CROSSREF_URL", replay.url)
        online().registries.web.get("http://a.example/")
    assert len(asked) == 1
