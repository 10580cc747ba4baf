"""How positions are printed: a line at each recommendation, and the annex."""

from __future__ import annotations

import datetime
import json
from pathlib import Path, PurePosixPath

import pytest

from forum.consensus.standing import by_recommendation, standing
from forum.documents.ast import stringify
from forum.model import (
    Carried,
    ConsensusSettings,
    ForumSettings,
    Manifest,
    Partner,
    Person,
    Position,
    PositionFile,
    Workspace,
)
from forum.report.labels import LABELS, labels_for
from forum.report.positions import positions, state_line
from forum.report.records import recommendations_json
from forum.report.values import Recommendation, Report, ReportMeta

NOW, BEFORE = "v1:" + "1" * 64, "v1:" + "0" * 64
DAY = datetime.date(2031, 3, 2)
NAMES = {"amber": "Amber University", "birch": "Birch Institute", "cedar": "Cedar College", "dune": "Dune Academy"}


def position(kind: str, person: str, capacity: str = "institutional", digest: str = NOW, **more) -> Position:
    return Position(
        recommendation="rec-lamp",
        position=kind,
        person=person,
        capacity=capacity,
        mandate="the board" if capacity == "institutional" else "",
        date=DAY,
        digest=digest,
        **more,
    )


HELD = {
    "amber": [position("endorse", "ada")],
    "birch": [
        position(
            "endorse-with-reservation",
            "ben",
            reason="Rivers are\n  narrow.",
            carried=Carried(by="cora", date=DAY, from_=BEFORE, note="A comma."),
        ),
        position("dissent", "bea", "personal", reason="I sleep badly."),
    ],
    "cedar": [position("formal-objection", "cora", digest=BEFORE, reason="Too dear.")],
}


def workspace(held=HELD) -> Workspace:
    manifest = Manifest(
        forum=ForumSettings(title="T"),
        partner=tuple(Partner(id=name, name=full) for name, full in NAMES.items()),
        consensus=ConsensusSettings(rule="ietf"),
    )
    people = tuple(Person(id=name, name=f"{name.title()} Reed") for name in ("ada", "ben", "bea", "cora"))
    files = tuple(PositionFile(name, PurePosixPath(f"{name}.yaml"), tuple(each)) for name, each in held.items())
    return Workspace(Path(), manifest, people=people, positions=files)


def recommendation(of: Workspace) -> Recommendation:
    given = by_recommendation(of.positions).get("rec-lamp")
    stands = standing("rec-lamp", NOW, given, of.manifest) if given else None
    return Recommendation("rec-lamp", 7, "paper", "Text.", NOW, ("states",), "strong", "high", standing=stands)


def line(language: str) -> str:
    stands = recommendation(workspace()).standing
    assert stands is not None
    return state_line(stands, labels_for(language))


def test_the_line_says_what_is_decided_by_which_rule_and_counts():
    assert line("en") == (
        "Open · rule: rough consensus (IETF) · 4 partners: 1 endorsed, 1 endorsed with a reservation, 1 silent, "
        "1 on an earlier text · personally: 1 dissented"
    )
    assert line("nl").startswith("Open · regel: ruwe consensus (IETF) · 4 partners: 1 onderschreven, ")


def items(of: Workspace, language: str = "en") -> list[str]:
    made = positions([recommendation(of)], of, labels_for(language), language)
    ((_, ((listed,),)),) = made[-1]["c"]
    return [stringify(item) for item in listed["c"]]


def test_the_annex_has_every_position_with_who_why_and_what_is_to_be_known():
    assert items(workspace()) == [
        "Endorsed: Amber University (Ada Reed, 2 March 2031; mandate: the board)",
        "Endorsed with a reservation, carried over an editorial change by Cora Reed on 2 March 2031 and not confirmed "
        "(A comma): Birch Institute (Ben Reed, 2 March 2031; mandate: the board) – Rivers are narrow.",
        "Formally objected, on an earlier text and so not counted: "
        "Cedar College (Cora Reed, 2 March 2031; mandate: the board) – Too dear.",
        "Dissented, personally: Bea Reed of Birch Institute (2 March 2031) – I sleep badly.",
        "No position: Dune Academy",
    ]
    assert "Onderschreven: Amber University (Ada Reed, 2 maart 2031; mandaat: the board)" in items(workspace(), "nl")


def test_those_who_say_the_same_stand_together():
    """A position that is no more than one of many takes no line of its own."""
    alike = {
        "dune": [position("endorse", "ada")],
        "birch": [position("endorse", "ben")],
        "cedar": [position("endorse", "cora", digest=BEFORE)],
        "amber": [position("abstain", "ada", reason="It is dear.")],
    }
    assert [item.split(" (")[0] for item in items(workspace(alike))] == [
        "Endorsed: Birch Institute",
        "Abstained: Amber University",
        "Endorsed, on an earlier text and so not counted: Cedar College",
    ]
    assert "; Dune Academy (" in items(workspace(alike))[0]


def test_the_annex_says_on_how_many_recommendations_nobody_has_spoken():
    of, without = workspace(), recommendation(workspace({}))
    intro = stringify(positions([recommendation(of), without], of, labels_for("en"), "en")[0])
    assert intro.endswith("Nobody has a position on 1 recommendation yet: nothing is listed of that.")


def test_nothing_is_printed_where_nobody_has_a_position():
    empty = workspace({})
    assert positions([recommendation(empty)], empty, labels_for("en"), "en") == []


def test_the_machine_readable_list_has_counts_and_decision_only_where_somebody_has_spoken():
    meta = ReportMeta("T", DAY)

    def listed(one: Recommendation) -> dict:
        report = Report(meta, (), (), (one,))
        object.__setattr__(report, "papers", (_Paper(),))
        return json.loads(recommendations_json(report))["recommendations"][0]

    class _Paper:
        slug, theme = "paper", "theme"

    found = listed(recommendation(workspace()))["positions"]
    assert (found["decision"], found["rule"], found["partners"]) == ("open", "ietf", 4)
    assert (found["counts"]["endorse"], found["personal"], found["stale"]) == (1, {"dissent": 1}, ["cedar"])
    assert "positions" not in listed(recommendation(workspace({})))


@pytest.mark.parametrize("language", sorted(LABELS))
def test_every_position_state_and_rule_has_a_word(language):
    from typing import get_args

    from forum.consensus.rules import State
    from forum.consensus.standing import KINDS
    from forum.model import Rule

    labels = LABELS[language]
    wanted = [
        *(f"held-{kind}" for kind in KINDS),
        *(f"state-{state}" for state in get_args(State)),
        *(f"rule-{rule}" for rule in get_args(Rule)),
    ]
    assert [name for name in wanted if name not in labels] == []


@pytest.mark.parametrize(("language", "said"), [("en", "with 1 partner. "), ("nl", "bij 1 partner voor staan. ")])
def test_one_partner_is_one(language, said, monkeypatch):
    monkeypatch.setattr(f"{__name__}.NAMES", {"amber": "Amber University"})
    alone = workspace({"amber": [position("endorse", "ada")]})
    assert said in stringify(positions([recommendation(alone)], alone, labels_for(language), language)[0])
    assert "1 partner: " in state_line(recommendation(alone).standing, labels_for(language))
