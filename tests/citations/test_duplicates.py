"""The same work twice, and what only looks like it."""

from __future__ import annotations

import pytest

from tests.citations.checking import codes, problems

ARTICLE = "author = {Doe, Jane and Roe, Rick}, title = {%s}, journal = {Journal of Things}, year = %d"
TITLE = "Meaningful human control over autonomous systems"


def article(key, title=TITLE, year=2020, more="", kind="article"):
    return f"@{kind}{{{key}, {ARTICLE % (title, year)}, {more}}}\n"


SAME = {
    "by DOI": (
        article("a", more="doi = {10.1000/abc}") + article("b", TITLE.upper(), more="doi = {10.1000/ABC}"),
        "work-duplicate",
    ),
    "by ISBN": (
        f"@book{{a, title = {{{TITLE}}}, isbn = {{0-306-40615-2}}}}\n"
        f"@book{{b, title = {{{TITLE}}}, isbn = {{978-0-306-40615-7}}}}",
        "work-duplicate",
    ),
    "by number and address": (
        "@report{a, title = {Stand van zaken}, type = {Kamerstukken II 2022/23}, number = {33 694, nr. 67}}\n"
        "@online{b, title = {Stand van zaken}, url = {https://zoek.officielebekendmakingen.nl/kst-33694-67.html}}",
        "work-duplicate",
    ),
    "by likeness": (article("a") + article("b", "Meaningful Human Control Over {Autonomous} Systems"), "work-alike"),
    "with a slip in the title": (article("a") + article("b", TITLE.replace("human", "humam")), "work-alike"),
    "one DOI for two works": (
        article("a", more="doi = {10.1000/abc}") + article("b", "Drones in space", more="doi = {10.1000/abc}"),
        "identifier-shared",
    ),
    "a preprint": (
        article("a") + f"@online{{b, author = {{Doe, J. and Roe, R.}}, title = {{{TITLE}}}, eprint = {{1906.06565}}, "
        "eprinttype = {arxiv}, date = {2019-06}}",
        "preprint-published",
    ),
}


@pytest.mark.parametrize(("text", "code"), SAME.values(), ids=SAME)
def test_one_work_under_two_keys_is_told_once(text, code):
    assert codes(text) == [code]


def book(key, more, title="A commentary on the law of armed conflict"):
    return f"@book{{{key}, author = {{Doe, Jane}}, title = {{{title}}}, publisher = {{P}}, year = 2020, {more}}}\n"


TWO = {
    "volumes": book("a", "volume = 1") + book("b", "volume = 2"),
    "editions": book("a", "edition = {1}") + book("b", "edition = {2}"),
    "editions with one ISBN": book("a", "edition = 1, isbn = {0306406152}")
    + book("b", "edition = 2, isbn = {0306406152}"),
    "parts in the title": book("a", "", "The law of armed conflict, part 1")
    + book("b", "", "The law of armed conflict, part 2"),
    "parts in Roman numbers": book("a", "", "The law of armed conflict I")
    + book("b", "", "The law of armed conflict II"),
    "chapters under a parent's DOI": (
        "@incollection{a, title = {Control of swarms}, booktitle = {B}, doi = {10.1000/b}}\n"
        "@incollection{b, title = {Swarms and the law}, booktitle = {B}, doi = {10.1000/b}}\n"
    ),
    "one title in two books": (
        "@incollection{a, author = {Doe, Jane}, title = {Introduction to the matter}, booktitle = {A book on robots}}\n"
        "@incollection{b, author = {Doe, Jane}, title = {Introduction to the matter}, booktitle = {Law and war}}\n"
    ),
    "one title by two authors": (
        "@book{a, author = {Doe, Jane}, title = {Autonomous weapons}, year = 2020}\n"
        "@book{b, author = {Roe, Rick}, title = {Autonomous weapons}, year = 2020}\n"
    ),
    "standards of two years": (
        "@standard{a, title = {Road vehicles: functional safety}, number = {ISO 26262}, year = 2011}\n"
        "@standard{b, title = {Road vehicles: functional safety}, number = {ISO 26262}, year = 2018}\n"
    ),
    "yearly resolutions": (
        "@report{a, title = {Lethal autonomous weapons systems}, number = {A/RES/78/241}, date = {2023-12-22}}\n"
        "@report{b, title = {Lethal autonomous weapons systems}, number = {A/RES/79/62}, date = {2024-12-02}}\n"
    ),
    "at a conference and in a journal": (
        article("a") + f"@inproceedings{{b, author = {{Doe, Jane and Roe, Rick}}, title = {{{TITLE}}}, year = 2020, "
        "booktitle = {Proceedings of the Conference}, pages = {12--18}}"
    ),
    "two DOIs": article("a", more="doi = {10.1000/abc}") + article("b", more="doi = {10.1000/abd}"),
    "other pages": article("a", more="pages = {1--9}") + article("b", more="pages = {10--19}"),
}
TWO["at a conference and in a journal"] = TWO["at a conference and in a journal"].replace(
    "Things}, year = 2020, }", "Things}, year = 2021, pages = {1--30}}"
)


@pytest.mark.parametrize("text", TWO.values(), ids=TWO)
def test_two_works_are_two(text):
    assert [str(problem) for problem in problems(text)] == []


def test_the_same_key_in_two_files_is_not_told_as_two_works():
    assert codes(article("a"), article("a")) == []
