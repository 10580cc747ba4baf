"""Amendments on a terminal, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator

import click
import msgspec
from rich.text import Text

from forum.changes.words import word_diff
from forum.cli.diff_screens import marked
from forum.cli.history_screens import print_line
from forum.cli.printing import coloured, plural, styled
from forum.cli.quoting import visible
from forum.wordings.agenda import Agenda, Item, Motion, changed_facts, facts, measure, proposer, relations, stale
from forum.wordings.labels import words_for

_WORDS = words_for("en")


def amendments_screen(agenda: Agenda) -> None:
    """Print recommendations with the amendments to each, in the order of voting."""
    for item in agenda.items:
        _item(item, agenda)
    count = len(agenda.without)
    verbs = "waits and changes" if count == 1 else "wait and change"
    more = f"{plural(count, 'other contribution')} {verbs} no recommendation: forum log" if count else ""
    if not agenda.items:
        click.echo(f"No contribution that waits for a decision changes a recommendation.{more and ' ' + more}")
        return
    count = sum(len(item.motions) for item in agenda.items)
    told = f"{plural(count, 'amendment')} to {plural(len(agenda.items), 'recommendation')}"
    click.echo(f"{told}, in the order of voting: the furthest")
    click.echo("removed first, by the share of words that differ. You decide on the order.")
    if more:
        click.echo(more)


def _item(item: Item, agenda: Agenda) -> None:
    click.echo(f"{styled(visible(item.id), bold=True)}  {visible(item.paper)}")
    if item.now is not None:
        print_line(Text(visible(item.now.text)), 2)
        print_line(Text(f"({facts(item.now, _WORDS)})"), 2)
    else:
        print_line(Text("new"), 2)
    if fallen := stale(item, agenda.names, _WORDS):
        print_line(Text(f"becomes stale: {'; '.join(fallen)}"), 2)
    for number, one in enumerate(item.motions, 1):
        click.echo()
        _motion(one, item, number)
    click.echo()


def _motion(one: Motion, item: Item, number: int) -> None:
    proposal = one.proposal
    print_line(Text.assemble((f"{number}. {visible(proposer(one, _WORDS))}", "bold"), f": {measure(one, _WORDS)}"), 2)
    if proposal.then is not None:
        texts = (proposal.now.says.text if proposal.now else "", proposal.then.says.text)
        print_line(marked(word_diff(*texts), coloured()) if texts[0] else Text(visible(texts[1])), 5)
    for line in _told(one, item):
        print_line(Text(visible(line)), 5)
    for command in (one.adopt, one.refuse):
        print_line(Text(command, style="cyan"), 5)


def _told(one: Motion, item: Item) -> Iterator[str]:
    if one.proposal.then is not None and one.proposal.now is None:
        yield f"({facts(one.proposal.then.says, _WORDS)})"
    yield from changed_facts(one, _WORDS)
    if one.proposal.in_conflict:
        yield _WORDS["in-conflict"]
    for reason in one.reasons:
        yield f"why: {' '.join(reason.split())}"
    for label, names in relations(one, item, _WORDS):
        yield f"{label[0].lower()}{label[1:]}: {names}"


def as_json(agenda: Agenda) -> str:
    """Return amendments as JSON."""
    made = {"version": 1, "recommendations": [_plain(one) for one in agenda.items], "without": agenda.without}
    return msgspec.json.format(msgspec.json.encode(made), indent=1).decode()


def _plain(item: Item) -> dict[str, object]:
    return {
        "recommendation": item.id,
        "paper": item.paper,
        "now": msgspec.to_builtins(item.now),
        "stale": [one.partner for one in item.standing.held if not one.stale] if item.standing else [],
        "amendments": [_motion_plain(one, item) for one in item.motions],
    }


def _motion_plain(one: Motion, item: Item) -> dict[str, object]:
    now, then = (side.says if side else None for side in (one.proposal.now, one.proposal.then))
    return {
        "contribution": one.proposal.contribution,
        "kind": one.proposal.kind,
        "partner": one.partner,
        "sender": one.sender,
        "distance": round(float(one.proposal.distance), 4),
        "then": msgspec.to_builtins(then),
        "diff": [
            {"mark": piece.mark, "text": piece.text}
            for piece in word_diff(now.text if now else "", then.text if then else "")
        ],
        "reasons": one.reasons,
        "in-conflict": one.proposal.in_conflict,
        "excludes": one.excludes,
        "same": one.same,
        "clashes": one.clashes,
        "together": [
            each.proposal.contribution
            for each in item.motions
            if each is not one and each.proposal.contribution not in (*one.excludes, *one.same, *one.clashes)
        ],
        "also": one.also,
        "adopt": one.adopt,
        "refuse": one.refuse,
    }
