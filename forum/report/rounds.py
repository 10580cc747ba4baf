"""The annex of the rating rounds that are closed: a table for each criterion, and how it was computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from forum.consensus.rounds import computed, in_order
from forum.documents.ast import SPACE, Node, code, header, inlines, link, para, string, strong, table
from forum.documents.typography import typographic
from forum.model import ConcordanceResult, Criterion, RatingResult, Round, RoundResults, Workspace
from forum.report.labels import written_date
from forum.report.labels_consensus import amount
from forum.report.values import Recommendation

_PLAIN = (0.2, 0.08, 0.12, 0.16, 0.16, 0.28)
_COMPARED = (0.07, 0.06, 0.11, 0.13, 0.16, 0.19, 0.16, 0.12)


def rounds(
    recommendations: Sequence[Recommendation], workspace: Workspace, labels: Mapping[str, str], language: str
) -> list[Node]:
    """Return what came of every closed round, the first one first; nothing where none is closed."""
    closed = in_order(workspace.rounds)
    if not closed:
        return []
    known = {one.id: one for one in recommendations}
    asked = {one.id: {item.recommendation: item.digest for item in one.file.items} for one in closed}
    written = (block for one in closed for block in _Round(one, asked, known, labels, language).blocks())
    return [para(inlines(labels["rounds-intro"])), para(inlines(labels["rounds-method"])), *written]


class _Round:
    """One round, in the words of the report's language."""

    def __init__(
        self,
        one: Round,
        asked: Mapping[str, Mapping[str, str]],
        known: Mapping[str, Recommendation],
        labels: Mapping[str, str],
        language: str,
    ) -> None:
        """``asked`` has by round the digests of the recommendations that it asked about."""
        self.round, self.known, self.labels, self.language = one, known, labels, language
        self.digests, self.before = asked[one.id], asked.get(one.file.previous, {})

    def blocks(self) -> Iterator[Node]:
        """Yield heading, dates, and a table for each criterion."""
        file = self.round.file
        if file.results is None:
            return
        yield header(2, inlines(typographic(file.title)), f"annex-rounds-{self.round.id}")
        days = [written_date(day, self.language) if day else "–" for day in (file.opened, file.closed)]
        ballots = {"ballots": file.results.ballots, "panel": file.panel, "minimum": file.minimum}
        yield para(inlines(self.labels["round-facts"].format(opened=days[0], closed=days[1], **ballots)))
        for criterion in file.criteria:
            yield from self._criterion(criterion, file.results)
        if any(self._reworded(one.recommendation) for one in file.results.ratings):
            yield para(inlines(self.labels["rated-earlier-text"]))

    def _criterion(self, criterion: Criterion, results: RoundResults) -> Iterator[Node]:
        rated = [computed(one) for one in results.ratings if one.criterion == criterion.id]
        compared = any(one.change for one in rated)
        ends = f"(1: {typographic(criterion.low)}; 9: {typographic(criterion.high)})"
        yield para([strong(inlines(typographic(criterion.question))), SPACE, *inlines(ends)])
        names = ["recommendation-number" if compared else "recommendation", "raters", "median", "percentiles"]
        names += ["disagreement-index", "class", *(["round-before", "changed"] if compared else [])]
        head = [inlines(self.labels[name]) for name in names]
        rows = [[*self._row(one), *(self._before(one) if compared else [])] for one in rated]
        yield table(head, rows, widths=_COMPARED if compared else _PLAIN)
        for agreed in results.concordance:
            if agreed.criterion == criterion.id:
                yield para(inlines(self._concordance(agreed)))

    def _row(self, one: RatingResult) -> list[list[Node]]:
        labels, name = self.labels, [*self._name(one.recommendation)]
        if one.median is None or one.class_ is None:
            nothing = [string("–")]
            return [name, [string(str(one.n))], nothing, nothing, nothing, inlines(labels["too-few-ratings"])]
        agreement = f", {labels[f'panel-{one.agreement}']}" if one.agreement in ("agreement", "disagreement") else ""
        return [
            name,
            [string(str(one.n))],
            [string(self._number(one.median))],
            [string(f"{self._number(one.p30)}–{self._number(one.p70)}")],
            [string(self._number(one.di, 2))],
            inlines(labels[f"class-{one.class_}"] + agreement),
        ]

    def _name(self, identifier: str) -> Iterator[Node]:
        """Yield the recommendation's number, linked; its id where the report does not hold it."""
        found = self.known.get(identifier)
        yield link([string(str(found.number))], "#" + found.id) if found else code(identifier)
        if self._reworded(identifier):
            yield string("*")

    def _reworded(self, identifier: str) -> bool:
        found = self.known.get(identifier)
        return found is not None and found.digest not in ("", self.digests.get(identifier))

    def _before(self, one: RatingResult) -> list[list[Node]]:
        """Return the median and class of the round before, and how many changed their rating."""
        if one.change is None:
            return [[string("–")], [string("–")]]
        median, class_ = self._number(one.change.median_before), self.labels[f"class-{one.change.class_before}"]
        before = f"{median}, {class_.lower()}"
        if self.before.get(one.recommendation) != self.digests.get(one.recommendation):
            before += self.labels["reworded-between"]
        if one.change.moved is None:
            return [inlines(before), [string("–")]]
        count, both = round(one.change.moved * one.change.both), one.change.both
        return [inlines(before), inlines(self.labels["moved"].format(count=count, both=both))]

    def _concordance(self, one: ConcordanceResult) -> str:
        over = {"items": amount(one.items, "recommendation", self.labels), "raters": one.raters}
        if one.w is None:
            return self.labels["concordance-none"].format(**over)
        numbers = {"w": self._number(one.w, 2), "chi": self._number(one.chi_square, 2), "df": one.df}
        return self.labels["concordance"].format(**numbers, **over)

    def _number(self, value: float | None, digits: int | None = None) -> str:
        """Return a number with the decimal sign of the language."""
        if value is None:
            return "–"
        text = f"{value:g}" if digits is None else f"{value:.{digits}f}"
        return text.replace(".", ",") if self.language.startswith("nl") else text
