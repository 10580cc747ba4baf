"""Whether the files of rating rounds hold: what they name is there, what they state follows.

Each check is a pure function that yields problems; ``forum check`` and every build tell them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from forum.consensus.ratings import PERCENTILES
from forum.consensus.rounds import are_counts, last_on, rating_change, rating_result, result
from forum.diagnostics import Diagnostic, Span, error, info, warning
from forum.documents.identifiers import id_problem
from forum.documents.nearest import did_you_mean
from forum.documents.trees import Path, Tree
from forum.model import LEAST_MINIMUM, ConcordanceResult, RatingResult, Round, RoundFile, Workspace


def round_problems(workspace: Workspace, recommendations: Iterable[str]) -> Iterator[Diagnostic]:
    """Yield what is wrong in the rounds of a workspace that has these recommendations."""
    known, rounds = frozenset(recommendations), {one.id: one for one in workspace.rounds}
    for one in workspace.rounds:
        tree = Tree(None, one.spans)
        yield from _names(one, tree)
        yield from _items(one, tree, known)
        yield from _previous(one, tree, rounds)
        yield from _state(one, tree)
        yield from _results(one, tree, rounds)


def _names(one: Round, tree: Tree) -> Iterator[Diagnostic]:
    """Yield ids that are none, or stand twice."""
    if wrong := id_problem(one.id, "folder name", Span(one.path)):
        yield wrong
    for key, names in (
        ("criteria", [each.id for each in one.file.criteria]),
        ("items", [each.recommendation for each in one.file.items]),
    ):
        for number, name in enumerate(names):
            if name in names[:number]:
                place = tree.place((key, number))
                yield error("id-duplicate", f"{name} stands twice among the {key}", place, "remove one of them")
            elif key == "criteria" and (wrong := id_problem(name, "criterion's id", tree.place((key, number, "id")))):
                yield wrong


def _items(one: Round, tree: Tree, known: frozenset[str]) -> Iterator[Diagnostic]:
    """Yield recommendations that there are not; a closed round may name what was withdrawn since."""
    if one.file.state == "closed":
        return
    for number, item in enumerate(one.file.items):
        if item.recommendation not in known:
            message = f"there is no recommendation {item.recommendation}"
            hints = did_you_mean(item.recommendation, known) or ("correct the id, or remove it from the round",)
            place = tree.place(("items", number, "recommendation"))
            yield error("round-recommendation-unknown", message, place, *hints)


def _previous(one: Round, tree: Tree, rounds: Mapping[str, Round]) -> Iterator[Diagnostic]:
    """Yield a round before this one that is not there, or not before it."""
    name, place = one.file.previous, tree.place(("previous",))
    if not name:
        return
    if name not in rounds:
        hints = did_you_mean(name, rounds) or ("correct it, or remove the line",)
        yield error("round-previous-unknown", f"there is no round {name}", place, *hints)
        return
    seen = [one.id]
    while name in rounds:
        if name in seen:
            message = f"the round {one.id} would come before itself: {' after '.join([*seen, name])}"
            yield error("round-previous-unknown", message, place, "a first round has no previous one")
            return
        seen.append(name)
        name = rounds[name].file.previous


def _state(one: Round, tree: Tree) -> Iterator[Diagnostic]:
    """Yield what a round of this state lacks, and a minimum that lets single ratings be read off."""
    file, place = one.file, tree.place(("state",))
    if file.minimum < LEAST_MINIMUM:
        message = f"the minimum is {file.minimum}: of fewer than {LEAST_MINIMUM}, single ratings can be read off"
        yield error("round-minimum", message, tree.place(("minimum",)), "write 5, or more")
    empty = [key for key in ("criteria", "items") if not getattr(file, key)]
    if empty:
        yield error("round-incomplete", f"the round has no {' and no '.join(empty)}", place, "add some, or remove it")
    if file.state != "draft" and any(not item.digest for item in file.items):
        message = f"the round is {file.state}, and does not say which words were asked about"
        yield error("round-incomplete", message, place, f"set it back to draft, then: forum round open {one.id}")
    if file.state == "closed" and file.results is None:
        message = "the round is closed, and has no results"
        yield error("round-incomplete", message, place, f"set it to open, then: forum round close {one.id}")


def _results(one: Round, tree: Tree, rounds: Mapping[str, Round]) -> Iterator[Diagnostic]:
    """Yield results that cannot be what came of the round: each follows from its counts, or is bounded by them."""
    file, again = one.file, _AGAIN.format(one.id)
    if file.results is None:
        return
    asked = {(item.recommendation, criterion.id) for item in file.items for criterion in file.criteria}
    if file.results.percentiles != PERCENTILES:
        message = f"percentiles are computed by the method {PERCENTILES}, which is not what stands here"
        yield error("round-results", message, tree.place(("results", "percentiles")), again)
    if file.results.ballots > file.panel:
        message = f"{file.results.ballots} ballots cannot have come back of {file.panel}"
        yield error("round-results", message, tree.place(("results", "ballots")), again)
    for number, each in enumerate(file.results.ratings):
        at: Path = ("results", "ratings", number)
        name = f"{each.recommendation} by {each.criterion}"
        if (each.recommendation, each.criterion) not in asked:
            yield error("round-results", f"{name} was not asked in this round", tree.place(at), again)
        elif each.counts and each.n < file.minimum:
            message = f"{each.n} rated {name}, fewer than the minimum of {file.minimum}: single ratings can be read off"
            yield error("round-minimum", message, tree.place(at), "remove all but n, or ask more of the panel")
        elif wrong := _differs(each) or _changed_otherwise(each, file, rounds.get(file.previous)):
            message = f"{name}: {wrong} not follow from the counts"
            yield error("round-results", message, tree.place(at), again)
        elif each.n > file.results.ballots:
            message = f"{each.n} cannot have rated {name}: {file.results.ballots} ballots came back"
            yield error("round-results", message, tree.place(at), again)
    for number, agreed in enumerate(file.results.concordance):
        if not _can_be(agreed, file, file.results.ballots):
            message = f"this cannot be Kendall's W by {agreed.criterion}, of the ballots that came back"
            yield error("round-results", message, tree.place(("results", "concordance", number)), again)


_AGAIN = "do not edit results; with the ballots there: set the state to open, then forum round close {}"


def _differs(each: RatingResult) -> str:
    """Return what of a result is not what its counts say, with a verb; empty where all is."""
    if not each.counts:
        stated = [each.median, each.p30, each.p70, each.ipr, each.ipras, each.di, each.class_, each.agreement]
        return "statistics without counts do" if any(one is not None for one in stated) else ""
    if not are_counts(each.counts):
        return "nine counts do"
    right = rating_result(each.recommendation, each.criterion, each.counts, each.change)
    wrong = [name for name in each.__struct_fields__ if getattr(each, name) != getattr(right, name)]
    names = ", ".join(name.rstrip("_") for name in wrong)
    return f"{names} {'does' if len(wrong) == 1 else 'do'}" if wrong else ""


def _changed_otherwise(each: RatingResult, file: RoundFile, before: Round | None) -> str:
    """Return what of a change is not what the counts of both rounds say, with a verb; empty where all can be."""
    found = each.change
    if found is None or not each.counts:
        return ""
    earlier = result(before.file, each.recommendation, each.criterion) if before is not None else None
    known = earlier is not None and bool(earlier.counts)
    told = rating_change(file, earlier.counts if known and earlier else each.counts, each.counts, ())
    names = ["deviation", *(["median_before", "class_before", "deviation_before"] if known else [])]
    wrong = [name for name in names if told is None or getattr(found, name) != getattr(told, name)]
    wrong += ["both"] if found.both > min(each.n, earlier.n if known and earlier else each.n) else []
    if found.moved is not None:
        moved = found.moved * found.both
        many = found.both >= file.minimum and 0 <= found.moved <= 1 and abs(moved - round(moved)) < _ROUNDING
        wrong += [] if many else ["moved"]
    names = [name.replace("_", "-") for name in wrong]
    return f"{', '.join(names)} {'does' if len(names) == 1 else 'do'}" if names else ""


def _can_be(agreed: ConcordanceResult, file: RoundFile, ballots: int) -> bool:
    """Tell whether W can be that of so many raters and items: chi-square and df follow from it."""
    if not 0 <= agreed.raters <= ballots or not 0 <= agreed.items <= len(file.items):
        return False
    if agreed.w is None:
        return agreed.chi_square is None and agreed.df is None
    right = agreed.raters * (agreed.items - 1) * agreed.w
    near = agreed.chi_square is not None and abs(agreed.chi_square - right) <= agreed.raters * agreed.items / 10**4
    return 0 <= agreed.w <= 1 and agreed.df == agreed.items - 1 and near and agreed.raters >= file.minimum


_ROUNDING = 0.05  # of a share with four digits, of at most 500 raters


def reworded(rounds: Iterable[Round], digests: Mapping[str, str]) -> Iterator[Diagnostic]:
    """Yield what was rated, or is being rated, in other words than stand there now; ``digests`` are those of now."""
    every = tuple(rounds)
    for one in every:
        tree = Tree(None, one.spans)
        for number, item in enumerate(one.file.items):
            name, now = item.recommendation, digests.get(item.recommendation, "")
            if not now or not item.digest or now == item.digest:
                continue
            place = tree.place(("items", number))
            if one.file.state == "open":
                message = f"{name} has been reworded since the round {one.id} opened: its ballots rate other words"
                hint = f"undo the change, or send new ballots: forum round open {one.id} --again"
                yield warning("round-reworded", message, place, hint)
            elif one.file.state == "closed" and last_on(every, name) == one:
                message = f"{name} has been reworded since it was rated in the round {one.id}"
                yield info("round-outdated", message, place, "a new round asks about the new words")
