"""What the preview adds to a page of the web edition: its script, and the problems with their places."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from forum.diagnostics import Diagnostic, plain
from forum.preview.snapshot import Snapshot

_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
_EMPTY = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Preview</title><link rel="icon" href="data:,"></head>
<body><main id="site-main"><h1>Nothing is built yet</h1>
<p>The report is being built, or its sources cannot be read: the messages below say which.
The page appears here by itself.</p></main></body></html>
"""


def framed(page: str, token: str) -> str:
    """Return a page with the preview's script and style; the server's own policy stands for the page's."""
    own = f'<link rel="stylesheet" href="/{token}/-/preview.css"><script src="/{token}/-/preview.js" defer></script>'
    text = _POLICY.sub("", page or _EMPTY, count=1)
    return text.replace("</head>", f"{own}</head>", 1)


def problems_shown(snapshot: Snapshot, root: Path) -> dict[str, Any]:
    """Return the problems for the page's script: each with the page it shows on, and its line of source."""
    return {
        "stale": snapshot.stale,
        "problems": [
            {**plain(problem), "place": str(problem.span), "page": _page_of(problem), "source": _line(problem, root)}
            for problem in snapshot.problems
        ],
    }


def _page_of(problem: Diagnostic) -> str:
    """Return the page of the paper whose folder a problem lies in; empty for none."""
    parts = problem.span.path.parts
    return f"papers/{parts[2]}.html" if parts[:2] == ("recommendations", "papers") and len(parts) > 3 else ""


def _line(problem: Diagnostic, root: Path) -> str:
    """Return the line of source that a problem points at; empty for a notebook or a lost file."""
    span = problem.span
    if span.cell is not None:
        return ""
    try:
        return (root / span.path).read_text(encoding="utf-8").splitlines()[span.line - 1][:400]
    except (OSError, IndexError, UnicodeDecodeError):
        return ""
