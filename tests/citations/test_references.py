"""Checks of single references: told where it is wrong, quiet where it is right."""

from __future__ import annotations

import pytest

from tests.citations.checking import codes, entry, problems

WRONG = {
    # dates
    "month 13": (entry("date = {2020-13}"), "date-impossible"),
    "31 February": (entry("date = {2020-02-31}"), "date-impossible"),
    "two years with a hyphen": (entry("date = {2018-19}"), "date-impossible"),
    "a date pandoc cannot read": (entry("date = {2020-5-3}"), "date-unreadable"),
    "years with dashes": (entry("year = {2019--2020}"), "date-unreadable"),
    "a year with a letter": (entry("year = {2020a}"), "date-unreadable"),
    "two digits": (entry("year = {20}"), "date-impossible"),
    "years away": (entry("year = {2206}"), "date-future"),
    "visited tomorrow": (entry("year = 2020, urldate = {2026-11-23}"), "date-future"),
    "two dates": (entry("date = {2020-05}, year = 2021"), "date-two"),
    "no such month": (entry("year = 2020, month = 13"), "date-impossible"),
    # names
    "et al.": (entry("author = {Doe, Jane and Roe et al.}"), "names-et-al"),
    "semicolons": (entry("author = {Doe, Jane; Roe, Rick}"), "names-and"),
    "an ampersand": (entry("author = {Jane Doe & Rick Roe}"), "names-and"),
    "capital AND": (entry("author = {Doe, Jane AND Roe, Rick}"), "names-and"),
    "and at the end": (entry("author = {Doe, Jane and }"), "names-and"),
    "and at the start": (entry("author = {\n and Doe, Jane}"), "names-and"),
    "and twice": (entry("author = {Doe, Jane and\n  and Roe, Rick}"), "names-and"),
    "commas only": (entry("author = {Doe, Jane, Roe, Rick}"), "names-commas"),
    "three by commas": (entry("author = {Jane Doe, Rick Roe, Ann Poe}"), "names-commas"),
    "a body as person": (entry("author = {European Commission}"), "names-body"),
    "a placeholder": (entry("author = {???}"), "names-placeholder"),
    "initials last": (entry("author = {Doe, Jane and Smith J}"), "names-initials"),
    "initials with points last": (entry("author = {Smith A.B. and Roe, R.}"), "names-initials"),
    # numbers with a label, and what is not printed
    "pp. before the pages": (entry("pages = {pp. 12--15}"), "number-label"),
    "p. before the page": (entry("pages = {p.~12}"), "number-label"),
    "how many pages": (entry("pages = {12 pages}"), "number-label"),
    "vol. before the volume": (entry("volume = {Vol. 3}"), "number-label"),
    "no. before an issue": (entry("journaltitle = {J}, number = {no. 2}", "article"), "number-label"),
    "chapter before a chapter": (entry("booktitle = {B}, chapter = {Chapter 3}", "incollection"), "number-label"),
    "the book of an article": (entry("booktitle = {Proceedings of It}", "article"), "field-unprinted"),
    "the journal of a book": (entry("journaltitle = {Journal of It}", "book"), "field-unprinted"),
    # pages
    "pages backwards": (entry("pages = {389--331}"), "pages-descending"),
    "pages backwards after a colon": (entry("pages = {43:23--43:1}"), "pages-descending"),
    # identifiers
    "no DOI": (entry("doi = {see website}"), "doi-syntax"),
    "a resolver before the DOI": (entry("doi = {https://doi.org/10.1000/abc}"), "doi-prefix"),
    "an escape in the DOI": (entry(r"doi = {10.1007/978\_12}"), "doi-escaped"),
    "a full stop after the DOI": (entry("doi = {10.1000/abc.}"), "doi-trailing"),
    "two DOIs": (entry("doi = {10.1000/abc}, url = {https://doi.org/10.1000/xyz}"), "identifier-disagrees"),
    "an ISBN": (entry("isbn = {978-0-306-40615-8}"), "isbn-checksum"),
    "an ISBN that is none": (entry("isbn = {12345}"), "isbn-shape"),
    "an ISSN": (entry("issn = {0378-5956}"), "issn-checksum"),
    "an ISSN that is none": (entry("issn = {none}"), "issn-shape"),
    "arXiv's month 13": (entry("eprint = {1713.04599}, eprinttype = {arxiv}"), "arxiv-syntax"),
    "arXiv's four digits since 2015": (entry("eprint = {1706.0459}, eprinttype = {arxiv}"), "arxiv-syntax"),
    "arXiv to come": (entry("eprint = {2612.04599}, eprinttype = {arxiv}"), "arxiv-future"),
    "arXiv after the date": (entry("eprint = {1706.04599}, eprinttype = {arxiv}, year = 2015"), "arxiv-date"),
    "a PubMed number": (entry("pmid = {PMC12}"), "pmid-syntax"),
    "an ORCID iD": (entry("orcid = {0000-0002-1825-0098}"), "orcid-checksum"),
    "a URN with a wrong ISBN": (entry("urn = {urn:isbn:9780306406158}"), "urn-syntax"),
    # what prints as something else
    "an entity": (entry("note = {Research &amp; development}"), "text-entity"),
    "a tag": (entry("note = {A <i>word</i>}"), "text-html"),
    "a percent sign": (entry("note = {50% of it}"), "text-percent"),
    "mojibake": (entry("note = {CafÃ© society}"), "text-mojibake"),
    "a quotation mark as mojibake": (entry("note = {the stateâ€™s duty}"), "text-mojibake"),
    "a control character": (entry("note = {a\x0bb}"), "text-control"),
    # addresses
    "an escape in the address": (entry(r"url = {https://a.org/b\_c}"), "url-escaped"),
    "a command in the address": (entry(r"url = {\url{https://a.org}}"), "url-markup"),
    "a space in the address": (entry("url = {https://a.org/b c}"), "url-syntax"),
    "an address without scheme": (entry("url = {www.a.org/b}"), "url-syntax"),
    "a file as address": (entry("url = {file:///home/doe/paper.pdf}"), "url-local"),
    "an address in the title": ("@misc{a, title = {A title https://a.org/b}}", "field-misplaced"),
    # fields
    "no such type": (entry("year = 2020", "artcle"), "type-unknown"),
    "no journal": (entry("year = 2020", "article"), "field-missing"),
    "no title": ("@report{a, author = {Doe, Jane}, year = 2020}", "field-missing"),
    "a misspelt field": (entry("autor = {Doe, Jane}"), "field-misspelt"),
    "two titles": (entry("title = {Another}"), "field-duplicate"),
}


@pytest.mark.parametrize(("text", "code"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_once(text, code):
    assert codes(text) == [code]


RIGHT = {
    "numbers of reports": entry("type = {Working paper}, number = {no. 67}", "report"),
    "numbers that begin with letters": entry("volume = {Volta 3}, pages = {P12--P15}, chapter = {chi}"),
    "names that end in capitals": entry("author = {Malcolm X and Charles III and J. R. and Li, A B and {Group AB}}"),
    "a family name of two letters": entry("author = {Jane Ng and Ann Wu and O Brien}"),
    "a book that says its title again": entry("booktitle = {A Title of a Work}", "book"),
    "a journal and its book": entry("journaltitle = {J}, booktitle = {B}", "article"),
    "abbreviated pages": entry("pages = {331--89}"),
    "pages of a proceedings": entry("pages = {43:1--43:23}"),
    "article numbers": entry("pages = {e123--e130}"),
    "roman pages": entry("pages = {xii--iv}"),
    "a short DOI": entry("doi = {10/aabbe}"),
    "a DOI with brackets": entry("doi = {10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O}"),
    "a DOI that ends in a bracket": entry("doi = {10.1016/0021-9991(92)90240-y(x)}"),
    "a DOI and its link": entry("doi = {10.1000/ABC}, url = {https://doi.org/10.1000/abc}"),
    "a DOI and another page": entry("doi = {10.1000/ABC}, url = {https://example.org/abc}"),
    "arXiv's DOI and number": entry("doi = {10.48550/arXiv.1706.04599}, eprint = {1706.04599}, eprinttype = {arxiv}"),
    "an old arXiv number": entry("eprint = {hep-th/9901001}, eprinttype = {arXiv}, year = 1999"),
    "a published paper on arXiv later": (
        "@article{a, title = {T}, journal = {J}, eprint = {1706.04599}, eprinttype = {arxiv}, year = 2015}"
    ),
    "two ISBNs": entry("isbn = {978-0-306-40615-7 (pbk), 0-306-40615-2}"),
    "two ISSNs": entry("issn = {0378-5955, 2434-561X}"),
    "a date range": entry("date = {2020-05-01/2020-05-03}"),
    "an open range": entry("date = {2020/}"),
    "about 1820": entry("date = {1820~}"),
    "a season": entry("date = {2020-21}"),
    "an ancient text": entry("date = {-0044}"),
    "the year before the first": entry("date = {0000-05}, origdate = {0000}"),
    "a month that is no number": entry("year = 2020, month = {²}"),
    "a sorted year": entry(r"year = {{\noopsort{1973b}}1973}"),
    "in press": entry("year = {in press}"),
    "an issue dated ahead": entry("date = {2027-01}"),
    "a conference to come": entry("date = {2026}, eventdate = {2027-03-01}"),
    "forthcoming": entry("date = {2028}, pubstate = {forthcoming}"),
    "others": entry("author = {Doe, Jane and others}"),
    "a suffix": entry("author = {King, Jr, Martin Luther}"),
    "particles": entry("author = {Ludwig van Beethoven and van der Berg, Jan Willem and de la Cruz, Ana María}"),
    "a body in braces": entry("author = {{European Commission} and {Ministry of Defence & Co}}"),
    "a body with AND inside": entry("author = {{Food AND Agriculture Organization; FAO}}"),
    "a body of one word": entry("author = {NATO}"),
    "a person called Union": entry("author = {Union, Jane}"),
    "accents": entry(r"""author = {G{\"o}del, Kurt and Erd{\H o}s, P. and \'Alvarez, J. and {\O}rsted, H.}"""),
    "an escaped percent sign": entry(r"note = {50\% of R\&D}"),
    "letters of many languages": entry("note = {São Paulo, Ålesund, Łódź, naïve, ÂME, İstanbul, Đà Nẵng, SÃO, 中文}"),
    "less than": entry("note = {for $p < 0.05$ and x > 2}"),
    "an address with an encoding": entry("url = {https://a.org/b%20c?d=e&f=g#h_i~j}"),
    "an abstract as publishers give it": entry("abstract = {50% <i>of</i> R&amp;D}"),
    "fields of reference managers": entry("bdsk-url-1 = {x}, mendeley-groups = {x}, owner = {x}, timestamp = {x}"),
    "a field of one's own": entry("mynote = {x}"),
    "an entry that inherits": (
        "@inproceedings{a, title = {T}, crossref = {b}}\n@proceedings{b, title = {P}, year = 2020}\n"
    ),
    "a field twice alike": entry("note = {x}, note = {x}"),
    "the alias of a field": "@article{a, title = {T}, journal = {J}, year = 2020, address = {Delft}}",
}


@pytest.mark.parametrize("text", RIGHT.values(), ids=RIGHT)
def test_what_is_right_is_left_alone(text):
    assert [str(problem) for problem in problems(text)] == []


def test_style_is_told_only_to_who_asks():
    text = '@article{a, title = {A TITLE IN CAPITAL LETTERS.}, journal = "J & K", pages = {1-2}, note = {}, x = {y}}'
    assert codes(text) == []
    assert set(codes(text, everything=True)) >= {
        "title-capitals",
        "title-period",
        "pages-hyphen",
        "field-empty",
        "field-unknown",
        "text-ampersand",
        "date-missing",
    }


def test_the_place_is_in_the_value():
    (problem,) = problems("@misc{doe,\n  title = {T},\n  note  = {Research &amp; development},\n}\n")
    assert (problem.span.line, problem.span.column) == (3, 21)


def test_a_value_that_is_put_together_is_told_where_it_begins():
    (problem,) = problems('@string{p = "A"}\n@misc{doe, title = {T}, note = p # { &amp; B}}\n')
    assert (problem.span.line, problem.span.column) == (2, 32)
