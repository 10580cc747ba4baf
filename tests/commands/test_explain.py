"""``forum check --explain``, through the command line."""

import json

import pytest

from forum.cli import run
from forum.explanations import EXPLANATIONS


def test_a_code_is_explained_outside_any_workspace(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert run(["check", "--explain", "citation-unknown"]) == 0
    said = capsys.readouterr()
    one = EXPLANATIONS["citation-unknown"]
    assert said.out.startswith("error[citation-unknown]")
    assert one.meaning in " ".join(said.out.split())
    assert one.remedy in " ".join(said.out.split())
    assert max(map(len, said.out.splitlines())) <= 80
    assert said.err == ""


def test_what_stops_a_build_is_said_to_and_only_less_than_an_error_can_be_turned_off(capsys):
    run(["check", "--explain", "yaml-tab"])
    stops = capsys.readouterr().out
    assert stops.splitlines()[0] == "error[yaml-tab], stops a build"
    assert "turn it off" not in stops
    run(["check", "--explain", "notebook-unused"])
    assert '[check.severity]: notebook-unused = "off"' in " ".join(capsys.readouterr().out.split())


def test_a_misspelt_code_names_the_nearest_and_where_all_of_them_are(capsys):
    assert run(["check", "--explain", "citation-unknwon"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == [
        "error: there is no code citation-unknwon",
        "  hint: did you mean citation-unknown?",
        "  hint: docs/diagnostics.md explains all codes",
    ]


@pytest.mark.parametrize("code", EXPLANATIONS)
def test_every_code_is_explained_as_json_too(code, capsys):
    assert run(["check", "--explain", code, "--format", "json"]) == 0
    said = json.loads(capsys.readouterr().out)
    one = EXPLANATIONS[code]
    assert said == {
        "version": 1,
        "code": code,
        "severity": one.severity.value,
        "meaning": one.meaning,
        "remedy": one.remedy,
        "stops": one.stops,
    }
