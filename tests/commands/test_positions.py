"""Recording positions, seeing what is agreed, carrying over an editorial change: on a fictional forum of four."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path, PurePosixPath

import pytest
from click.testing import CliRunner

from forum.cli import main_group
from forum.commands.init import init
from forum.diagnostics import Outcome
from forum.preview.quick import paper_anew
from forum.preview.whole import make_whole
from forum.stages.outputs import Work, make_pdf

PARTNERS = {"amber": "Amber University", "birch": "Birch Institute", "cedar": "Cedar College", "dune": "Dune Academy"}
PEOPLE = {"ada": "amber", "ben": "birch", "cora": "cedar", "dov": "dune"}


def recommendation(name: str, text: str) -> str:
    head = f'::: {{#{name} .recommendation addressees="states" strength=strong certainty=high}}'
    inside = "::: rationale\nWhy not.\n:::\n\n::: evidence\n[@example2031]\n:::"
    return f"{head}\n{text}\n\n{inside}\n:::\n\n"


@pytest.fixture(scope="module")
def made_once(tmp_path_factory):
    root = tmp_path_factory.mktemp("lanterns") / "w"
    init(root, "Lanterns")
    manifest = root / "forum.toml"
    text = re.sub(r"\[\[partner\]\].*?\n\n", "", manifest.read_text(), count=1, flags=re.DOTALL)
    text = re.sub(r"lead = .*", 'lead = "amber"', text).replace('"rec-example"', '"rec-lamp"')
    partners = "".join(f'\n[[partner]]\nid = "{name}"\nname = "{full}"\n' for name, full in PARTNERS.items())
    manifest.write_text(text + partners)
    people = root / "recommendations/people.yaml"
    listed = "".join(f"- {{id: {name}, name: {name.title()} Reed, partner: {of}}}\n" for name, of in PEOPLE.items())
    people.write_text(re.sub(r", partner: [\w-]+", ", partner: amber", people.read_text()) + listed)
    paper = root / "recommendations/papers/example/paper.md"
    key = re.search(r"\{([\w-]+),", (root / "recommendations/references.bib").read_text())[1]  # type: ignore[index]
    body = recommendation("rec-lamp", "States should light every harbour by night.") + recommendation(
        "rec-horn", "States should test fog horns each week."
    )
    kept = re.sub(r"\n::: \{#rec-.*", "\n", paper.read_text(), flags=re.DOTALL)
    paper.write_text(kept + body.replace("example2031", key))
    return root


@pytest.fixture
def root(made_once, tmp_path):
    root = shutil.copytree(made_once, tmp_path / "w")
    git(root, "init", "-q")
    commit(root)
    return root


def git(root: Path, *arguments: str) -> None:
    who = ("-c", "user.name=C", "-c", "user.email=c@example.org")
    subprocess.run(["git", *who, *arguments], cwd=root, check=True, capture_output=True)


def commit(root: Path) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-qm", "so far")


def forum(root: Path, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(main_group, [*arguments, "--root", str(root)], standalone_mode=False)
    if done.exception is not None:
        return 2, f"{done.exception} {' '.join(getattr(done.exception, 'hints', ()))}"
    return done.return_value, done.output


def position(root: Path, *arguments: str) -> str:
    code, said = forum(root, "position", *arguments)
    assert code == 0, said
    return said


def record(root: Path, kind: str, person: str, name: str = "rec-lamp", *more: str) -> str:
    return position(root, "set", name, kind, "--person", person, "--mandate", "the board", *more)


def reword(root: Path, old: str, new: str) -> None:
    paper = root / "recommendations/papers/example/paper.md"
    assert old in paper.read_text()
    paper.write_text(paper.read_text().replace(old, new))


def standing(root: Path, name: str = "rec-lamp") -> dict:
    listed = json.loads(position(root, "list", "--format", "json", "--recommendation", name))
    return listed["recommendations"][0]


def test_positions_add_up_to_an_agreement_and_the_words_are_shown(root):
    assert "open (rule: ietf)" in record(root, "endorse", "ada")
    record(root, "endorse-with-reservation", "ben", "rec-lamp", "--reason", "Not on rivers: they are narrow.")
    said = record(root, "no-objection", "cora")
    assert "agreed (rule: ietf): 3 of 4 endorse or do not object" in said
    assert "States should light every harbour by night." in said
    listed = position(root, "list")
    assert re.search(r"rec-lamp +agreed +1 endorse, 1 with reservation, 1 no objection, 1 silent", listed)
    assert "1 agreed, 1 open" in listed
    assert forum(root, "check")[1].strip().endswith("no problems")


def test_a_later_position_takes_the_place_of_the_one_before(root):
    record(root, "formal-objection", "ada", "rec-lamp", "--reason", "Too dear.")
    assert standing(root)["decision"] == "not-agreed"
    assert "in the place of formal-objection" in record(root, "endorse", "ada")
    assert (standing(root)["counts"]["endorse"], standing(root)["counts"]["formal-objection"]) == (1, 0)


def test_what_a_person_thinks_is_shown_and_does_not_decide(root):
    position(root, "set", "rec-lamp", "dissent", "--person", "dov", "--personal", "--reason", "I sleep\nbadly.")
    found = standing(root)
    assert (found["personal"], found["silent"]) == ({"dissent": 1}, list(PARTNERS))
    assert "\n  I sleep badly.\n" in position(root, "list", "--recommendation", "rec-lamp")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("rec-lampp", "endorse", "--person", "ada", "--mandate", "m"), "did you mean rec-lamp?"),
        (("rec-lamp", "endorse", "--person", "adda", "--mandate", "m"), "did you mean ada?"),
        (("rec-lamp", "endorse", "--person", "editors", "--mandate", "m"), "belongs to no partner"),
        (("rec-lamp", "endorse", "--person", "ada"), "by what mandate?"),
        (("rec-lamp", "dissent", "--person", "ada", "--mandate", "m"), "needs a reason"),
        (("rec-lamp", "endorse", "--person", "ada", "--mandate", "m", "--personal"), "has no mandate"),
        (("rec-lamp", "agree", "--person", "ada", "--mandate", "m"), "'agree' is not one of"),
    ],
)
def test_what_cannot_be_recorded_is_refused_and_nothing_is_written(root, arguments, said):
    code, told = forum(root, "position", "set", *arguments)
    assert code == 2
    assert said in told
    assert not (root / "recommendations/positions").exists()


def test_a_reworded_recommendation_makes_positions_stale_and_a_new_one_renews(root):
    record(root, "endorse", "ada")
    reword(root, "every harbour", "the larger harbours")
    assert (standing(root)["stale"], standing(root)["counts"]["endorse"]) == (["amber"], 0)
    assert "stale: the recommendation was reworded" in position(root, "list", "--partner", "amber")
    record(root, "endorse", "ada")
    assert standing(root)["stale"] == []


def test_what_does_not_change_the_words_makes_nothing_stale(root):
    record(root, "endorse", "ada")
    reword(root, "every harbour by night", "*every*\nharbour by night")
    assert standing(root)["stale"] == []


def test_a_position_is_carried_over_an_editorial_change_and_marked(root):
    record(root, "endorse", "ada")
    record(root, "endorse", "ben")
    before = standing(root)["digest"]
    commit(root)
    reword(root, "by night", "at night")
    looked = position(root, "carry", "rec-lamp", "--by", "cora", "--note", "An idiom.", "--dry-run")
    assert "- States should light every harbour [by] night." in looked
    assert "+ States should light every harbour [at] night." in looked
    assert standing(root)["counts"]["endorse"] == 0
    position(root, "carry", "rec-lamp", "--by", "cora", "--note", "An idiom.", "--partner", "birch")
    found = standing(root)
    assert (found["stale"], found["counts"]["endorse"]) == (["amber"], 1)
    carried = next(one for one in found["positions"] if one["partner"] == "birch")["carried"]
    assert (carried["from"], carried["by"], carried["note"]) == (before, "cora", "An idiom.")
    assert "not confirmed: An idiom." in position(root, "list", "--partner", "birch")
    record(root, "endorse", "ben")
    assert "carried" not in (root / "recommendations/positions/birch.yaml").read_text()


def test_words_that_are_in_no_commit_are_told_while_they_can_still_be_kept(root):
    assert "Commit" not in record(root, "endorse", "ada")
    reword(root, "by night", "at dusk")
    said = record(root, "endorse", "ada")
    assert "Commit recommendations/papers/example/paper.md" in said
    commit(root)
    assert "Commit" not in record(root, "endorse", "ada")
    shutil.rmtree(root / ".git")
    assert "Commit" not in record(root, "endorse", "ada")


def test_words_that_are_carried_again_are_held_against_those_that_the_partner_saw(root):
    record(root, "endorse", "ada")
    seen = standing(root)["digest"]
    for old, new in (("by night", "at night"), ("at night", "in the dark")):
        reword(root, old, new)
        said = position(root, "carry", "rec-lamp", "--by", "cora", "--note", "The same.")
        commit(root)
    assert re.search(r"- States .* \[by", said)
    assert standing(root)["positions"][0]["carried"]["from"] == seen


def test_addressees_are_shown_where_they_changed_and_another_strength_is_no_editorial_change(root):
    record(root, "endorse", "ada")
    head = 'rec-lamp .recommendation addressees="states" strength=strong'
    wider = 'rec-lamp .recommendation addressees="states ports" strength=strong'
    reword(root, head, wider)
    carry = ("carry", "rec-lamp", "--by", "cora", "--note", "x", "--dry-run")
    assert "addressees: states → ports states" in position(root, *carry)
    reword(root, wider, head.replace("strength=strong", "strength=conditional"))
    code, said = forum(root, "position", *carry)
    assert (code, "rec-lamp was strong when amber gave its position, and is conditional now" in said) == (2, True)


def test_nothing_is_carried_where_nothing_is_stale_or_the_words_are_lost(root):
    carry = ("position", "carry", "rec-lamp", "--by", "cora", "--note", "x")
    assert "nobody has a position" in forum(root, *carry)[1]
    record(root, "endorse", "ada")
    assert "is stale: all speak of the words as they are" in forum(root, *carry)[1]
    reword(root, "by night", "at dusk")
    record(root, "endorse", "ben")
    reword(root, "at dusk", "at dawn")
    path = root / "recommendations/positions/birch.yaml"
    before = path.read_text()
    code, said = forum(root, *carry)
    assert (code, "are in no commit" in said) == (2, True)
    assert path.read_text() == before


def test_what_somebody_said_since_is_not_overtaken_by_what_is_carried(root):
    """A file in which the institution has two voices: what is carried takes the place of its last word only."""
    record(root, "endorse", "ada")
    commit(root)
    path = root / "recommendations/positions/amber.yaml"
    earlier = path.read_text()
    reword(root, "by night", "at night")
    record(root, "formal-objection", "ada", "rec-lamp", "--reason", "Too dear.")
    path.write_text(earlier.replace("person: ada", "person: eve") + path.read_text().split("\n", 1)[1])
    before = path.read_text()
    code, said = forum(root, "position", "carry", "rec-lamp", "--by", "cora", "--note", "x")
    assert (code, "is stale" in said, path.read_text()) == (2, True, before)


def test_a_file_that_does_not_parse_is_left_alone(root):
    path = root / "recommendations/positions/amber.yaml"
    path.parent.mkdir()
    path.write_text("- {recommendation: rec-lamp\n")
    code, said = forum(root, "position", "set", "rec-lamp", "endorse", "--person", "ada", "--mandate", "m")
    assert (code, "amber.yaml" in said) == (2, True)
    assert path.read_text() == "- {recommendation: rec-lamp\n"


def test_check_and_build_tell_of_stale_positions_and_of_nothing_else(root):
    record(root, "endorse", "ada")
    assert forum(root, "check")[1].strip().endswith("no problems")
    reword(root, "by night", "at dusk")
    told = forum(root, "check", "--format", "json")[1]
    (one,) = json.loads(told)["diagnostics"]
    assert (one["code"], one["severity"]) == ("position-stale", "info")
    assert one["path"] == "recommendations/positions/amber.yaml"
    assert forum(root, "check", "--format", "json")[1] == told
    shutil.rmtree(root / ".forum/cache")
    assert forum(root, "check", "--format", "json")[1] == told


def test_what_cannot_be_printed_is_told_where_it_stands(root):
    record(root, "dissent", "ada", "rec-lamp", "--reason", "It is 漢.")
    told = json.loads(forum(root, "check", "--format", "json")[1])["diagnostics"]
    assert [(one["code"], one["path"], one["line"]) for one in told] == [
        ("glyph-missing", "recommendations/positions/amber.yaml", 7)
    ]


def test_what_steers_a_terminal_or_a_page_is_only_text(root):
    record(root, "dissent", "ada", "rec-lamp", "--reason", '\x1b[31m #read("x") <script>alert(1)</script>')
    said = position(root, "list", "--recommendation", "rec-lamp")
    assert "\x1b" not in said and "<script>" in said
    assert forum(root, "build")[0] == 0
    page = (root / "build/site/annex-positions.html").read_text()
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page


def test_status_says_what_is_agreed_and_what_each_partner_owes(root):
    assert "Positions" not in forum(root, "status")[1]
    record(root, "endorse", "ada")
    record(root, "formal-objection", "dov", "rec-horn", "--reason", "Too loud.")
    said = forum(root, "status")[1]
    assert "1 open, 1 objected (rule: ietf)" in said
    assert re.search(r"Amber University +rec-horn\b", said)
    assert re.search(r"Birch Institute +rec-lamp, rec-horn\b", said)


def test_positions_are_printed_in_every_format_and_nothing_without_them(root):
    import zipfile

    import pypdfium2

    def built() -> tuple[str, str, str, str]:
        code, said = forum(root, "build")
        assert code == 0, said
        document = pypdfium2.PdfDocument(root / "build/report.pdf")
        pdf = " ".join(page.get_textpage().get_text_bounded() for page in document)
        word = zipfile.ZipFile(root / "build/report.docx").read("word/document.xml").decode()
        site = root / "build/site"
        page = next(path for path in site.rglob("*.html") if path.name == "rec-lamp.html").read_text()
        annex = site / "annex-positions.html"
        plain = (" ".join(re.sub(r"<[^>]+>", "", text).split()) for text in (pdf, word, page))
        return (*plain, annex.read_text() if annex.exists() else "")  # type: ignore[return-value]

    pdf, word, page, annex = built()
    assert not any("Positions" in text for text in (pdf, word, page, annex))
    assert "positions" not in (root / "build/site/recommendations.json").read_text()
    record(root, "endorse", "ada")
    record(root, "dissent", "ben", "rec-lamp", "--reason", "Owls need the dark.")
    pdf, word, page, annex = built()
    line = "Open · rule: rough consensus (IETF) · 4 partners: 1 endorsed, 1 dissented, 2 silent"
    assert all(line in text for text in (pdf, word, page))
    assert all("Owls need the dark." in text for text in (pdf, word, annex))
    assert "Positions of the partners" in pdf
    assert '"decision": "open"' in (root / "build/site/recommendations.json").read_text()


def test_a_preview_shows_positions_and_leaves_a_reworded_recommendation_to_the_whole_report(root):
    record(root, "endorse", "ada")
    path = PurePosixPath("recommendations/papers/example/paper.md")
    reword(root, "# Question", "# A question")  # so that the version is a dirty one before, too
    made = make_whole(root, lambda _: Outcome({})).value
    reword(root, "Why not.", "Who would not?")
    quick, whole = paper_anew(made, path), make_whole(root, lambda _: Outcome({})).value
    works = [Work(root, one.workspace, one.report, one.inputs, one.results, root) for one in (quick, whole)]
    assert make_pdf(works[0]).value == make_pdf(works[1]).value
    reword(root, "by night", "at dusk")
    assert paper_anew(made, path) is None
