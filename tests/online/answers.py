"""Answers of registries, in the shape that each has; works, names and numbers are made up."""

from __future__ import annotations

import json
from typing import Any


def crossref(**changes: Any) -> dict[str, Any]:
    """Return an answer of ``/works/{doi}``."""
    message = {
        "DOI": "10.5555/Swarm.2021",
        "type": "journal-article",
        "title": ["Human control over swarms &amp; the limits of <i>attention</i> in Utrecht"],
        "subtitle": ["A field study"],
        "container-title": ["Journal of Examples"],
        "short-container-title": ["J Ex"],
        "publisher": "Example Press",
        "volume": "12",
        "issue": "3",
        "page": "241-255",
        "ISSN": ["0000-0000"],
        "language": "en",
        "author": [
            {"given": "Jane", "family": "van der Doe", "sequence": "first", "affiliation": []},
            {"given": "Jörg", "family": "Müller", "suffix": "Jr.", "sequence": "additional", "affiliation": []},
            {"name": "Swarm & Attention Group", "sequence": "additional", "affiliation": []},
        ],
        "published-print": {"date-parts": [[2021, 4]]},
        "published-online": {"date-parts": [[2020, 11, 30]]},
        "published": {"date-parts": [[2021, 4]]},
        "issued": {"date-parts": [[2020, 11, 30]]},
        "created": {"date-parts": [[2020, 11, 29]], "date-time": "2020-11-29T10:00:00Z", "timestamp": 1606644000000},
        "URL": "http://dx.doi.org/10.5555/swarm.2021",
        "relation": {},
    }
    return {
        "status": "ok",
        "message-type": "work",
        "message-version": "1.0.0",
        "message": {key: value for key, value in {**message, **changes}.items() if value is not None},
    }


def update(kind: str, doi: str) -> dict[str, Any]:
    """Return an item of Crossref's ``updated-by`` and ``update-to``."""
    day = {"date-parts": [[2021, 9, 1]], "date-time": "2021-09-01T00:00:00Z", "timestamp": 1630454400000}
    return {"DOI": doi, "type": kind, "label": kind.capitalize(), "source": "retraction-watch", "updated": day}


def datacite(**changes: Any) -> dict[str, Any]:
    """Return an answer of ``/dois/{doi}``."""
    attributes = {
        "doi": "10.48550/arxiv.2006.99999",
        "creators": [
            {"name": "Doe, Jane", "nameType": "Personal", "givenName": "Jane", "familyName": "Doe", "affiliation": []},
            {"name": "Example Lab", "nameType": "Organizational", "affiliation": []},
        ],
        "titles": [{"title": "Concrete problems with swarms"}],
        "publisher": "arXiv",
        "container": {},
        "publicationYear": 2020,
        "dates": [
            {"date": "2020-06-03T12:00:00Z", "dateType": "Submitted"},
            {"date": "2020-06", "dateType": "Available", "dateInformation": "v1"},
        ],
        "types": {"resourceTypeGeneral": "Preprint", "bibtex": "article", "citeproc": "article"},
        "contributors": [],
        "url": "https://arxiv.org/abs/2006.99999",
    }
    return {"data": {"id": "10.48550/arxiv.2006.99999", "type": "dois", "attributes": {**attributes, **changes}}}


ARXIV = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <title type="html">ArXiv Query: search_query=&amp;id_list=2006.99999&amp;start=0&amp;max_results=1</title>
  <opensearch:totalResults xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">1</opensearch:totalResults>
  <entry>
    <id>http://arxiv.org/abs/2006.99999v2</id>
    <updated>2021-01-05T17:59:59Z</updated>
    <published>2020-06-03T12:00:00Z</published>
    <title>Concrete problems
  with swarms</title>
    <summary>A summary.</summary>
    <author><name>Jane Doe</name></author>
    <author><name>Jan van den Berg</name></author>
    <arxiv:primary_category xmlns:arxiv="http://arxiv.org/schemas/atom" term="cs.AI" scheme="http://arxiv.org/s/a"/>
    <link href="http://arxiv.org/abs/2006.99999v2" rel="alternate" type="text/html"/>
  </entry>
</feed>
"""
ARXIV_NONE = '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>ArXiv Query</title></feed>'
ARXIV_ERROR = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>http://arxiv.org/api/errors#incorrect_id</id>
<title>Error</title><summary>incorrect id format</summary></entry></feed>"""

OPEN_LIBRARY = {
    "ISBN:9780306406157": {
        "url": "https://openlibrary.org/books/OL0M/x",
        "title": "A book of examples",
        "subtitle": "With answers",
        "authors": [{"url": "https://openlibrary.org/authors/OL0A", "name": "Jane Q. Doe"}],
        "publishers": [{"name": "Example Press"}],
        "publish_places": [{"name": "Delft"}],
        "publish_date": "March 1980",
        "number_of_pages": 300,
    }
}

PUBMED = {
    "source": "PubMed",
    "id": "pmid:21077562",
    "title": "Examples in medicine",
    "author": [{"family": "Doe", "given": "J."}, {"family": "Berg", "given": "A.", "non-dropping-particle": "van den"}],
    "container-title": "Annals of examples",
    "container-title-short": "Ann Ex",
    "publisher-place": "England",
    "ISSN": "0000-0000",
    "issued": {"date-parts": [[2010, 10]]},
    "page": "381-410",
    "volume": "52",
    "issue": "3",
    "PMID": "21077562",
    "DOI": "10.5555/example.381",
    "type": "article-journal",
}


def handle(code: int, doi: str, **more: Any) -> str:
    """Return an answer of doi.org's ``/api/handles/{doi}``."""
    return json.dumps({"responseCode": code, "handle": doi, **more})
