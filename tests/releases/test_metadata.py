"""What catalogues, readers and ``sha256sum`` are told of a release."""

from __future__ import annotations

import datetime
import json

from ruamel.yaml import YAML

from forum.changes.comparing import compare
from forum.changes.values import PaperState, RecommendationState, State
from forum.releases import sums
from forum.releases.metadata import citation_cff, zenodo_json
from forum.releases.notes import release_notes
from forum.releases.values import Author, Release

RELEASE = Release(
    "1.1",
    'Of "lamps": a report',
    datetime.date(2031, 5, 4),
    "f" * 40,
    (
        Author("Jan van der Berg", "0000-0002-1825-0097", "Amber University"),
        Author("Ada"),
        Author("Keepers", group=True),
    ),
    notice="A draft, <not> more.",
    license="CC BY-SA 4.0",
    address="https://doi.org/10.5555/12345678",
    keywords=("lamps",),
)


def test_the_citation_file_is_yaml_with_names_in_their_parts() -> None:
    cff = YAML(typ="safe").load(citation_cff(RELEASE))
    assert (cff["cff-version"], cff["title"], cff["version"]) == ("1.2.0", 'Of "lamps": a report', "1.1")
    assert cff["authors"] == [
        {
            "family-names": "Berg",
            "given-names": "Jan",
            "name-particle": "van der",
            "affiliation": "Amber University",
            "orcid": "https://orcid.org/0000-0002-1825-0097",
        },
        {"family-names": "Ada"},
        {"name": "Keepers"},
    ]
    assert (cff["doi"], cff["license"]) == ("10.5555/12345678", "CC-BY-SA-4.0")
    assert (cff["preferred-citation"]["type"], cff["preferred-citation"]["year"]) == ("report", 2031)


def test_a_licence_that_is_no_known_one_is_left_out_rather_than_guessed() -> None:
    from dataclasses import replace

    assert "license" not in citation_cff(replace(RELEASE, license="All rights reserved"))


def test_zenodo_is_told_what_it_asks_for() -> None:
    told = json.loads(zenodo_json(RELEASE))
    assert [one["name"] for one in told["creators"]] == ["Berg, Jan van der", "Ada", "Keepers"]
    assert (told["upload_type"], told["publication_type"], told["language"]) == ("publication", "report", "eng")
    assert told["description"] == "<p>A draft, &lt;not&gt; more.</p>"
    assert told["license"] == "cc-by-sa-4.0"


def test_the_notes_mark_words_and_print_signs_as_they_stand() -> None:
    lamp = RecommendationState("rec-lamp", "lamps", "Light every *old* lamp.", ("states",), "strong", "high", "v1:a")
    paper = PaperState("lamps", "On lamps", "draft", "case-study", "sea", (), "Lamps are lit.\n")
    before = State("v1.0", "e" * 40, "2031-01-01", papers={"lamps": paper}, recommendations={"rec-lamp": lamp})
    now = RecommendationState("rec-lamp", "lamps", "Light each *old* lamp.", ("states",), "strong", "high", "v1:b")
    after = State("v1.1", "f" * 40, "2031-05-04", papers={"lamps": paper}, recommendations={"rec-lamp": now})
    notes = release_notes(RELEASE, compare(before, after), after)
    assert "From v1.0 (eeeeeeeeeeee, 2031-01-01) to v1.1" in notes
    assert "- `rec-lamp` (reworded)\n  - Light ~~every~~**each** \\*old\\* lamp." in notes
    first = release_notes(RELEASE, None, before)
    assert "The first release. It holds: papers: 1, recommendations: 1." in first
    assert "- `rec-lamp`: Light every \\*old\\* lamp." in first


def test_sums_are_written_and_read_as_sha256sum_does() -> None:
    text = sums.written({"b": b"", "a": b"x"})
    assert [line[64:] for line in text.splitlines()] == ["  a", "  b"]
    assert sums.read(f"Some words.\n\n{text}") == {line[66:]: line[:64] for line in text.splitlines()}
