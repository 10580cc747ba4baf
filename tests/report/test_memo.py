"""What is remembered of nodes between two rounds never changes what is made of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sample import sample_report

from forum.documents.ast import Node, children, div, has_class, header, para, string
from forum.report.memo import Memo
from forum.report.printable import printable
from forum.report.typst import typst_document
from forum.report.values import Report


def test_the_same_object_is_made_once_in_a_round_and_the_next() -> None:
    memo, node, made = Memo(), {"t": "Para", "c": []}, []
    for _ in range(3):
        memo.renewed().of("x", node, made.append)
    assert made == [node]


def test_an_equal_node_is_another_and_so_is_another_name() -> None:
    memo = Memo()
    first, second = para([string("a")]), para([string("a")])
    assert memo.of("x", first, id) != memo.of("x", second, id)
    assert memo.of("y", first, lambda _: "other") == "other"


def test_what_two_rounds_did_not_ask_for_is_forgotten() -> None:
    memo, node, made = Memo(), {"t": "Para", "c": []}, []
    memo.of("x", node, made.append)
    memo.renewed().renewed().of("x", node, made.append)
    assert made == [node, node]


@pytest.fixture
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return sample_report(tmp_path_factory.mktemp("media"))


def changed(report: Report) -> Report:
    """Return a report in which one paper has other words, a heading that skips a level, and a very long word."""

    def rewritten(node: Node) -> Node:
        if not has_class(node, "paper"):
            return node
        more = [header(5, [string("Skipped")], "skipped"), para([string("x" * 80 + " and others")])]
        return {"t": "Div", "c": [node["c"][0], [*children(node), *more]]}

    def of_part(part: Node) -> Node:
        if not has_class(part, "theme"):
            return part
        papers = [one for one in children(part) if has_class(one, "paper")]
        inside = [rewritten(one) if one is papers[-1] else one for one in children(part)]
        return {"t": "Div", "c": [part["c"][0], inside]}

    return replace(report, blocks=tuple(of_part(one) for one in report.blocks))


def test_a_report_of_which_one_paper_has_changed_is_made_as_from_nothing(report: Report) -> None:
    memo = Memo()
    assert typst_document(changed(report)) != typst_document(report)
    for one in (report, changed(report), report, changed(report)):
        remembered, found = printable(one, lambda _: frozenset(), memo.renewed())
        anew, told = printable(one, lambda _: frozenset())
        assert found == told
        assert remembered == anew
        assert typst_document(remembered, memo) == typst_document(anew)


def test_an_id_that_two_papers_have_is_told_though_both_are_remembered(report: Report) -> None:
    memo = Memo()
    extra = div([para([string("twice")])], "twice")
    again = replace(report, blocks=(*report.blocks, extra, dict(extra)))
    for one in (report, again):
        problems = printable(one, lambda _: frozenset(), memo.renewed())[1]
    assert [one.message for one in problems if one.code == "id-duplicate"] == ["two things have the id twice"]
