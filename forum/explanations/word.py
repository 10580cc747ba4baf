"""Papers as Word files: what cannot go out, and what cannot be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from forum.explanations.explanation import Explanation, doubtful

CODES: Mapping[str, Explanation] = MappingProxyType(
    {
        "word-fixed-edited": doubtful(
            "Somebody edited a line of a packed Word file that is not to be edited there: the authors, the "
            "strength of a recommendation, a computed table, the list of references. It stays as it was.",
            "If the edit is wanted, make it in the paper's source or in the notebook.",
        ),
        "word-lossy": doubtful(
            "The paper holds something that does not survive a Word file. It would come back changed although "
            "nobody edits it.",
            "Compare it with the base when it comes back, or pack it as a zip.",
        ),
        "word-notebook": doubtful(
            "A paper that is a notebook has no form as a Word file that could come back.",
            "Pack it as a zip: `forum pack NAME --to zip`.",
        ),
    }
)
