"""Every diagnostic code in plain words, by subject: a frozen table, no more.

``forum check --explain CODE`` prints from it, and ``docs/diagnostics.md`` is made
from it: ``python tests/check_docs.py --accept``. The same script finds a code that
the program gives and this table lacks.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from forum.explanations import (
    citations,
    citing,
    files,
    identifiers,
    notebooks,
    online,
    output,
    papers,
    pictures,
    positions,
    recommendations,
    references,
    reviews,
    rounds,
    word,
    workspace,
)
from forum.explanations.explanation import Explanation

SUBJECTS: Mapping[str, Mapping[str, Explanation]] = MappingProxyType(
    {
        "Files and formats": files.CODES,
        "Workspace": workspace.CODES,
        "Papers and text": papers.CODES,
        "Recommendations": recommendations.CODES,
        "Positions of partners": positions.CODES,
        "Review comments": reviews.CODES,
        "Rating rounds": rounds.CODES,
        "Citations": citations.CODES,
        "Citing and sources": citing.CODES,
        "References": references.CODES,
        "Identifiers in references": identifiers.CODES,
        "References held against registries": online.CODES,
        "Notebooks and runs": notebooks.CODES,
        "Pictures and printing": pictures.CODES,
        "Output": output.CODES,
        "Word files": word.CODES,
    }
)

EXPLANATIONS: Mapping[str, Explanation] = MappingProxyType(
    {code: one for codes in SUBJECTS.values() for code, one in codes.items()}
)

__all__ = ["EXPLANATIONS", "SUBJECTS", "Explanation"]
