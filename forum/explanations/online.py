"""What registries and the web say of references: ``forum check --online``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from forum.explanations.explanation import Explanation, doubtful, notable, wrong

_CODES: Mapping[str, Explanation] = {
    "identifier-unregistered": wrong(
        "The registry of all DOIs, or the arXiv, says that it does not know this one. Its link leads nowhere, and "
        "the work may not exist.",
        "Look the work up. Correct the identifier, or do not cite the work.",
    ),
    "identifier-foreign": wrong(
        "The identifier is that of another work: neither the title nor any author is the same.",
        "Correct the identifier, or take it out.",
    ),
    "registered-title": doubtful(
        "The registry has another title for this identifier. A subtitle left out, capitals, accents and markup do "
        "not count.",
        "Compare the title with the work.",
    ),
    "registered-authors": doubtful(
        "The registry names other authors, or more. Particles, initials and accents do not count, nor does a list "
        "that ends in `and others`.",
        "Compare the names with the work.",
    ),
    "registered-year": doubtful(
        "The registry has another year, by more than one. Print and online may differ by one.",
        "Compare the year with the work.",
    ),
    "link-dead": doubtful(
        "The server says that there is nothing at this address: 404 Not Found, or 410 Gone.",
        "Find where it moved, or cite an archived copy.",
    ),
    "doi-known": notable(
        "The reference has no DOI, and Crossref has one for a work with the same title, authors and year.",
        "Add it: readers get a link, and whether the work was retracted can be known.",
    ),
    "online-unchecked": notable(
        "Nobody answered: the server is down, slow, keeps programs out, or there is no network. This says nothing "
        "about the reference.",
        "Ask again later, or look for yourself.",
    ),
}

CODES: Mapping[str, Explanation] = MappingProxyType(_CODES)
