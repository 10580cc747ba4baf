"""``forum init`` and ``forum new``: what is written can be read, and nothing else changes."""

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.commands.init import init
from forum.commands.new import new_notebook, new_paper, new_partner, new_person, new_recommendation
from forum.diagnostics import Span, UsageError
from forum.documents.filling import with_partner, with_person
from forum.documents.registry import recommendation_ids
from forum.documents.validation import load_toml, load_yaml
from forum.documents.yaml_scalars import yaml_scalar
from forum.documents.yaml_trees import read_yaml
from forum.model import Manifest, Partner, Person
from forum.workspace import load

HERE = Span(PurePosixPath("people.yaml"))
JANE = Person(id="jane", name='Jane: "J" Ñandú', partner="tu", orcid="0000-0002-1825-0097")


def test_a_new_workspace_loads_without_a_finding(tmp_path):
    made = init(tmp_path / "w", 'A "forum"').value
    outcome = load(tmp_path / "w")
    assert outcome.problems == ()
    assert outcome.value.manifest.forum.title == 'A "forum"'
    assert [paper.slug for paper in outcome.value.papers] == ["example"]
    assert [notebook.slug for notebook in outcome.value.notebooks] == ["example"]
    assert "example" in outcome.value.manifest.forum.notice
    assert made.git and (tmp_path / "w/.git").is_dir() and (tmp_path / "w/.gitignore").is_file()


def test_a_workspace_is_not_made_over_another_and_other_files_stay(tmp_path):
    (tmp_path / "README.md").write_text("mine")
    init(tmp_path)
    assert (tmp_path / "README.md").read_text() == "mine"
    with pytest.raises(UsageError, match="is a workspace already"):
        init(tmp_path)


def test_everything_new_loads_without_a_finding(root):
    new_partner(root, "Über University", ror="https://ror.org/02e2c7k09", country="NL")
    new_person(root, "Jane Doe", partner="uber-university", orcid="https://orcid.org/0000-0002-1825-0097")
    paper = new_paper(root, 'Control: "swarms" & more', author="jane-doe")
    notebook = new_notebook(root, 'Swarm "x"')
    recommendation = new_recommendation(root, paper.value.id, "States should cap the number of platforms.")
    again = new_recommendation(root, paper.value.id, "States should cap the number of platforms.")
    outcome = load(root)
    assert (paper.problems, outcome.problems) == ((), ())
    assert (paper.value.id, notebook.value.id) == ("control-swarms-more", "swarm-x")
    assert recommendation.value.id == "rec-cap-number-platforms"
    assert again.value.id == "rec-cap-number-platforms-2"
    assert outcome.value.people[-1].orcid == "0000-0002-1825-0097"
    assert outcome.value.manifest.partner[-1] == Partner(
        id="uber-university", name="Über University", ror="02e2c7k09", country="NL"
    )
    assert recommendation_ids(outcome.value.papers) >= {"rec-cap-number-platforms", "rec-example"}


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda root: new_paper(root, "?!"), "no id can be made from that for a paper"),
        (lambda root: new_paper(root, "T", name="Example"), "there is a paper Example already"),
        (lambda root: new_person(root, "J", orcid="0000-0002-1825-0098"), "its checksum is 7"),
        (lambda root: new_person(root, "J", partner="exampel-university"), "there is no partner"),
        (lambda root: new_person(root, "Example Author"), "there is a person example-author already"),
        (lambda root: new_partner(root, "J", ror="02e2c7k08"), "its checksum is 09"),
        (lambda root: new_partner(root, "J", country="UK"), "UK is no country code"),
        (lambda root: new_recommendation(root, "exampel", "T"), "there is no paper exampel"),
        (lambda root: new_recommendation(root, "example", "T", name="rec-example"), "rec-example already"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(root, make, message):
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    if message.startswith("there is a person"):
        new_person(root, "Example Author", identifier="other")
        before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    with pytest.raises(UsageError, match=message) as raised:
        make(root)
    assert raised.value.hints
    assert before == {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# none yet\n",
        "- {id: a, name: A}",
        "# c\n  - id: a   # first\n    name: A\n  # end\n",
        "[{id: a, name: A}] # x\n",
    ],
)
def test_a_person_is_added_at_the_end_and_every_comment_stays(text):
    after = with_person(text, JANE, HERE)
    people = load_yaml(after, HERE.path, tuple[Person, ...])
    before = load_yaml(text, HERE.path, tuple[Person, ...])
    assert people.value == (*before.value, JANE)
    assert [
        word for word in ("# none yet", "# c", "# first", "# end", "# x") if word in text and word not in after
    ] == []


@pytest.mark.parametrize(
    "text",
    [
        '[forum]\ntitle = "T"\n',
        '[forum]\ntitle = "T"\n[[partner]]\nid = "a"\nname = "A"\n\n# The themes\n[[theme]]\nid = "t"\ntitle = "T"\n',
        '[forum]\ntitle = """\n[[partner]]\n[x]\n"""',
    ],
)
def test_a_partner_is_added_after_the_last_one(text):
    partner = Partner(id="b", name='B "b" \\ ü')
    before, after = (load_toml(one, HERE.path, Manifest).value for one in (text, with_partner(text, partner)))
    assert after.partner == (*before.partner, partner)
    assert (after.forum, after.theme) == (before.forum, before.theme)
    if "# The themes" in text:
        assert with_partner(text, partner).endswith('\n\n# The themes\n[[theme]]\nid = "t"\ntitle = "T"\n')


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co", "Zl", "Zp"]), max_size=20))
def test_any_text_can_be_a_yaml_scalar(text):
    text = text.replace("\ufeff", "").replace("\ufffe", "")
    for template in ("a: {}", "{{a: {}, b: c}}", "- {}"):
        value = read_yaml(template.format(yaml_scalar(text)), HERE).value
        assert (value["a"] if isinstance(value, dict) else value[0]) == text


def test_crlf_line_ends_stay(root):
    path = root / "recommendations/people.yaml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    new_person(root, "Jane Doe")
    raw = path.read_bytes()
    assert raw.count(b"\n") == raw.count(b"\r\n") == 3
