"""What registries say, read into works, and written as entries."""

from __future__ import annotations

import datetime
from pathlib import PurePosixPath

import pytest
from answers import ARXIV, ARXIV_ERROR, ARXIV_NONE, OPEN_LIBRARY, PUBMED, crossref, datacite, update
from hypothesis import given
from hypothesis import strategies as st

from forum.citations.bibtex import parse_bib
from forum.citations.checks import DEFAULT_SEVERITY
from forum.citations.entry import Entry, entry_of, key_style, new_key
from forum.citations.named import entry_from, identified
from forum.citations.records import Source, names_in, plain, read_bib
from forum.citations.retractions import Notice
from forum.citations.shelf_checks import check_references
from forum.citations.work import Person, Work, person
from forum.citations.work_crossref import from_crossref
from forum.citations.work_others import from_arxiv, from_datacite, from_open_library
from forum.diagnostics import arranged

DAY = datetime.date(2022, 1, 1)


def problems(text):
    found = check_references([Source(PurePosixPath("r.bib"), text)], DAY)
    return [one.code for one in arranged(found, DEFAULT_SEVERITY)]


def test_crossref_as_an_entry():
    entry = entry_of(from_crossref(crossref()["message"]))
    assert entry.written("van-der-doe-2021") == (
        "@article{van-der-doe-2021,\n"
        "  author = {van der Doe, Jane and Müller, Jr., Jörg and {Swarm \\& Attention Group}},\n"
        "  title = {Human control over swarms \\& the limits of attention in {Utrecht}: A field study},\n"
        "  journaltitle = {Journal of Examples},\n"
        "  volume = {12},\n"
        "  number = {3},\n"
        "  pages = {241--255},\n"
        "  date = {2021-04},\n"
        "  doi = {10.5555/Swarm.2021},\n"
        "}\n"
    )
    assert problems(entry.written("a")) == []


def test_a_chapter_has_its_book_and_no_isbn():
    work = from_crossref(
        crossref(
            type="book-chapter",
            **{"container-title": ["The Handbook", "Example Series"], "ISBN": ["9780306406157"]},
            editor=[{"given": "A.", "family": "Editor"}],
        )["message"]
    )
    fields = dict(entry_of(work).fields)
    assert (fields["booktitle"], fields["series"], fields["editor"]) == ("The Handbook", "Example Series", "Editor, A.")
    assert fields["publisher"] == "Example Press" and "isbn" not in fields
    assert problems(entry_of(work).written("a")) == []


@pytest.mark.parametrize(
    "kind", ["book", "report", "dissertation", "posted-content", "dataset", "peer-review", "unheard"]
)
def test_every_kind_of_work_makes_an_entry_in_order(kind):
    changes = {"container-title": None} if kind != "peer-review" else {}
    assert problems(entry_of(from_crossref(crossref(type=kind, **changes)["message"])).written("a")) == []


def test_the_series_of_a_book_is_one():
    work = from_crossref(crossref(type="book", **{"container-title": ["Studies in Examples"]})["message"])
    assert "series = {Studies in Examples}" in entry_of(work).written("a")
    assert problems(entry_of(work).written("a")) == []


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("The Law of Geneva in European Courts", "The Law of {Geneva} in {European} Courts"),
        ("The long and winding law of Geneva in Kigali", "The long and winding law of {Geneva} in {Kigali}"),
        ("Swarms: The end of control", "Swarms: The end of control"),
        ("A Study Of It", "A Study Of It"),
    ],
)
def test_names_in_a_title_keep_their_capitals(title, written):
    assert f"title = {{{written}}}," in entry_of(Work("book", title)).written("a")


def test_the_year_in_print_and_that_online_are_both_right():
    assert from_crossref(crossref()["message"]).years == (2020, 2021)


def test_who_retracted_is_told_and_a_notice_is_not_retracted_itself():
    told = from_crossref(crossref(**{"updated-by": [update("retraction", "10.5555/notice")]})["message"]).notices
    assert told == (Notice("retracted", "2021-09-01", "10.5555/notice"),)
    concern = crossref(**{"updated-by": [update("expression_of_concern", "10.5555/notice")]})
    assert [one.kind for one in from_crossref(concern["message"]).notices] == ["concern"]
    itself = crossref(**{"update-to": [update("withdrawal", "10.5555/swarm.2021")]})
    assert from_crossref(itself["message"]).notices == (Notice("retracted", "2021-09-01", ""),)
    notice = crossref(title=["Retracted: Swarms"], **{"update-to": [update("retraction", "10.5555/other")]})
    assert from_crossref(notice["message"]).notices == ()
    marked = crossref(title=["RETRACTED ARTICLE: Swarms"])
    assert from_crossref(marked["message"]).notices == (Notice("retracted", "", ""),)


@pytest.mark.parametrize("kind", ["correction", "erratum", "new_version", "addendum"])
def test_a_correction_is_no_retraction(kind):
    assert from_crossref(crossref(**{"updated-by": [update(kind, "10.5555/n")]})["message"]).notices == ()


def test_datacite_and_the_arxiv_tell_of_one_preprint():
    quick, whole = from_datacite(datacite()), from_arxiv(ARXIV.encode())
    assert quick.title == whole.title == "Concrete problems with swarms"
    assert quick.arxiv == whole.arxiv == "2006.99999"
    assert quick.authors == (Person("Doe", "Jane"), Person("Example Lab", literal=True))
    assert whole.authors == (Person("Doe", "Jane"), Person("van den Berg", "Jan"))
    text = entry_of(whole).written("doe-2020")
    assert "eprint = {2006.99999},\n  eprinttype = {arxiv},\n  eprintclass = {cs.AI},\n  url = {https://arxiv" in text
    assert problems(text) == problems(entry_of(quick).written("a")) == []


def test_the_arxiv_has_no_such_number():
    assert from_arxiv(ARXIV_NONE.encode()) is None
    assert from_arxiv(ARXIV_ERROR.encode()) is None


@pytest.mark.parametrize("feed", ["", "<html></html>", "{}", '<!DOCTYPE x [<!ENTITY a "b">]><feed/>', "<feed>"])
def test_what_is_no_feed_is_refused(feed):
    with pytest.raises(ValueError):
        from_arxiv(feed.encode())


def test_a_data_set_with_versions():
    said = datacite(
        doi="10.5281/zenodo.1",
        titles=[{"title": "Swarm data"}, {"title": "Measured", "titleType": "Subtitle"}],
        types={"resourceTypeGeneral": "Dataset"},
        publisher={"name": "Zenodo"},
        publicationYear=2019,
        dates=[{"date": "2019-05-01", "dateType": "Issued"}],
    )
    text = entry_of(from_datacite(said)).written("a")
    assert "title = {Swarm data: Measured}" in text and "publisher = {Zenodo},\n  date = {2019-05-01}" in text
    assert problems(text) == []


def test_a_book_by_its_isbn_and_an_article_by_its_pmid():
    book = from_open_library(OPEN_LIBRARY, "9780306406157")
    assert entry_of(book).written("a") == (
        "@book{a,\n  author = {Doe, Jane Q.},\n  title = {A book of examples: With answers},\n"
        "  publisher = {Example Press},\n  location = {Delft},\n  date = {1980},\n  isbn = {9780306406157},\n}\n"
    )
    assert from_open_library({}, "9780306406157") is None
    article = from_crossref(PUBMED)
    assert (article.kind, article.container, article.doi) == ("article", "Annals of examples", "10.5555/example.381")
    assert article.authors[1] == Person("van den Berg", "A.")


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Jane Doe", Person("Doe", "Jane")),
        ("Doe, Jane", Person("Doe", "Jane")),
        ("Ludwig van der Berg", Person("van der Berg", "Ludwig")),
        ("Plato", Person("Plato")),
    ],
)
def test_a_name_in_one_piece(name, made):
    assert person(name) == made


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=40)


@given(WORDS, WORDS)
def test_any_title_and_name_come_back_from_the_entry_as_they_were(title, family):
    work = Work("book", title, authors=(Person(family, literal=True),))
    text = entry_of(work).written("key")
    (record,) = read_bib(Source(PurePosixPath("r.bib"), text))[1]
    bare = [" ".join(one.replace("{", "").replace("}", "").split()) for one in (title, family)]
    (piece,) = parse_bib(text).entries
    assert not piece.faults
    if not any(sign in title + family for sign in "\\~^"):
        assert plain(record.get("title")) == bare[0]
        assert names_in(record.get("author"))[0].family == bare[1]


# --- keys ----------------------------------------------------------------------------


def records(*keys):
    entries = [
        f"@book{{{key}, author = {{{name}, A.}}, title = {{{title}}}, date = {{{year}}}}}\n"
        for key, name, title, year in keys
    ]
    return read_bib(Source(PurePosixPath("r.bib"), "".join(entries)))[1]


@pytest.mark.parametrize(
    ("keys", "key"),
    [
        ([], "de-vries-2021"),
        (
            [("doe-2001", "Doe", "X", 2001), ("Roe2002", "Roe", "Y", 2002), ("poe-2003", "Poe", "Y", 2003)],
            "de-vries-2021",
        ),
        ([("Doe2001", "Doe", "X", 2001), ("VanRoe2002", "van Roe", "Y", 2002)], "DeVries2021"),
        ([("doe2001human", "Doe", "The human", 2001)], "devries2021human"),
        ([("doe:2001", "Doe", "The human", 2001)], "devries:2021"),
    ],
)
def test_a_key_is_made_as_the_others_are(keys, key):
    entry = Entry("book", (("author", "de Vries, Anna"), ("title", "On human control"), ("date", "2021-01")))
    assert new_key(entry, [], records(*keys)) == key


def test_a_key_that_is_taken_gets_a_letter_and_capitals_do_not_count():
    entry = Entry("book", (("author", "Døe, A."), ("title", "T"), ("date", "2021")))
    assert new_key(entry, ["doe-2021"], []) == "doe-2021b"
    assert new_key(entry, ["Doe-2021", "doe-2021B"], []) == "doe-2021c"


def test_bodies_and_works_of_nobody_have_keys_too():
    body = Entry("report", (("author", "{International Committee of the Examples}"), ("date", "2021")))
    assert new_key(body, [], []) == "international-committee-examples-2021"
    assert new_key(Entry("book", (("title", "The Book of Fish"),)), [], []) == "book-fish"
    assert key_style(()) == "doe-2031"


# --- identifiers ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "identifier"),
    [
        ("10.1000/ABC", "doi:10.1000/abc"),
        ("doi:10.1000/ABC", "doi:10.1000/abc"),
        ("https://doi.org/10.1000/abc", "doi:10.1000/abc"),
        ("@{doi:10.1000/a(b)c}", "doi:10.1000/a(b)c"),
        ("arXiv:1606.06565v2", "arxiv:1606.06565"),
        ("https://arxiv.org/pdf/1606.06565v1.pdf", "arxiv:1606.06565"),
        ("10.48550/arXiv.1606.06565", "arxiv:1606.06565"),
        ("978-0-306-40615-7", "isbn:9780306406157"),
        ("pmid:21077562", "pmid:21077562"),
        ("https://pubmed.ncbi.nlm.nih.gov/21077562/", "pmid:21077562"),
        ("kst-33694-67", "kst:33694-67"),
        ("33 694, nr. 67", "kst:33694-67"),
        ("https://zoek.officielebekendmakingen.nl/kst-33694-67.html", "kst:33694-67"),
        ("A/RES/79/239", "un:A/RES/79/239"),
        ("https://undocs.org/en/A/RES/79/239", "un:A/RES/79/239"),
        ("CELEX:32024R1689", "celex:32024R1689"),
        ("https://eur-lex.europa.eu/eli/reg/2024/1689/oj", "celex:32024R1689"),
        ("ECLI:NL:HR:2019:2006", "ecli:ECLI:NL:HR:2019:2006"),
        ("https://example.org/Page?id=1", "url:https://example.org/Page?id=1"),
        ("21077562", None),
        ("Smith 2020", None),
        ("", None),
    ],
)
def test_what_is_typed_is_understood(typed, identifier):
    assert identified(typed) == identifier


@pytest.mark.parametrize(
    "identifier",
    [
        "kst:33694-67", "kst:35925-X-90", "kst:36200-B", "h:ah-tk-20222023-2214", "h:h-tk-20222023-45-7",
        "un:A/RES/79/239", "un:A/C.1/80/L.56", "un:S/2023/1", "celex:32024R1689", "celex:32008R0765",
        "celex:62018CJ0311", "ecli:ECLI:NL:HR:2019:2006", "ecli:ECLI:EU:C:2020:559", "ecli:ECLI:DE:BVERFG:2020:RS1",
        "url:https://example.org/a_b%20c?d=1&e=2#f",
    ],
)  # fmt: skip
def test_what_an_identifier_alone_tells_is_in_order_is_found_by_it_and_says_that_it_is_unconfirmed(identifier):
    entry = entry_from(identifier, DAY)
    text = entry.written(new_key(entry, [], []))
    assert problems(text) == []
    assert "title = {[" in text and "note = {Not verified" in text
    assert identified(entry.stem if identifier.startswith("kst") else dict(entry.fields)["url"])
    from forum.citations.identity import identifiers_of

    (record,) = read_bib(Source(PurePosixPath("r.bib"), text))[1]
    wanted = identified(identifier) or identifier
    assert wanted in [str(one) for one in identifiers_of(record)] or identifier.startswith("url")


# --- made from a registry, and held against it -------------------------------------------

LETTERS = st.characters(codec="utf-8", categories=("Lu", "Ll", "Lo"))
NAMES = st.builds(
    Person,
    st.text(LETTERS, min_size=2, max_size=12)
    | st.sampled_from(["van der Berg", "O'Brien", "Sánchez-Gómez", "de la Cruz"]),
    st.text(LETTERS, max_size=8),
)
WORKS = st.builds(
    Work,
    st.sampled_from(["article", "book", "incollection", "inproceedings", "online", "report", "thesis", "misc"]),
    title=st.text(
        st.characters(codec="utf-8", categories=("Lu", "Ll", "Nd", "Zs", "Po", "Sm", "Sc")), min_size=4, max_size=60
    ),
    subtitle=st.just("") | st.text(LETTERS, min_size=3, max_size=20),
    authors=st.lists(NAMES, max_size=4).map(tuple),
    date=st.sampled_from(["2019", "2019-03", "2019-03-02"]),
    years=st.just((2018, 2019)),
    container=st.just("Journal of Examples"),
    doi=st.just("10.5555/example"),
)


@given(WORKS)
def test_a_reference_that_a_registry_described_is_as_it_has_it(work):
    from forum.citations.registered import compared

    text = entry_of(work).written("key")
    (record,) = read_bib(Source(PurePosixPath("r.bib"), text))[1]
    assert [one.message for one in compared(record, work, "doi:10.5555/example", "Crossref")] == []
