"""The transport: what it asks, what it refuses, and what it does not wait for."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from replay import QUICK, drip, hang_up

from forum.tools.web import Web
from forum.tools.web_addresses import UnansweredError, is_public


def web(server, **limits):
    return Web("forum-test", frozenset({("127.0.0.1", server.port)}), replace(QUICK, **limits))


def why(web, url):
    with pytest.raises(UnansweredError) as told:
        web.get(url)
    return str(told.value)


def test_an_answer_of_any_status_is_one_and_says_who_asks(server):
    server.says("/a?b=%C3%A9", "hello", 418, Content_Type="text/plain; charset=utf-8")
    answer = web(server).get(f"{server.url}/a?b=é", "text/plain")
    assert (answer.status, answer.kind, answer.body) == (418, "text/plain", b"hello")
    path, headers = server.asked[0]
    assert (path, headers["User-Agent"], headers["Accept"]) == ("/a?b=%C3%A9", "forum-test", "text/plain")


def test_redirects_are_followed_but_not_without_end(server):
    server.says("/a", status=301, Location="/b")
    server.says("/b", status=307, Location=f"{server.url}/c")
    server.says("/c", "there")
    answer = web(server).get(f"{server.url}/a")
    assert (answer.body, answer.url) == (b"there", f"{server.url}/c")
    server.says("/loop", status=302, Location="/loop")
    assert why(web(server), f"{server.url}/loop") == "it is redirected without end"


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("http://127.0.0.1:1/", "it leads into a private network"),
        ("http://localhost:1/", "it leads into a private network"),
        ("http://[::1]/", "it leads into a private network"),
        ("http://[::ffff:10.0.0.1]/", "it leads into a private network"),
        ("http://169.254.169.254/latest/meta-data/", "it leads into a private network"),
        ("file:///etc/passwd", "it leads to file: and not to a web address"),
        ("ftp://example.org/", "it leads to ftp: and not to a web address"),
        ("http://[/", "it is no web address"),
        ("https://example.org:port/", "it is no web address"),
    ],
)
def test_no_redirect_leads_into_a_network_or_to_a_file(server, location, reason):
    server.says("/a", status=302, Location=location)
    assert why(web(server), f"{server.url}/a") == reason
    assert why(web(server), location) == reason


@pytest.mark.parametrize(
    "address", ["10.1.2.3", "192.168.0.1", "127.0.0.1", "0.0.0.0", "224.0.0.1", "fe80::1%eth0", "fc00::1"]
)
def test_private_addresses_are_known(address):
    assert not is_public(address)


def test_a_public_address_is_public():
    assert is_public("93.184.215.14") and is_public("2606:2800:21f:cb07:6820:80da:af6b:8b2c")


def test_what_is_too_large_is_not_read_and_without_a_body_nothing_is(server):
    server.says("/large", b"x" * 200_000)
    assert why(web(server), f"{server.url}/large") == "it sends more than 0 MB"
    assert web(server).get(f"{server.url}/large", body=False).body == b""


@pytest.mark.parametrize("behaviour", [hang_up, drip])
def test_who_hangs_up_or_drips_is_given_up(server, behaviour):
    server.says("/a", behaviour)
    start = time.monotonic()
    assert why(web(server, whole=0.5), f"{server.url}/a") == "it hangs up, or takes too long"
    assert time.monotonic() - start < 5  # and not the ten seconds of the drip


def test_a_server_that_asks_for_patience_gets_it_once(server):
    busy, good = (429, "", {"Retry-After": "1"}), (200, "good", {})
    server.answers["/a"] = [busy, good]
    start = time.monotonic()
    assert web(server).get(f"{server.url}/a").body == b"good"
    assert time.monotonic() - start >= 1


def test_a_server_that_stays_busy_is_not_asked_again(server):
    server.says("/a", status=503, Retry_After="3600")
    asking = web(server)
    assert asking.get(f"{server.url}/a").status == 503
    assert why(asking, f"{server.url}/b") == "it is busy (503)"
    assert server.paths == ["/a"]


def test_a_server_that_is_down_is_left_alone_after_three_times(server):
    server.says("/a", hang_up)
    asking = web(server)
    for _ in range(5):
        why(asking, f"{server.url}/a")
    assert len(server.asked) == 3


def test_there_is_a_pause_between_two_questions_to_one_server(server):
    asking = web(server, pauses={"127.0.0.1": 0.3})
    start = time.monotonic()
    for _ in range(3):
        asking.get(f"{server.url}/a")
    assert time.monotonic() - start >= 0.6


def test_an_interruption_ends_the_waiting(server):
    asking = web(server, pause=60)
    asking.get(f"{server.url}/a")
    asking.stop()
    assert why(asking, f"{server.url}/a") == "interrupted"
