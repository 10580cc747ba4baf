"""The report in its formats, each written aside and moved into place, and only where it changed."""

from __future__ import annotations

import calendar
import datetime
import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from forum.diagnostics import Diagnostic, Outcome
from forum.model import Format, Media, RunResult, Workspace
from forum.report import records
from forum.report.values import Report
from forum.stages.cache import store
from forum.stages.inputs import file_digest
from forum.tools.templates import template_path

NAMES: Mapping[Format, str] = {"pdf": "report.pdf", "docx": "report.docx", "html": "site"}
ORDER: tuple[Format, ...] = ("pdf", "docx", "html")  # the site offers the others for download


@dataclass(frozen=True)
class Work:
    """What is to be written, from what, and into which folder."""

    root: Path
    workspace: Workspace
    report: Report
    inputs: Mapping[str, str]
    results: Mapping[tuple[str, str], RunResult]
    folder: Path

    @property
    def timestamp(self) -> int:
        """The report's date as seconds since 1970, for metadata."""
        return calendar.timegm(self.report.meta.date.timetuple())


@dataclass(frozen=True)
class Written:
    """The outputs by format; what each was made from, as a digest; which were made anew."""

    outputs: Mapping[str, Path]
    parts: Mapping[str, Any]
    made: tuple[str, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)


def write_outputs(work: Work, formats: Sequence[Format], old: Mapping[str, Any]) -> Outcome[Written]:
    """Write the report in the formats asked for; one whose input is as before stays as it is.

    ``old`` holds the digests and problems of the last build, by format.
    """
    work = replace(work, report=_with_bitmaps(work)) if "docx" in formats else work
    outputs: dict[str, Path] = {}
    parts: dict[str, Any] = {}
    seconds: dict[str, float] = {}
    made: list[str] = []
    problems: list[Diagnostic] = []
    for name in (one for one in ORDER if one in formats):
        path, start = work.folder / NAMES[name], time.perf_counter()
        key = _key(work, name, outputs)
        before = old.get(name, {})
        if before.get("key") == key and path.exists():
            found: Sequence[Diagnostic] = ()
        else:
            found = _WRITERS[name](work, path, outputs)
            made.append(name)
            seconds[name] = time.perf_counter() - start
        if path.exists():
            outputs[name] = path
        parts[name] = {"key": key if not found else ""}  # what has problems is made, and told, again
        problems += found
    _write_manifest(work, outputs)
    return Outcome(Written(outputs, parts, tuple(made), seconds), tuple(problems))


def _key(work: Work, name: str, outputs: Mapping[str, Path]) -> str:
    """Return the digest of all that a format is made from."""
    report = work.report
    content = [
        name,
        json.dumps([report.blocks, list(map(dict, report.references))], ensure_ascii=False, default=str),
        json.dumps(asdict(replace(report.meta, labels={})), default=str),
        json.dumps([asdict(paper) for paper in report.papers], default=str),
        json.dumps({target: file_digest(media.path) for target, media in sorted(report.media.items())}),
        *(work.inputs.get(key, "") for key in ("(program)", "(templates)", "(commit)")),
        json.dumps({key: value for key, value in work.inputs.items() if key.startswith("templates/")}),
        json.dumps(dict(work.inputs)) if name == "pdf" else "",
        *(file_digest(path) for path in outputs.values() if name == "html"),
    ]
    return hashlib.sha256("\0".join(content).encode()).hexdigest()


def _pdf(work: Work, path: Path, _: Mapping[str, Path]) -> Sequence[Diagnostic]:
    from forum.tools.typst import write_pdf

    results = list(work.results.values())
    attachments = {
        "recommendations.json": (records.recommendations_json(work.report), _JSON, "The recommendations, with digests"),
        "references.json": (records.references_json(work.report), _JSON, "The cited references as CSL JSON"),
        "manifest.json": (records.manifest_json(work.report, work.inputs, results), _JSON, "What it was made from"),
    }
    fonts = [template_path(work.root, "fonts")]
    made = write_pdf(work.report, template_path(work.root, "report"), fonts, attachments, work.timestamp)
    if made.value:
        store(path, made.value)
    return made.problems


_JSON = "application/json"


def _docx(work: Work, path: Path, _: Mapping[str, Path]) -> Sequence[Diagnostic]:
    from forum.tools.docx import write_docx

    moment = datetime.datetime.fromtimestamp(work.timestamp, datetime.UTC)
    made = write_docx(work.report, template_path(work.root, "report"), moment)
    store(path, made.value)
    return made.problems


def _site(work: Work, path: Path, outputs: Mapping[str, Path]) -> Sequence[Diagnostic]:
    from forum.site.write import write_site

    downloads = {name.upper(): outputs[name] for name in ("pdf", "docx") if name in outputs}
    computations = records.manifest(work.report, work.inputs, list(work.results.values()))
    made = write_site(work.report, path, template_path(work.root, "site"), downloads, computations)
    return tuple(made.problems)


_WRITERS: Mapping[str, Callable[[Work, Path, Mapping[str, Path]], Sequence[Diagnostic]]] = {
    "pdf": _pdf,
    "docx": _docx,
    "html": _site,
}


def _with_bitmaps(work: Work) -> Report:
    """Return the report with a PNG beside each SVG: Word shows no SVG of its own."""
    from forum.tools.typst import svg_to_png

    media = dict(work.report.media)
    for target, one in work.report.media.items():
        beside = target.removesuffix(".svg") + ".png"
        if not target.endswith(".svg") or beside in media:
            continue
        stored = work.root / ".forum/cache/pictures" / f"{file_digest(one.path)}.png"
        if not stored.exists():
            try:
                store(stored, svg_to_png(one.path.read_bytes()))
            except ValueError:
                continue  # the writer tells that the picture cannot be shown
        media[beside] = Media("image/png", stored)
    return replace(work.report, media=media)


def _write_manifest(work: Work, outputs: Mapping[str, Path]) -> None:
    """Write ``manifest.json`` beside the outputs: what is attached, and times, host and digests."""
    import platform

    value = records.manifest(work.report, work.inputs, list(work.results.values()))
    value["built"] = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    value["host"] = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    value["outputs"] = {name: f"sha256:{file_digest(path)}" for name, path in outputs.items() if path.is_file()}
    value["seconds"] = {
        f"{one.run.notebook}?set={one.run.name}": round(one.seconds, 2) for one in work.results.values()
    }
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, default=str) + "\n"
    store(work.folder / "manifest.json", text.encode())
