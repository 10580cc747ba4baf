"""Which registry is asked about what, what counts as missing, and what is kept."""

from __future__ import annotations

import datetime
import threading

import pytest
from answers import ARXIV, ARXIV_NONE, OPEN_LIBRARY, PUBMED, crossref, datacite, handle
from replay import hang_up

from forum.stages.lookups import looked_up

DAY = datetime.date(2022, 1, 1)
DOI = "doi:10.5555/swarm.2021"
CROSSREF = "/cr/works/10.5555%2Fswarm.2021"
DATACITE = "/dc/dois/10.5555%2Fswarm.2021"
HANDLE = "/doi/api/handles/10.5555/swarm.2021"
LOGIN = "<html>Please log in to this network</html>"


def said(server, question, **more):
    found = server.registries().ask(question, **more)
    return found.said, found.by


def test_a_doi_of_crossrefs_takes_one_question(server):
    server.says(CROSSREF, crossref())
    assert said(server, DOI) == ("found", "Crossref")
    assert server.paths == [CROSSREF]


def test_a_doi_of_datacites_and_one_of_another_agency(server):
    server.says(DATACITE, datacite(doi="10.5555/swarm.2021"))
    assert said(server, DOI) == ("found", "DataCite")
    server.answers.clear()
    server.says(HANDLE, handle(1, "10.5555/swarm.2021", values=[]))
    assert said(server, DOI) == ("found", "doi.org")


def test_only_doi_org_says_that_a_doi_is_missing(server):
    server.says(HANDLE, handle(100, "10.5555/swarm.2021"), 404)
    assert said(server, DOI) == ("missing", "doi.org")
    server.says(HANDLE, LOGIN, 404)  # a page in between
    assert said(server, DOI) == ("unchecked", "doi.org")


@pytest.mark.parametrize("status", [403, 429, 500, 502, 503])
def test_an_outage_or_a_block_is_unchecked(server, status):
    for path in (CROSSREF, DATACITE):
        server.says(path, "no", status)
    server.says(HANDLE, handle(1, "10.5555/swarm.2021", values=[]))
    assert said(server, DOI)[0] == "unchecked"
    server.says(HANDLE, "no", status)
    assert said(server, DOI)[0] == "unchecked"


@pytest.mark.parametrize(
    "answer", [LOGIN, "", "[]", "{}", '{"message": []}', '{"message": {"title": []}}', "\xff", hang_up]
)
def test_what_is_no_answer_is_unchecked(server, answer):
    for path in (CROSSREF, DATACITE, HANDLE):
        server.says(path, answer)
    assert said(server, DOI)[0] == "unchecked"


def test_a_short_doi_is_resolved_first(server):
    alias = [{"index": 1, "type": "HS_ALIAS", "data": {"format": "string", "value": "10.5555/SWARM.2021"}}]
    server.says("/doi/api/handles/10/abcde", handle(1, "10/abcde", values=alias))
    server.says(CROSSREF, crossref())
    assert said(server, "doi:10/abcde") == ("found", "Crossref")


def test_an_arxiv_number_is_looked_up_at_datacite_unless_all_is_wanted(server):
    server.says("/dc/dois/10.48550%2Farxiv.2006.99999", datacite())
    server.says("/arxiv/api/query?id_list=2006.99999&max_results=1", ARXIV, Content_Type="application/atom+xml")
    assert said(server, "arxiv:2006.99999") == ("found", "DataCite")
    assert said(server, "arxiv:2006.99999", thorough=True) == ("found", "arXiv")
    server.says("/arxiv/api/query?id_list=2006.99999&max_results=1", status=500)
    assert said(server, "arxiv:2006.99999", thorough=True) == ("found", "DataCite")


def test_the_arxiv_alone_says_that_a_number_is_missing(server):
    query = "/arxiv/api/query?id_list=2006.99998&max_results=1"
    assert said(server, "arxiv:2006.99998") == ("unchecked", "arXiv")
    server.says(query, ARXIV_NONE)
    assert said(server, "arxiv:2006.99998") == ("missing", "arXiv")


def test_books_and_medicine(server):
    server.says("/ol/api/books?bibkeys=ISBN:9780306406157&jscmd=data&format=json", OPEN_LIBRARY)
    server.says("/pm/lit/ctxp/v1/pubmed/?format=csl&id=21077562", PUBMED)
    server.says("/pm/lit/ctxp/v1/pmc/?format=csl&id=7806098", PUBMED)
    assert said(server, "isbn:9780306406157") == ("found", "Open Library")
    assert said(server, "pmid:21077562") == ("found", "PubMed")
    assert said(server, "pmcid:PMC7806098") == ("found", "PubMed")


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(200, "found"), (204, "found"), (404, "missing"), (410, "missing"), (401, "unchecked"), (403, "unchecked"),
     (405, "unchecked"), (429, "unchecked"), (500, "unchecked"), (999, "unchecked")],
)  # fmt: skip
def test_only_404_and_410_are_dead_links(server, status, outcome):
    server.says("/page", "text", status)
    assert said(server, f"url:{server.url}/page")[0] == outcome


def test_a_link_into_a_network_or_to_nowhere_is_unchecked(server):
    assert said(server, "url:http://127.0.0.1:9/secret") == ("unchecked", "127.0.0.1")
    assert said(server, "url:http://name.invalid/") == ("unchecked", "name.invalid")


def test_registries_hear_who_asks_only_if_somebody_wants_them_to(server):
    server.registries(mailto="editors@example.org").ask(DOI)
    assert server.asked[0][1]["User-Agent"].endswith(" (mailto:editors@example.org)")
    server.registries().ask(DOI)
    assert "mailto" not in server.asked[-1][1]["User-Agent"]


# --- what is kept --------------------------------------------------------------------


@pytest.fixture
def workspace(tmp_path):
    (tmp_path / "forum.toml").write_text("")
    return tmp_path


def test_a_second_run_asks_nothing_until_answers_are_old(server, workspace):
    server.says(CROSSREF, crossref())
    server.says(HANDLE.replace("swarm.2021", "gone"), handle(100, "10.5555/gone"), 404)
    questions = [DOI, DOI, "doi:10.5555/gone", f"url:{server.url}/down"]
    server.says("/down", status=500)
    first = looked_up(workspace, questions, DAY, server.registries())
    assert [first[one].found.said for one in questions] == ["found", "found", "missing", "unchecked"]
    server.asked.clear()
    again = looked_up(workspace, questions, DAY, server.registries())
    assert server.paths == ["/down"]  # what nobody answered is asked again
    assert again[DOI] == first[DOI] and again[DOI].found.work.title.startswith("Human control")
    server.asked.clear()
    looked_up(workspace, questions[:3], DAY + datetime.timedelta(days=2), server.registries())
    assert CROSSREF not in server.paths and len(server.asked) == 3  # what was missing may be there now
    server.asked.clear()
    looked_up(workspace, [DOI], DAY + datetime.timedelta(days=40), server.registries())
    assert server.paths == [CROSSREF]


def test_an_interrupted_run_goes_on_where_it_ended(server, workspace):
    questions = [f"url:{server.url}/{number}" for number in range(30)]
    for number in range(30):
        server.says(f"/{number}", "page")

    def interrupt(done, of):
        if done == 10:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        looked_up(workspace, questions, DAY, server.registries(), interrupt)
    before = len(server.asked)
    looked_up(workspace, questions, DAY, server.registries())
    assert before < 30 and 20 >= len(server.asked) - before > 0


def test_one_server_is_asked_one_question_at_a_time(server, workspace):
    at_once, most, lock = 0, 0, threading.Event()

    def page(handler):
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        lock.wait(0.02)
        at_once -= 1
        handler.send_response(204)
        handler.end_headers()

    for number in range(10):
        server.says(f"/{number}", page)
    found = looked_up(workspace, [f"url:{server.url}/{number}" for number in range(10)], DAY, server.registries())
    assert {one.found.said for one in found.values()} == {"found"} and most == 1


def test_what_is_kept_and_cannot_be_read_is_asked_again(server, workspace):
    server.says(CROSSREF, crossref())
    looked_up(workspace, [DOI], DAY, server.registries())
    (kept,) = (workspace / ".forum/online").iterdir()
    kept.write_text("{")
    assert looked_up(workspace, [DOI], DAY, server.registries())[DOI].found.said == "found"
    assert len(server.asked) == 2


def test_outside_a_workspace_nothing_is_kept(server, tmp_path):
    server.says(CROSSREF, crossref())
    looked_up(tmp_path, [DOI], DAY, server.registries())
    assert list(tmp_path.iterdir()) == []
