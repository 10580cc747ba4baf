"""A reference against what a registry has: what differs is told, what may differ is not."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.citations.records import Source, read_bib
from forum.citations.registered import compared, questions
from forum.citations.same_work import folded, is_same_work, title_likeness
from forum.citations.work import Person, Work

WORK = Work(
    kind="article",
    title="Meaningful human control over autonomous machines",
    subtitle="A philosophical account",
    authors=(Person("van der Berg", "Anna Maria"), Person("Müller", "Jörg"), Person("Lee", "Soo-jin")),
    date="2019-03-02",
    years=(2018, 2019),
    container="Journal of Examples",
)
GOOD = """author = {van der Berg, Anna M. and Müller, Jörg and Lee, Soo-jin},
  title = {Meaningful human control over autonomous machines: a philosophical account}, date = {2019}"""


def record(fields, kind="article"):
    return read_bib(Source(PurePosixPath("r.bib"), f"@{kind}{{a, doi = {{10.1000/x}},\n  {fields}}}\n"))[1][0]


def told(fields, work=WORK, kind="article", identifier="doi:10.1000/x"):
    return [one.code for one in compared(record(fields, kind), work, identifier, "Crossref")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""),
        (": a philosophical account", ""),
        (": a philosophical account", " -- A Philosophical Account"),
        ("Meaningful human control", "{M}eaningful {Human Control}"),
        ("autonomous machines:", "autonomous \\emph{machines}."),
        ("Müller, Jörg", 'M{\\"u}ller, J.'),
        ("Müller, Jörg", "Mueller, J"),
        ("Müller", "Muller"),
        ("van der Berg, Anna M.", "Berg, A. M. van der"),
        ("van der Berg, Anna M.", "Anna M. van der Berg"),
        ("Lee, Soo-jin", "Soo-jin, Lee"),
        (" and Lee, Soo-jin", " and others"),
        ("2019", "2020"),
        ("2019", "2017"),
        ("2019", "2018-11-30"),
    ],
)
def test_what_may_differ_in_a_good_reference_is_not_told(old, new):
    assert told(GOOD.replace(old, new)) == []


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (
            "Meaningful human control over autonomous machines: a",
            "Meaningless control of machines, a",
            "registered-title",
        ),
        ("Lee, Soo-jin", "Kowalski, Jan", "registered-authors"),
        (" and Lee, Soo-jin", "", "registered-authors"),
        ("2019", "2012", "registered-year"),
        ("2019", "2023", "registered-year"),
    ],
)
def test_what_differs_is_told(old, new, code):
    assert told(GOOD.replace(old, new)) == [code]


def test_an_identifier_of_another_work_is_an_error_that_names_the_work():
    other = Work(title="Fish of the North Sea", authors=(Person("Smit", "P."),), date="1988", years=(1988,))
    (found,) = compared(record(GOOD), other, "doi:10.1000/x", "Crossref")
    assert (found.code, found.severity.value, found.span.line, found.span.column) == (
        "identifier-foreign",
        "error",
        1,
        20,
    )
    assert found.message == "doi:10.1000/x is another work: Smit, “Fish of the North Sea” (1988), says Crossref"


def test_another_title_by_the_same_authors_is_only_a_warning_with_the_registered_one():
    other = Work(title="Autonome Maschinen", authors=WORK.authors, years=(2019,))
    (found,) = compared(record(GOOD), other, "doi:10.1000/x", "Crossref")
    assert (found.code, found.span.line) == ("registered-title", 3)
    assert "Autonome Maschinen" in found.message


def test_who_is_missing_is_named_at_the_list_of_authors():
    (found,) = compared(record(GOOD.replace(" and Lee, Soo-jin", "")), WORK, "doi:10.1000/x", "Crossref")
    assert found.message == "Crossref also names Lee, 3 authors in all"
    assert (found.span.line, found.span.column) == (2, 13)


@pytest.mark.parametrize(
    ("work", "fields"),
    [
        (Work(title="Meaningful human control", authors=(Person("Berg"),)), GOOD),  # the registry has one name alone
        (Work(title=WORK.title), GOOD),
        (Work(authors=WORK.authors, years=(2019,)), GOOD),
        (Work(title="Осмысленный контроль", authors=(Person("Берг"),)), GOOD),
        (Work(title="RETRACTED: Meaningful human control over autonomous machines", authors=WORK.authors), GOOD),
        (Work(title="The <i>x</i> of it &amp; more", authors=()), "title = {The $x$ of it \\& more}"),
        (Work(title=WORK.title, authors=(Person("Example Group", literal=True),)), GOOD),
        (WORK, GOOD.replace("van der Berg, Anna M.", "{Example Group}").replace(" and Lee, Soo-jin", "")),
    ],
)
def test_what_a_registry_lacks_or_writes_in_its_own_way_is_not_told(work, fields):
    assert told(fields, work) == []


def test_one_title_with_two_subtitles_is_two():
    work = Work(title="Editorial: Fish of the North Sea")
    assert told("title = {Editorial: Machines at war}", work) == ["registered-title"]
    assert told("title = {Editorial}", work) == told("title = {Editorial. Fish of the North Sea}", work) == []


def test_volumes_are_two_works():
    work = Work(title="A long history of machines, volume 1", authors=())
    assert told("title = {A long history of machines, volume 2}", work) == ["registered-title"]


def test_a_chapter_may_have_the_identifier_of_its_book():
    book = Work(kind="book", title="The Handbook of Examples", editors=(Person("Jansen"),), years=(2015,))
    fields = "author = {Doe, Jane}, title = {A chapter}, booktitle = {The Handbook of Examples}, date = {2015}"
    assert told(fields, book, "incollection") == []


@pytest.mark.parametrize(
    ("work", "year", "wrong"),
    [
        (Work(kind="book", years=(2009,)), "1975", False),  # the edition that was put online
        (Work(kind="book", years=(2009,)), "2014", True),
        (Work(kind="article", years=(2007,), late=True), "1959", False),
        (Work(kind="article", years=(2007,)), "1959", True),
        (Work(kind="online", years=(2016, 2017)), "2020", False),  # published after its preprint
        (Work(kind="online", years=(2016,)), "2009", True),
    ],
)
def test_years_that_may_be_given(work, year, wrong):
    assert told(f"title = {{A title}}, date = {{{year}}}", work) == (["registered-year"] if wrong else [])


def test_only_what_can_be_asked_is_asked():
    assert questions(record("title = {T}, url = {https://example.org/a}")) == [
        "doi:10.1000/x",
        "url:https://example.org/a",
    ]
    assert questions(record("url = {https://doi.org/10.1000/X}")) == ["doi:10.1000/x"]
    assert questions(record("eprint = {1606.06565}, eprinttype = {arxiv}")) == ["doi:10.1000/x", "arxiv:1606.06565"]
    assert questions(record("url = {ftp://example.org/a}")) == ["doi:10.1000/x"]
    assert questions(record("note = {doi:10.1000/other}")) == ["doi:10.1000/x"]


FOUND = {
    "author": "van der Berg, Anna M. and Müller, Jörg and Lee, Soo-jin",
    "title": "Meaningful Human Control over Autonomous Machines",
    "journaltitle": "J",
    "date": "2019",
}


def without_doi(kind="article", **changes):
    lines = "".join(f", {name} = {{{value}}}" for name, value in {**FOUND, **changes}.items() if value)
    return read_bib(Source(PurePosixPath("r.bib"), f"@{kind}{{a{lines}}}\n"))[1][0]


def test_a_doi_is_looked_for_where_there_is_enough_to_find_it_by():
    assert questions(without_doi()) == ["work:van der Berg Meaningful Human Control over Autonomous Machines 2019"]
    for changes in (
        {"author": ""},
        {"author": "{A Body}"},
        {"date": ""},
        {"title": "Human control"},
        {"eprint": "1606.06565"},
    ):
        assert not any(one.startswith("work:") for one in questions(without_doi(**changes)))
    assert questions(without_doi("online")) == []


@pytest.mark.parametrize(
    ("kind", "changes", "same"),
    [
        ("article", {}, True),
        ("article", {"date": "2018"}, True),
        ("article", {"title": "Meaningful human control over autonomous machines: A philosophical account"}, True),
        ("article", {"title": "Meaningful human control over autonomous machines, part 2"}, False),
        ("article", {"author": "van der Berg, Anna M."}, False),
        ("article", {"author": "van der Berg, A. and Müller, J. and Kowalski, J."}, False),
        ("article", {"date": "2012"}, False),
        ("book", {}, False),
    ],
)
def test_only_the_same_work_is_the_one_that_was_found(kind, changes, same):
    assert is_same_work(without_doi(kind, **changes), WORK) is same


TITLES = st.text("abcdefghij äöéß-:,'", min_size=4, max_size=60).filter(lambda text: len(folded(text)) > 3)


@given(TITLES)
def test_a_title_is_like_itself_in_any_case_and_with_any_subtitle(title):
    work = Work(title=title.upper(), subtitle="Zzz and Yyy")
    assert title_likeness(record(f"title = {{{title}}}"), work) == 100


@given(
    st.lists(
        st.sampled_from(["Doe", "van den Berg", "Ó Súilleabháin", "Łukasz", "de la Cruz"]), min_size=1, unique=True
    )
)
def test_authors_are_found_in_any_order(families):
    people = tuple(Person(family, "A.") for family in reversed(families))
    fields = f"author = {{{' and '.join(f'{family}, A.' for family in families)}}}, title = {{A title}}"
    assert told(fields, Work(title="A title", authors=people)) == []
