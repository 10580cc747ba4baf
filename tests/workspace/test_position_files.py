"""Files of positions: read with their places, quiet on what is right, renamed with what they name."""

from __future__ import annotations

import json
from pathlib import Path

from forum.commands.rename import rename
from forum.commands.schema import schema
from forum.workspace import load

DIGEST = "v1:" + "0" * 64
GOOD = f"""\
# Fernhill's council meets in March.
- recommendation: rec-example
  position: endorse-with-reservation
  person: ada
  capacity: institutional
  mandate: decision of the council of 2 March 2031
  reason: The cap should be reviewed after two years.  # to be discussed
  date: 2031-03-02
  digest: {DIGEST}
- {{recommendation: rec-example, position: endorse, person: ada, capacity: personal, date: 2031-03-02,
   digest: "{DIGEST}"}}
"""


def prepare(root: Path, text: str, partner: str = "fernhill") -> Path:
    manifest = root / "forum.toml"
    partners = '\n[[partner]]\nid = "fernhill"\nname = "Fernhill"\n\n[[partner]]\nid = "marsh"\nname = "Marsh"\n'
    manifest.write_text(manifest.read_text() + partners)
    people = root / "recommendations/people.yaml"
    people.write_text(
        people.read_text() + "- {id: ada, name: Ada, partner: fernhill}\n- {id: ben, name: Ben, partner: marsh}\n"
    )
    path = root / f"recommendations/positions/{partner}.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text.replace("rec-example", _recommendation(root)))
    return path


def _recommendation(root: Path) -> str:
    paper = (root / "recommendations/papers/example/paper.md").read_text()
    return "rec-" + paper.partition("{#rec-")[2].split()[0]


def told(root: Path) -> list[tuple[str, int]]:
    return sorted(
        [(one.code, one.span.line) for one in load(root).problems if "positions" in str(one.span.path)],
        key=lambda one: one[1],
    )


def entry(**changed: str) -> str:
    whole = {
        "recommendation": "rec-example",
        "position": "endorse",
        "person": "ada",
        "capacity": "institutional",
        "mandate": "the council",
        "date": "2031-03-02",
        "digest": DIGEST,
    } | changed
    return "- " + "\n  ".join(f"{key}: {value}" for key, value in whole.items() if value) + "\n"


def test_what_is_right_is_read_and_nothing_is_said(root: Path) -> None:
    prepare(root, GOOD)
    assert told(root) == []
    (file,) = load(root).value.positions
    assert (file.partner, [one.position for one in file.positions]) == (
        "fernhill",
        ["endorse-with-reservation", "endorse"],
    )


def test_names_of_nothing_are_told_where_they_stand(root: Path) -> None:
    carried = f"{{by: nobody, date: 2031-03-03, from: {DIGEST}, note: a comma}}"
    prepare(root, entry(recommendation="rec-gone", person="adda", carried=carried))
    assert told(root) == [("position-recommendation", 1), ("position-person", 3), ("position-person", 8)]


def test_the_file_of_no_partner_is_told(root: Path) -> None:
    prepare(root, entry(), partner="fernhil")
    hints = [one.hints for one in load(root).problems if one.code == "position-partner"]
    assert "fernhill" in hints[0][0]


def test_a_person_of_another_partner_is_told(root: Path) -> None:
    prepare(root, entry(person="ben"))
    assert told(root) == [("position-person-elsewhere", 3)]


def test_what_is_missing_is_told(root: Path) -> None:
    prepare(root, entry(mandate="", position="dissent") + entry(person="ada", capacity="personal", digest="v2:1"))
    assert told(root) == [
        ("position-reason", 2),
        ("position-mandate", 4),
        ("position-mandate", 11),
        ("position-digest", 13),
    ]


def test_a_carried_position_says_from_which_words_and_why(root: Path) -> None:
    prepare(root, entry(carried='{by: ada, date: 2031-03-03, from: "v1:0", note: " "}'))
    assert told(root) == [("position-digest", 8), ("position-reason", 8)]


def test_two_entries_for_one_are_told(root: Path) -> None:
    people = root / "recommendations/people.yaml"
    people.write_text(people.read_text() + "- {id: cy, name: Cy, partner: fernhill}\n")
    prepare(
        root, entry() + entry(position="no-objection") + entry(person="cy") + entry(capacity="personal", mandate="")
    )
    assert told(root) == [("position-duplicate", 8), ("position-two-voices", 15)]


def test_places_are_right_after_an_entry_that_cannot_be_used(root: Path) -> None:
    prepare(root, entry(position="agree") + entry(person="nobody"))
    assert told(root) == [("value-unknown", 2), ("position-person", 10)]


def test_a_file_with_another_ending_is_not_lost_in_silence(root: Path) -> None:
    path = prepare(root, GOOD)
    path.rename(path.with_suffix(".yml"))
    (path.parent / "old").mkdir()
    (path.parent / "old/marsh.yaml").write_text(GOOD)
    assert told(root) == [("position-file", 1), ("position-file", 1)]


def test_a_quorum_that_is_none_is_told_where_the_rule_has_one(root: Path) -> None:
    prepare(root, GOOD)
    manifest = root / "forum.toml"
    manifest.write_text(manifest.read_text() + '\n[consensus]\nrule = "ietf"\nquorum = "half"\n')
    assert "quorum-invalid" not in [one.code for one in load(root).problems]
    manifest.write_text(manifest.read_text().replace('"ietf"', '"absolute"'))
    assert "quorum-invalid" in [one.code for one in load(root).problems]


def test_a_recommendation_and_a_person_are_renamed_in_positions(root: Path) -> None:
    path = prepare(root, GOOD)
    rename(root, "recommendation", _recommendation(root), "rec-other")
    rename(root, "person", "ada", "ada-m")
    assert path.read_text() == GOOD.replace("rec-example", "rec-other").replace("person: ada", "person: ada-m")
    assert told(root) == []


def test_an_editor_is_given_a_schema_of_positions(tmp_path: Path) -> None:
    hooks = " ".join(schema(tmp_path).value.hooks)
    assert "recommendations/positions/*.yaml" in hooks
    (items,) = [json.loads((tmp_path / "positions.schema.json").read_text())["$defs"]["Position"]]
    assert "formal-objection" in items["properties"]["position"]["enum"]
    assert items["properties"]["date"]["format"] == "date"
    assert not items["additionalProperties"]
