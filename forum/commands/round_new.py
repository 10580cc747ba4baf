"""``forum round new``: a rating round as a draft, from ``templates/new/round.yaml``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from forum.commands.new import Created
from forum.consensus.wording import words_for
from forum.diagnostics import Outcome, Span, UsageError
from forum.documents.filling import fill
from forum.documents.identifiers import id_problem
from forum.documents.nearest import did_you_mean
from forum.documents.registry import recommendation_ids
from forum.documents.slugs import fresh
from forum.documents.yaml_scalars import yaml_scalar
from forum.ledgers import ROUNDS
from forum.model import Paper, Workspace
from forum.tools.files import write_texts
from forum.tools.templates import template_path
from forum.workspace import load

EVERY = "all"


def new_round(
    root: Path,
    name: str,
    items: Sequence[str] = (EVERY,),
    *,
    title: str = "",
    previous: str = "",
    minimum: int = 5,
) -> Outcome[Created]:
    """Write a round that asks about ``items``, ids of recommendations or ``all``; it is not open yet.

    A round with a ``previous`` one asks by the same criteria, about the same items where ``all`` are wanted.

    Raises:
        UsageError: the id is none or is taken, or something that is named is not there.
    """
    workspace = load(root).value
    _free(name, workspace)
    before = next((one.file for one in workspace.rounds if one.id == previous), None)
    if previous and before is None:
        known = [one.id for one in workspace.rounds]
        raise UsageError(f"there is no round {previous}", *did_you_mean(previous, known))
    wanted = _items(workspace, items)
    if before is not None and EVERY in items:
        there = set(wanted)
        wanted = [item.recommendation for item in before.items if item.recommendation in there]
    words = words_for(workspace.manifest.forum.language)
    usual = {"id": words["criterion"], **{key: words[key] for key in ("question", "low", "high")}}
    asked = [{key: getattr(one, key) for key in usual} for one in before.criteria] if before else [usual]
    values = {
        "title": yaml_scalar(title or f"Rating round {name}"),
        "previous": yaml_scalar(previous) if previous else '""',
        "minimum": str(minimum),
        "criteria": "\n".join(_criterion(one) for one in asked),
        "items": "\n".join(f"  - {{recommendation: {yaml_scalar(one)}}}" for one in wanted),
    }
    path = PurePosixPath(ROUNDS, name, "round.yaml")
    text = fill(template_path(root, "new/round.yaml").read_text(encoding="utf-8"), values)
    write_texts(root, {path: text})
    then = f"look at the questions in {path}, then: forum round open {name} --panel N"
    return Outcome(Created(name, (path,), then), tuple(one for one in load(root).problems if one.span.path == path))


def _free(name: str, workspace: Workspace) -> None:
    if wrong := id_problem(name, "id of a round", Span(PurePosixPath(ROUNDS))):
        raise UsageError(wrong.message, *wrong.hints)
    taken = [one.id for one in workspace.rounds]
    if (workspace.root / ROUNDS / name).exists() or name.casefold() in {one.casefold() for one in taken}:
        raise UsageError(f"there is a round {name} already", f"give another id: {fresh(name, taken)}")


def _items(workspace: Workspace, items: Sequence[str]) -> list[str]:
    """Return the recommendations that are meant, in the order of the papers."""
    known = dict.fromkeys(name for paper in workspace.papers for name in _in_order(paper))
    for one in items:
        if one != EVERY and one not in known:
            raise UsageError(f"there is no recommendation {one}", *did_you_mean(one, known))
    found = list(known) if EVERY in items else list(dict.fromkeys(items))
    if not found:
        raise UsageError(
            "no paper has a recommendation yet", 'add one: forum new recommendation PAPER "States should …"'
        )
    return found


def _in_order(paper: Paper) -> list[str]:
    text = "\n".join(one.source for one in paper.texts)
    return sorted(recommendation_ids([paper]), key=lambda name: text.find(f"#{name}"))


def _criterion(one: dict[str, str]) -> str:
    lines = [f"{key}: {yaml_scalar(value)}" for key, value in one.items()]
    return "\n".join([f"  - {lines[0]}", *(f"    {line}" for line in lines[1:])])
