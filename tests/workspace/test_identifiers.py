"""Identifiers, held against their own checksums."""

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.diagnostics import Span
from forum.documents.identifiers import (
    bare_orcid,
    bare_ror,
    country_problem,
    id_problem,
    language_problem,
    orcid_check_character,
    orcid_problem,
    ror_check_digits,
    ror_problem,
)
from forum.documents.slugs import LONGEST, fresh, slug

HERE = Span(PurePosixPath("recommendations/people.yaml"), 4, 10)
CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"


@pytest.mark.parametrize("ror", ["02e2c7k09", "05wv2vq37", "https://ror.org/02e2c7k09", "02E2C7K09"])
def test_ror_identifiers_that_exist_pass(ror):
    assert ror_problem(ror, HERE) is None


@pytest.mark.parametrize(
    "orcid", ["0000-0002-1825-0097", "https://orcid.org/0000-0002-1825-0097", "0000-0002-1694-233x"]
)
def test_orcid_ids_that_exist_pass(orcid):
    assert orcid_problem(orcid, HERE) is None


def test_one_wrong_digit_is_reported_where_it_stands_with_the_right_one():
    problem = orcid_problem("0000-0002-1825-0098", HERE)
    assert (problem.code, problem.span) == ("orcid-checksum", HERE)
    assert problem.message == "the ORCID iD 0000-0002-1825-0098 ends in 8, its checksum is 7"
    assert ror_problem("02e2c7k08", HERE).message == "the ROR identifier 02e2c7k08 ends in 08, its checksum is 09"


def test_what_has_another_shape_is_said_to_be_none():
    assert orcid_problem("0000-0002-1825", HERE).code == "orcid-shape"
    assert ror_problem("tudelft", HERE).code == "ror-shape"
    assert ror_problem("02e2c7l09", HERE).code == "ror-shape"  # Crockford's alphabet has no l


@given(st.text("0123456789", min_size=15, max_size=15), st.integers(0, 14), st.integers(1, 9))
def test_the_orcid_checksum_finds_every_wrong_digit(base, at, by):
    good = base + orcid_check_character(base)
    assert orcid_problem(good, HERE) is None
    wrong = good[:at] + str((int(good[at]) + by) % 10) + good[at + 1 :]
    assert orcid_problem(wrong, HERE).code == "orcid-checksum"


@given(st.text(CROCKFORD, min_size=6, max_size=6), st.integers(1, 6), st.integers(1, 31))
def test_the_ror_checksum_finds_every_wrong_character(tail, at, by):
    base = "0" + tail
    good = base + ror_check_digits(base)
    assert ror_problem(good, HERE) is None
    other = CROCKFORD[(CROCKFORD.index(good[at]) + by) % 32]
    assert ror_problem(good[:at] + other + good[at + 1 :], HERE).code == "ror-checksum"


def test_identifiers_are_kept_without_their_address():
    assert bare_orcid("https://orcid.org/0000-0002-1694-233x/") == "0000-0002-1694-233X"
    assert bare_ror("ror.org/02E2C7K09") == "02e2c7k09"


@pytest.mark.parametrize(
    ("code", "hint"), [("nl", "write NL"), ("UK", "write GB"), ("NLD", "write two capitals, as in NL")]
)
def test_a_country_has_two_capitals(code, hint):
    assert country_problem(code, HERE).hints == (hint,)
    assert country_problem("NL", HERE) is None


def test_languages_and_ids():
    assert language_problem("english", HERE).code == "language-code"
    assert [language_problem(one, HERE) for one in ("en", "nl", "pt-BR", "zh-Hans")] == [None] * 4
    assert [id_problem(one, "slug", HERE) for one in ("a-b", "контроль", "हिन्दी-में", "v1.2")] == [None] * 4
    assert [id_problem(one, "slug", HERE).code for one in ("a b", "", "a/b", "-a", "a#b")] == ["id-shape"] * 5


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Über Drohnen: Ørsted’s ß", "uber-drohnen-orsteds-ss"),
        ("Человеческий контроль", "человеческий-контроль"),
        ("हिन्दी में", "हिन्दी-में"),
        ("人工智能 治理", "人工智能-治理"),
        ("???", ""),
    ],
)
def test_a_slug_folds_latin_letters_and_keeps_other_scripts(title, expected):
    found = slug(title)
    assert found == slug(found)
    assert found == expected


@given(st.text(max_size=200))
def test_every_slug_is_an_id_or_empty(title):
    found = slug(title)
    assert not found or id_problem(found, "slug", HERE) is None
    assert len(found) <= max(LONGEST, 80)
    assert fresh(found, {found, f"{found}-2"}) == f"{found}-3"
