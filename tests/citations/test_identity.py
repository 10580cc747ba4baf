"""Citing by identifier: any spelling of it finds the reference that has it."""

from __future__ import annotations

import pytest

from forum.citations.bibliography import References
from forum.citations.identity import canonical

SPELLINGS = {
    "doi:10.1000/ABC": "doi:10.1000/abc",
    "DOI:10.1000/abc": "doi:10.1000/abc",
    "doi:https://doi.org/10.1000/abc": "doi:10.1000/abc",
    "arxiv:1706.04599v2": "arxiv:1706.04599",
    "arxiv:cs.AI/0101001": "arxiv:cs/0101001",
    "isbn:0-306-40615-2": "isbn:9780306406157",
    "pmid:01077562": "pmid:1077562",
    "pmcid:PMC7806098": "pmcid:PMC7806098",
    "pmc:7806098": "pmcid:PMC7806098",
    "hdl:1887/12345": "handle:1887/12345",
    "url:https://www.state.gov/x/#top": "url:state.gov/x",
    "kst:33694-67": "kst:33694-67",
    "kst:35925-X-90": "kst:35925-X-90",
    "ah:tk-20222023-2214": "h:ah-tk-20222023-2214",
    "un:A/RES/79/239": "un:A/RES/79/239",
    "un:a/res/79/239": "un:A/RES/79/239",
    "celex:32024R1689": "celex:32024R1689",
    "eli:reg/2024/1689/oj": "celex:32024R1689",
    "ecli:NL:HR:2019:2006": "ecli:ECLI:NL:HR:2019:2006",
    "ecli:ECLI:NL:HR:2019:2006": "ecli:ECLI:NL:HR:2019:2006",
    "unts:1342/137": "unts:1342/137",
    "urn:nbn:nl:ui:24-x": "urn:urn:nbn:nl:ui:24-x",
}


@pytest.mark.parametrize(("tag", "form"), SPELLINGS.items())
def test_each_identifier_has_one_form(tag, form):
    assert canonical(tag) == form


@pytest.mark.parametrize("tag", ["smith2020", "fig:one", "doi:", "doi:none", "isbn:123", "arxiv:1713.04599", "kst:67"])
def test_what_is_no_identifier_has_none(tag):
    assert canonical(tag) is None


ITEMS = {
    "letter": {
        "id": "letter",
        "type": "report",
        "genre": "Kamerstukken II 2022/23",
        "number": "33 694, nr. 67",
        "URL": "https://zoek.officielebekendmakingen.nl/kst-33694-67.html",
    },
    "answer": {"id": "answer", "type": "report", "genre": "Aanhangsel Handelingen II 2022/23", "number": "2214"},
    "resolution": {"id": "resolution", "type": "report", "genre": "Resolution", "number": "A/RES/79/239"},
    "act": {"id": "act", "type": "report", "genre": "Regulation (EU)", "number": "2024/1689"},
    "paper": {"id": "paper", "type": "article-journal", "DOI": "10.1000/ABC", "PMID": "21077562"},
    "preprint": {"id": "preprint", "type": "webpage", "URL": "https://arxiv.org/abs/1706.04599"},
    "book": {"id": "book", "type": "book", "ISBN": "978-0-306-40615-7"},
    "treaty": {
        "id": "t",
        "type": "treaty",
        "container-title": "United Nations Treaty Series",
        "volume": "1342",
        "page": "137",
    },
    "case": {"id": "case", "type": "legal_case", "number": "ECLI:NL:HR:2019:2006"},
}
CITED = {
    "kst:33694-67": "letter",
    "url:https://zoek.officielebekendmakingen.nl/kst-33694-67.html": "letter",
    "ah:tk-20222023-2214": "answer",
    "un:A/RES/79/239": "resolution",
    "celex:32024R1689": "act",
    "eli:reg/2024/1689/oj": "act",
    "doi:10.1000/abc": "paper",
    "pmid:21077562": "paper",
    "arxiv:1706.04599": "preprint",
    "isbn:0306406152": "book",
    "unts:1342/137": "treaty",
    "ecli:NL:HR:2019:2006": "case",
    "book": "book",
    "tag:ceiling": "paper",
    "tag:book": "book",
    "doi:10.1000/other": "",
    "tag:none": "",
}
ALIASES = {"tag:ceiling": "doi:10.1000/ABC", "tag:book": "book", "tag:none": "nothing"}


@pytest.mark.parametrize(("tag", "key"), CITED.items())
def test_a_citation_finds_its_reference(tag, key):
    references = References(ITEMS, shared=frozenset(ITEMS), aliases=ALIASES)
    assert references.find(tag, "swarm") == key


def test_a_reference_of_another_paper_is_not_found():
    references = References(ITEMS, {"swarm": {"mine": "paper"}}, frozenset({"book"}))
    assert references.find("doi:10.1000/abc", "swarm") == "paper"
    assert references.find("doi:10.1000/abc", "space") == ""
