"""YAML with places: what an author sees when something in it is wrong."""

import time
from pathlib import PurePosixPath

import pytest

from forum.documents.validation import load_yaml, split_front_matter
from forum.model import PaperMeta, ParameterFile, Person

HERE = PurePosixPath("file.yaml")
PAPER = """\
title: Human control over swarms
kind: case-study
theme: deployment
authors:
  - {person: jane-doe, roles: [conceptualization, software]}
"""


def told(loaded):
    """The problems as (code, line, column, message, first hint)."""
    return [
        (one.code, one.span.line, one.span.column, one.message, one.hints[0] if one.hints else "")
        for one in loaded.problems
    ]


def test_a_good_file_has_a_value_and_the_place_of_each_key_and_item():
    loaded = load_yaml(PAPER, HERE, PaperMeta, line=2)
    assert loaded.problems == ()
    assert loaded.value.authors[0].roles == ("conceptualization", "software")
    place = loaded.spans["authors", 0, "roles", 1]
    assert (place.line, place.column) == (6, 51)
    assert loaded.place("authors", 0, "nothing").line == 6


@pytest.mark.parametrize(
    ("text", "code", "line", "column", "message", "hint"),
    [
        ("a:\n\t- b\n", "yaml-tab", 2, 1, "a tab character: YAML is indented by spaces only", "replace it by spaces"),
        ("a:\tb\nc: d\n", "yaml-tab", 1, 3, "a tab character: YAML is indented by spaces only", "replace it by spaces"),
        (
            "title: Swarms: control\n",
            "yaml-syntax",
            1,
            14,
            "the YAML does not parse: mapping values are not allowed here",
            "put a text with a colon and a space in quotes, and check the indentation",
        ),
        (
            "a: @doe2031\n",
            "yaml-syntax",
            1,
            4,
            "the YAML does not parse: found character '@' that cannot start any token",
            "put a text that starts with @, `, %, *, & or ! in quotes",
        ),
        (
            "a: [b, c\n",
            "yaml-syntax",
            1,
            4,
            "the YAML does not parse: expected ',' or ']', but got '<stream end>'",
            "close the bracket, or put a comma between the items",
        ),
        (
            "b: 1\na: 'never closed\n",
            "yaml-syntax",
            2,
            4,
            "the YAML does not parse: found unexpected end of stream",
            "close the quotes or the bracket that open here",
        ),
        ("a: 1\nb: 2\na: 3\n", "key-duplicate", 3, 1, "the key a stands here twice", "the first one is in line 1"),
        ("a: &x [*x]\n", "yaml-aliases", 1, 1, "an alias names what it stands in", "write the repeated part out"),
    ],
)
def test_what_does_not_parse_is_fatal_with_place_and_remedy(text, code, line, column, message, hint):
    loaded = load_yaml(text, HERE, PaperMeta)
    assert told(loaded) == [(code, line, column, message, hint)]
    assert loaded.value is None
    assert all(problem.fatal for problem in loaded.problems)


def test_aliases_cannot_make_a_small_file_endless():
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    started = time.process_time()
    loaded = load_yaml("\n".join(rows), HERE, ParameterFile)
    assert [problem.code for problem in loaded.problems] == ["yaml-aliases"]
    assert time.process_time() - started < 5


def test_deep_nesting_and_control_characters_are_problems_and_no_exceptions():
    for text in ("[" * 500, "a: \x01\n", "{" * 100):
        assert [problem.code for problem in load_yaml(text, HERE, PaperMeta).problems] == ["yaml-syntax"]


def test_all_problems_are_told_and_the_rest_is_used():
    text = """\
titel: Swarms
title: 1.10
kind: case-studdy
theme: deployment
authors:
  - jane
  - {person: joe, roles: [sofware, software]}
keywords: swarms
status: Final
"""
    loaded = load_yaml(text, HERE, PaperMeta, fallback={("kind",): "recommendation-paper"})
    assert told(loaded) == [
        ("key-unknown", 1, 1, "the key titel is not known, and means nothing", "did you mean title?"),
        ("value-unknown", 3, 1, "kind cannot be case-studdy", "did you mean case-study?"),
        ("value-type", 6, 5, "item 1 of authors has to be keys with values (person, roles); found the text jane", ""),
        ("value-unknown", 7, 27, "item 1 of roles cannot be sofware", "did you mean software?"),
        ("value-type", 8, 1, "keywords has to be a list; found the text swarms", "write [swarms]"),
        ("value-unknown", 9, 1, "status cannot be Final", "did you mean final?"),
    ]
    meta = loaded.value
    assert (meta.title, meta.kind, meta.status, meta.keywords) == ("1.10", "recommendation-paper", "draft", ("swarms",))
    assert [(author.person, author.roles) for author in meta.authors] == [("joe", ("software",))]


def test_an_unknown_key_is_a_warning_and_the_rest_are_errors():
    loaded = load_yaml(PAPER + "bibliography: x.bib\n", HERE, PaperMeta)
    assert [(one.severity.value, one.code) for one in loaded.problems] == [("warning", "key-unknown")]
    loaded = load_yaml("title: T\n", HERE, PaperMeta)
    assert [(one.severity.value, one.message) for one in loaded.problems] == [
        ("error", "the key kind is missing"),
        ("error", "the key theme is missing"),
        ("error", "the key authors is missing"),
    ]
    assert loaded.value is None


def test_a_norwegian_partner_an_empty_value_and_a_number_as_title():
    people = load_yaml("- {id: a, name: NO, partner: no, orcid: }\n- {id: 2, name: 1984}\n", HERE, tuple[Person, ...])
    assert people.problems == ()
    assert [(one.id, one.name, one.partner) for one in people.value] == [("a", "NO", "no"), ("2", "1984", "")]


def test_an_item_that_cannot_be_used_is_left_out():
    people = load_yaml("- {id: a}\n- {id: b, name: B, group: yes}\n- c\n", HERE, tuple[Person, ...])
    assert [one.id for one in people.value] == ["b"]
    assert [one.message for one in people.problems] == [
        "the key name is missing in item 1",
        "group has to be true or false; found the text yes",
        "item 3 has to be keys with values (id, name, partner, …); found the text c",
    ]


def test_an_empty_file_is_one_without_keys():
    assert load_yaml("# nothing\n", HERE, tuple[Person, ...]).value == ()
    assert load_yaml("", HERE, ParameterFile).value == ParameterFile()
    assert [one.message for one in load_yaml("a: 1", HERE, tuple[Person, ...]).problems] == [
        "the file has to be a list; found the keys a"
    ]


def test_parameters_keep_their_types_and_merge_keys_work():
    text = "sets:\n  base: &b {n: 10, rate: 1e-3, on: true, day: 2027-02-01}\n  more: {<<: *b, n: 0x10}\n  none:\n"
    sets = load_yaml(text, HERE, ParameterFile).value.sets
    assert sets["base"] == {"n": 10, "rate": 0.001, "on": True, "day": "2027-02-01"}
    assert sets["more"] == {**sets["base"], "n": 16}
    assert sets["none"] == {}


def test_front_matter_is_parted_with_its_lines_whatever_the_line_ends():
    for text in ("---\ntitle: T\n---\n\nBody\n", "---\r\ntitle: T\r\n---\r\n\r\nBody\r\n"):
        parts = split_front_matter(text, HERE)
        assert (parts.yaml.strip(), parts.body.strip()) == ("title: T", "Body")
        assert (parts.yaml_line, parts.body_line, parts.problems) == (2, 4, ())


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("# A title\n", 1, "there is no front matter: the title, authors and the like between two lines of ---"),
        ("", 1, "there is no front matter: the title, authors and the like between two lines of ---"),
        ("\n---\ntitle: T\n", 2, "the front matter is not closed: no second line of --- follows"),
    ],
)
def test_a_text_without_front_matter_is_fatal_with_the_remedy(text, line, message):
    (problem,) = split_front_matter(text, HERE).problems
    assert (problem.code, problem.fatal, problem.span.line) == ("front-matter-missing", True, line)
    assert problem.message == message
    assert problem.hints


def test_a_hundred_front_matters_take_well_under_a_second():
    started = time.process_time()
    for _ in range(100):
        load_yaml(PAPER, HERE, PaperMeta)
    assert time.process_time() - started < 1
