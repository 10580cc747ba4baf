"""Asking registries about works: Crossref, DataCite, doi.org, arXiv, PubMed, Open Library.

What nobody answered is *unchecked*; that a work is *missing* only the registry that
would have it may say, in its own form: a page in between that answers 404 does not count.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from http import HTTPStatus
from typing import Any, Literal
from urllib.parse import quote, urlsplit

from forum import __version__
from forum.citations.work import Work
from forum.citations.work_crossref import from_crossref
from forum.citations.work_others import from_arxiv, from_datacite, from_open_library
from forum.tools.web import Answer, Limits, Web
from forum.tools.web_addresses import UnansweredError
from forum.tools.web_proxies import Proxies

Said = Literal["found", "missing", "unchecked"]
_JSON = "application/json"
_DATACITE = ("10.48550", "10.5281", "10.6084", "10.17605", "10.4121", "10.4230", "10.34894", "10.17026", "10.5061")
_GONE = frozenset({404, 410})


@dataclass(frozen=True)
class Services:
    """The base addresses of the registries. ``FORUM_CROSSREF_URL`` and so on in the environment change them."""

    crossref: str = "https://api.crossref.org"
    datacite: str = "https://api.datacite.org"
    doi: str = "https://doi.org"
    arxiv: str = "https://export.arxiv.org"
    pubmed: str = "https://api.ncbi.nlm.nih.gov"
    openlibrary: str = "https://openlibrary.org"

    @staticmethod
    def of(environment: Mapping[str, str]) -> Services:
        """Return the services as the environment has them."""
        named = {one.name: environment.get(f"FORUM_{one.name.upper()}_URL", "").rstrip("/") for one in fields(Services)}
        return Services(**{name: value for name, value in named.items() if value})

    def hosts(self) -> frozenset[tuple[str, int]]:
        """Return host and port of each."""
        parts = [urlsplit(getattr(self, one.name)) for one in fields(self)]
        return frozenset((one.hostname or "", one.port or (443 if one.scheme == "https" else 80)) for one in parts)


@dataclass(frozen=True)
class Found:
    """What was learnt of a work or an address: by which registry, and why it is missing or unchecked."""

    said: Said
    by: str = ""
    why: str = ""
    work: Work | None = None


@dataclass(frozen=True)
class Registries:
    """The registries, asked by way of one ``Web``."""

    web: Web
    services: Services = field(default_factory=Services)

    def crossref(self, doi: str) -> Found:
        """Return what Crossref says of a DOI."""

        def read(answer: Answer) -> Work:
            return from_crossref(_object(answer)["message"])

        return self._asked("Crossref", f"{self.services.crossref}/works/{quote(doi, safe='')}", read)

    def datacite(self, doi: str) -> Found:
        """Return what DataCite says of a DOI."""
        return self._asked(
            "DataCite",
            f"{self.services.datacite}/dois/{quote(doi, safe='')}",
            lambda answer: from_datacite(_object(answer)),
        )

    def doi(self, doi: str) -> Found:
        """Return what the registry of a DOI says; whether it is one at all, doi.org says.

        A DOI of another agency is *found*, without a description.
        """
        if doi.startswith("10/"):
            resolved, doi = self._handle(doi)
            if not doi:
                return resolved
        order = (self.crossref, self.datacite)
        asked: list[Found] = []
        for one in reversed(order) if doi.startswith(_DATACITE) else order:
            found = one(doi)
            if found.said == "found":
                return found
            asked.append(found)
        exists, _ = self._handle(doi)
        silent = next((one for one in asked if one.said == "unchecked"), None)
        return silent if silent is not None and exists.said == "found" else exists

    def _handle(self, doi: str) -> tuple[Found, str]:
        """Return whether doi.org knows a DOI, and the long one that it stands for.

        Source: doi.org, "Handle proxy server REST API": response code 1 for found, 100 for not.
        """
        try:
            answer = self.web.get(f"{self.services.doi}/api/handles/{quote(doi, safe='/')}", _JSON)
            said = _object(answer)
        except (UnansweredError, ValueError) as wrong:
            return Found("unchecked", "doi.org", _reason(wrong)), ""
        if said.get("responseCode") == 100:
            return Found("missing", "doi.org", f"doi.org does not know {doi}"), ""
        if said.get("responseCode") != 1:
            return Found("unchecked", "doi.org", f"it answers {answer.status}"), ""
        values = said.get("values")
        for one in values if isinstance(values, list) else ():
            if isinstance(one, Mapping) and one.get("type") == "HS_ALIAS" and isinstance(one.get("data"), Mapping):
                return Found("found", "doi.org"), str(one["data"].get("value", "")).lower()
        return Found("found", "doi.org"), "" if doi.startswith("10/") else doi

    def arxiv(self, number: str) -> Found:
        """Return what the arXiv says of a number; one that it does not know it answers with an empty feed."""
        url = f"{self.services.arxiv}/api/query?id_list={quote(number, safe='')}&max_results=1"
        return self._asked("arXiv", url, lambda answer: from_arxiv(answer.body), "application/atom+xml")

    def arxiv_quickly(self, number: str) -> Found:
        """Return what is known of an arXiv number: DataCite has it, and needs no pause of three seconds."""
        found = self.datacite(f"10.48550/arxiv.{number}")
        return found if found.said == "found" else self.arxiv(number)

    def pubmed(self, number: str) -> Found:
        """Return what PubMed says of its number, or PubMed Central of one that begins with ``PMC``."""
        base, digits = ("pmc", number[3:]) if number.startswith("PMC") else ("pubmed", number)
        url = f"{self.services.pubmed}/lit/ctxp/v1/{base}/?format=csl&id={digits}"

        def read(answer: Answer) -> Work:
            work = from_crossref(_object(answer))
            return work if base == "pmc" else replace(work, pmid=number)

        return self._asked("PubMed", url, read)

    def search(self, words: str) -> Found:
        """Return the work that Crossref finds first by author, title and year; whether it is the one, others tell."""
        url = f"{self.services.crossref}/works?query.bibliographic={quote(words, safe='')}&rows=1"

        def read(answer: Answer) -> Work | None:
            items = _object(answer)["message"]["items"]
            return from_crossref(items[0]) if items else None

        return self._asked("Crossref", url, read)

    def open_library(self, isbn: str) -> Found:
        """Return what Open Library says of a book."""
        url = f"{self.services.openlibrary}/api/books?bibkeys=ISBN:{isbn}&jscmd=data&format=json"
        return self._asked("Open Library", url, lambda answer: from_open_library(_object(answer), isbn))

    def address(self, url: str) -> Found:
        """Return whether there is something at an address: only 404 and 410 say that there is not."""
        host = urlsplit(url).hostname or url
        try:
            status = self.web.get(url, body=False).status
        except UnansweredError as wrong:
            return Found("unchecked", host, str(wrong))
        if status in _GONE:
            return Found("missing", host, f"{host} answers {status} {HTTPStatus(status).phrase}")
        return Found("found", host) if status < 400 else Found("unchecked", host, f"it answers {status}")

    def _asked(self, name: str, url: str, read: Callable[[Answer], Work | None], accept: str = _JSON) -> Found:
        try:
            answer = self.web.get(url, accept)
            if answer.status in _GONE and accept == _JSON:
                return Found("missing", name, f"{name} has no record of it")
            if answer.status != 200:
                return Found("unchecked", name, f"it answers {answer.status}")
            work = read(answer)
        except (UnansweredError, ValueError, KeyError, TypeError, AttributeError) as wrong:
            return Found("unchecked", name, _reason(wrong))
        return Found("found", name, work=work) if work else Found("missing", name, f"{name} has no record of it")

    def ask(self, identifier: str, thorough: bool = False) -> Found:
        """Return what is known of ``doi:…``, ``arxiv:…``, ``isbn:…``, ``pmid:…``, ``pmcid:…``, ``url:…`` or ``work:…``.

        ``thorough`` asks the arXiv itself, which knows more than DataCite does of its works.
        """
        scheme, _, value = identifier.partition(":")
        if scheme == "arxiv" and thorough:
            return first_found([lambda: self.arxiv(value), lambda: self.arxiv_quickly(value)])
        asked = {
            "doi": self.doi,
            "arxiv": self.arxiv_quickly,
            "isbn": self.open_library,
            "pmid": self.pubmed,
            "pmcid": self.pubmed,
            "url": self.address,
            "work": self.search,
        }
        return asked[scheme](value)


def first_found(questions: Sequence[Callable[[], Found]]) -> Found:
    """Return the first answer that is one; the last of all, where nobody answers."""
    found = Found("unchecked")
    for question in questions:
        found = question()
        if found.said != "unchecked":
            return found
    return found


def registries(
    services: Services, mailto: str = "", limits: Limits | None = None, proxies: Proxies | None = None
) -> Registries:
    """Return the registries. They are told who asks; ``mailto`` is an address for when something is wrong.

    The arXiv asks for three seconds between two questions.
    """
    agent = f"forum-workspace/{__version__}" + (f" (mailto:{mailto})" if mailto else "")
    limits = limits or Limits(pauses={"export.arxiv.org": 3.0})
    return Registries(Web(agent, services.hosts(), limits, proxies), services)


def _object(answer: Answer) -> Any:
    """Return an answer's JSON.

    Raises:
        ValueError: it is none: the page of a network that wants a login, for example.
    """
    loaded = json.loads(answer.body)
    if isinstance(loaded, list) and len(loaded) == 1:
        loaded = loaded[0]
    if not isinstance(loaded, dict):
        raise ValueError("no JSON object")
    return loaded


def _reason(wrong: Exception) -> str:
    return str(wrong) if isinstance(wrong, UnansweredError) else "its answer cannot be read"
