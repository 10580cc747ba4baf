"""The machine-readable companions of the report: what is attached to the PDF as evidence."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from forum import __version__
from forum.model import RunResult
from forum.report.values import Report


def recommendations_json(report: Report) -> bytes:
    """Return every recommendation with its canonical text, digest, grades, evidence, and what partners think."""
    from forum.consensus.standing import as_plain  # late: not for a build with nothing to do

    papers = {paper.slug: paper for paper in report.papers}
    rows = [
        {
            "id": one.id,
            "number": one.number,
            "paper": one.paper,
            "theme": papers[one.paper].theme,
            "text": one.text,
            "digest": one.digest,
            "addressees": list(one.addressees),
            "strength": one.strength,
            "certainty": one.certainty,
            "references": list(one.cites),
            "results": list(one.figures),
            **({"positions": as_plain(one.standing)} if one.standing is not None else {}),
        }
        for one in report.recommendations
    ]
    return _encoded({"version": 1, "title": report.meta.title, "recommendations": rows})


def references_json(references: Sequence[Mapping[str, Any]]) -> bytes:
    """Return the references that a report cites, CSL items, as JSON sorted by key."""
    return _encoded(sorted((dict(item) for item in references), key=lambda item: str(item["id"])))


def manifest_json(report: Report, inputs: Mapping[str, str], results: Sequence[RunResult], paper: str = "") -> bytes:
    """Return what the report was made from: commit, inputs and results by digest.

    Neither times nor a host's name nor the PDF's own digest: equal input gives an
    equal file.
    """
    return _encoded(manifest(report, inputs, results, paper))


def manifest(
    report: Report, inputs: Mapping[str, str], results: Sequence[RunResult], paper: str = ""
) -> dict[str, Any]:
    """Return the manifest as a value; ``build/manifest.json`` adds times to it. ``paper`` is the only one printed."""
    return {
        "version": 1,
        "program": f"forum {__version__}",
        "title": report.meta.title,
        "notice": report.meta.notice,
        "edition": report.meta.version,
        **({"paper": paper} if paper else {}),
        "commit": report.meta.commit,
        "date": report.meta.date.isoformat(),
        "inputs": {name: f"sha256:{digest}" for name, digest in inputs.items() if not name.startswith("(")},
        "runs": [
            {
                "notebook": one.run.notebook,
                "name": one.run.name,
                "parameters": dict(one.run.parameters),
                "kernel": one.kernel,
                "packages": dict(one.packages),
                "result": one.digest,
            }
            for one in sorted(results, key=lambda one: (one.run.notebook, one.run.name))
        ],
    }


def _encoded(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, default=str) + "\n").encode()
