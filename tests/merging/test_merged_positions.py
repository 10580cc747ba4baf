"""Positions that two sides record in one partner's file: on different recommendations both hold, each as one."""

from __future__ import annotations

from forum.merging.yaml_merging import merge_yaml

DIGEST = "v1:" + "0" * 64


def entry(recommendation: str, position: str = "endorse", person: str = "ada", digest: str = DIGEST) -> str:
    return (
        f"- recommendation: {recommendation}\n  position: {position}\n  person: {person}\n"
        f"  capacity: institutional\n  mandate: the board\n  date: 2031-01-01\n  digest: {digest}\n"
    )


def test_positions_on_two_recommendations_are_both_kept():
    for base in ("", entry("rec-z", person="zoe"), entry("rec-x") + entry("rec-y")):
        merged = merge_yaml(base, base + entry("rec-a"), base + entry("rec-b"))
        assert merged.clean
        assert merged.text == base + entry("rec-a") + entry("rec-b")


def test_two_positions_on_one_recommendation_are_for_a_person_to_settle():
    base = entry("rec-a")
    merged = merge_yaml(base, entry("rec-a", "dissent"), entry("rec-a", digest="v1:" + "1" * 64))
    assert not merged.clean
