"""Review comments: what is wrong in their files, and what is still open."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from forum.explanations.explanation import Explanation, doubtful, wrong

CODES: Mapping[str, Explanation] = MappingProxyType(
    {
        "review-open": doubtful(
            "A paper is final, and nobody has decided on a comment on it. Whoever wrote it is owed an answer.",
            "Decide: `forum review answer`. What is for a later edition is deferred.",
        ),
        "review-reply": doubtful(
            "A comment was declined, accepted in part, deferred or answered, and nothing says why. "
            "Whoever wrote it could not follow that.",
            "Say why, in a sentence: `forum review answer`, or the key `answer`.",
        ),
        "review-paper": doubtful(
            "A file of review comments has the name of no paper, so that nobody sees what it says.",
            "Name it after the folder of the paper, or remove it.",
        ),
        "review-person": wrong(
            "A comment was written or decided on by somebody who is not in `recommendations/people.yaml`.",
            "Correct the id, or add the person: `forum new person`.",
        ),
    }
)
