"""Identifiers in references: of scholarly works, and of law and policy documents."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from forum.explanations.explanation import Explanation, doubtful, notable, wrong

_SCHOLARLY: Mapping[str, Explanation] = {
    "doi-syntax": wrong(
        "The field has no DOI in it, so the link that is printed leads nowhere.",
        "Copy the DOI from the publisher's page; it looks like `10.1007/s10676-004-3422-1`.",
    ),
    "doi-escaped": wrong(
        "The DOI has a backslash in it, mostly left by an export to LaTeX. The link that is printed leads nowhere.",
        "Remove the backslashes.",
    ),
    "doi-prefix": wrong(
        "The DOI is written with its web address, which is printed before every DOI: it would stand there twice.",
        "Write the DOI only, from `10.` on.",
    ),
    "doi-trailing": doubtful(
        "The DOI ends in a stop or bracket that was probably copied from the sentence around it. "
        "With it, the link leads nowhere.",
        "Remove it, unless the publisher's page has it too.",
    ),
    "isbn-shape": wrong(
        "The field has no ISBN in it: that is 10 or 13 digits.",
        "Copy it from the book's imprint page.",
    ),
    "isbn-checksum": wrong(
        "The last digit of an ISBN does not fit the others: a digit is mistyped, and the book cannot be found by it.",
        "Compare it with the book.",
    ),
    "issn-shape": wrong(
        "The field has no ISSN in it: that is eight digits, as in `1234-5679`.",
        "Look the journal up at portal.issn.org.",
    ),
    "issn-checksum": wrong(
        "The last digit of an ISSN does not fit the others: a digit is mistyped, "
        "and the journal cannot be found by it.",
        "Look the journal up at portal.issn.org.",
    ),
    "arxiv-syntax": wrong(
        "The field has no arXiv number in it: that is year, month and a number, as in `1606.06565`.",
        "Copy it from the page at arxiv.org.",
    ),
    "arxiv-future": wrong(
        "The arXiv number is of a month that is still to come, so it is mistyped.",
        "Compare it with the page at arxiv.org.",
    ),
    "arxiv-date": doubtful(
        "The reference is dated before the year in which arXiv gave the number. One of the two is probably mistyped.",
        "Correct the date or the number.",
    ),
    "pmid-syntax": wrong(
        "The field has no PubMed number in it: that has at most eight digits.",
        "Copy it from the page at pubmed.ncbi.nlm.nih.gov.",
    ),
    "pmcid-syntax": wrong(
        "The field has no PubMed Central number in it: that looks like `PMC7806098`.",
        "Copy it from the article's page.",
    ),
    "handle-syntax": wrong(
        "The field has no Handle in it: that looks like `1887/12345`.",
        "Copy it from the repository's page.",
    ),
    "urn-syntax": wrong(
        "The field has no URN in it: that looks like `urn:nbn:nl:ui:24-uuid`.",
        "Copy it from the repository's page.",
    ),
    "identifier-disagrees": wrong(
        "Two fields of one reference name two different works, such as a DOI and a link to another DOI. "
        "A reader would find the wrong one.",
        "Look up both, and correct the one that is of another work.",
    ),
}

_LAW: Mapping[str, Explanation] = {
    "kst-session": wrong(
        "The parliamentary session of a Kamerstuk or of Handelingen does not exist, or does not hold the date. "
        "A session lasts from September to September.",
        "Compare session and date with the document at zoek.officielebekendmakingen.nl.",
    ),
    "kst-chamber": doubtful(
        "The chamber of a Kamerstuk or of Handelingen does not fit the institution or the number. "
        "I is the Eerste Kamer, which gives letters; II is the Tweede Kamer, which gives numbers.",
        "Compare it with the document, and correct the one or the other.",
    ),
    "kst-number": doubtful(
        "The number of a Kamerstuk is not that of a dossier and a document in it, so it cannot be looked up.",
        "Write it as in `33 694, nr. 67` or `35 925 X, nr. 90`.",
    ),
    "journal-year": wrong(
        "A Tractatenblad, Staatsblad or Staatscourant is of an earlier year than the text that is to stand in it.",
        "Correct the year of the one or the other.",
    ),
    "un-symbol": doubtful(
        "The number looks like a document symbol of the United Nations, but is not a complete one, "
        "so the document cannot be found by it.",
        "Copy the symbol from the document's first page, as in `A/RES/79/239`.",
    ),
    "un-year": wrong(
        "The session or year in a document symbol of the United Nations does not fit the date of the reference. "
        "The General Assembly's session N opens in September of 1945 + N.",
        "Compare symbol and date with the document, and correct one of them.",
    ),
    "un-draft-adopted": doubtful(
        "The reference is a draft of a resolution that was adopted and is a reference here, too. "
        "The text that was adopted may differ.",
        "Cite the resolution, unless the draft itself is meant.",
    ),
    "ecli-syntax": wrong(
        "The field has no ECLI, the number of a court decision, in its form: country, court, year and number.",
        "Copy it from the decision, as in `ECLI:NL:HR:2019:2006`.",
    ),
    "ecli-year": wrong(
        "The year in an ECLI is that of the decision, and the date of the reference is another.",
        "Correct the date or the ECLI.",
    ),
    "celex-syntax": wrong(
        "The field has no CELEX number, the number of a document of the European Union: "
        "sector, year, letter and number.",
        "Copy it from the page at eur-lex.europa.eu, as in `32024R1689`.",
    ),
    "celex-year": wrong(
        "An act of the European Union is numbered in the year of its adoption or the next, and a judgment of its "
        "Court comes after the year in the number of its case. That does not fit the date of the reference.",
        "Correct the date or the number.",
    ),
    "eu-address-missing": notable(
        "An act of the European Union is given without an address, though its number tells where it is.",
        "Add the address that the message gives, so that readers can open the act.",
    ),
}

CODES: Mapping[str, Explanation] = MappingProxyType({**_SCHOLARLY, **_LAW})
