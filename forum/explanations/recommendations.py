"""Recommendations: their ids, texts, grades and grounds."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from forum.explanations.explanation import Explanation, doubtful, wrong

CODES: Mapping[str, Explanation] = MappingProxyType(
    {
        "recommendation-id": wrong(
            "A recommendation has no id that begins with `rec-`. It is printed without a number, "
            "and nobody can refer to it or agree to it.",
            "Give it one, as in `{#rec-span-of-control .recommendation}`. Once published, an id never changes.",
        ),
        "recommendation-duplicate": wrong(
            "Two recommendations have one id, which names a single one in the whole forum. "
            "The second is printed without a number.",
            "Give the second another id.",
        ),
        "recommendation-empty": wrong(
            "A recommendation has no text of its own, so there is nothing to agree to.",
            "Write what is recommended before `::: rationale`.",
        ),
        "recommendation-strength": wrong(
            "A recommendation does not say how strong it is, or not in a word of GRADE.",
            "Write `strength=strong` or `strength=conditional`.",
        ),
        "recommendation-certainty": wrong(
            "A recommendation does not say how certain its evidence is, or not in a word of GRADE.",
            "Write `certainty=` and one of high, moderate, low and very-low.",
        ),
        "addressee-missing": doubtful(
            "A recommendation does not say who is to act, and is missing from the annex by addressee.",
            'Add `addressees="states industry"`, or whoever is meant.',
        ),
        "strong-on-low": doubtful(
            "A strong recommendation rests on evidence of low or very low certainty. "
            "GRADE allows that for a stated reason only.",
            'Give the reason, as in `justification="…"`, or make it conditional.',
        ),
        "rationale-missing": doubtful(
            "A recommendation does not say why it is made, so readers cannot weigh it.",
            "Add a block `::: rationale` to it.",
        ),
        "evidence-missing": doubtful(
            "A recommendation names no evidence, so readers cannot follow it to its grounds.",
            "Add a block `::: evidence` to it, with sources, figures or tables.",
        ),
        "evidence-untraceable": doubtful(
            "The evidence of a recommendation is told, but refers to no source and no result. Nobody can check it.",
            "Cite a source, as in `@doe2031`, or refer to a figure or table, as in `@fig-miss`.",
        ),
        "part-outside-recommendation": doubtful(
            "A block of rationale or evidence stands outside any recommendation, and belongs to none.",
            "Move it into the recommendation's block, before the closing `:::`.",
        ),
        "translation-unknown": wrong(
            "A summary in another language translates a recommendation that is not there, "
            "so its translation is not printed.",
            'Correct the id in `::: {.translation of="rec-cap"}`, or remove the block.',
        ),
        "translation-missing": doubtful(
            "A summary in another language translates some recommendations, but not all. "
            "The others stand there in the language of the report.",
            'Add the rest, each as `::: {.translation of="rec-cap"}`.',
        ),
    }
)
