"""The report in its formats, each written aside and moved into place, and only where it changed."""

from __future__ import annotations

import calendar
import datetime
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from msgspec.json import encode

from forum.diagnostics import Diagnostic, Outcome
from forum.documents.ast import Node
from forum.model import Format, Media, RunResult, Workspace
from forum.report import records
from forum.report.memo import Memo
from forum.report.values import Report
from forum.stages.aside import aside as making
from forum.stages.aside import move
from forum.stages.cache import store
from forum.stages.inputs import file_digest
from forum.stages.record import stamp
from forum.stages.warming import keeper
from forum.tools.templates import template_path

NAMES: Mapping[Format, str] = {"pdf": "report.pdf", "docx": "report.docx", "html": "site"}
OFFERED: tuple[Format, ...] = ("pdf", "docx")  # by the site
ORDER: tuple[Format, ...] = (*OFFERED, "html")


@dataclass(frozen=True)
class Work:
    """What is to be written, from what, and into which folder.

    ``bitmaps`` gives a PNG for each SVG, where they are needed. ``name`` is the paper's, where it is a single
    one; ``warmed`` waits until Typst has laid out the last one.
    ``formats`` are those that are asked for.
    """

    root: Path
    workspace: Workspace
    report: Report
    inputs: Mapping[str, str]
    results: Mapping[tuple[str, str], RunResult]
    folder: Path
    bitmaps: Callable[[], Mapping[str, Media]] = dict
    name: str = ""
    warmed: Callable[[], None] = lambda: None
    formats: Sequence[Format] = ()
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def site_ahead(self) -> Any:
        """Return the pages of the site as far as they can be made before PDF and Word; once, whoever asks first."""
        with self._lock:
            return self._site

    @cached_property
    def _site(self) -> Any:
        from forum.site.write import prepared
        from forum.stages.fragments import Fragments

        said = records.manifest(self.report, self.inputs, list(self.results.values()), self.name)
        templates = template_path(self.root, "site")
        names = {name.upper(): NAMES[name] for name in OFFERED if name in self.formats}
        return prepared(self.report, said, templates, names, Fragments(self.root, "html"))

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """What every format is made from, as digests, by what it is called."""
        report, inputs = self.report, self.inputs
        content: dict[str, Any] = {
            "text": report.blocks,
            "references": list(map(dict, report.references)),
            "title, date or list of papers": [asdict(replace(report.meta, labels={})), *map(asdict, report.papers)],
            "pictures": {target: file_digest(media.path) for target, media in sorted(report.media.items())},
            "program": inputs.get("(program)", ""),
            "templates": {key: value for key, value in inputs.items() if "templates" in key},
            "commit": inputs.get("(commit)", ""),
        }
        return {key: _digest(value) for key, value in content.items()}

    @property
    def timestamp(self) -> int:
        """The report's date as seconds since 1970, for metadata."""
        return calendar.timegm(self.report.meta.date.timetuple())


@dataclass(frozen=True)
class Written:
    """The outputs by format; what each was made from, as digests; which were made anew, and why."""

    outputs: Mapping[str, Path]
    parts: Mapping[str, Any]
    made: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)


def write_outputs(work: Work, old: Mapping[str, Any]) -> Outcome[Written]:
    """Write the report in the formats asked for; one whose input is as before stays as it is.

    All are made aside, and moved into place together: where one cannot be written,
    none is. ``old`` holds the digests of the last build, by format.
    """
    outputs: dict[str, Path] = {}
    parts: dict[str, Any] = {}
    made: dict[str, tuple[str, ...]] = {}
    seconds: dict[str, float] = {}
    problems: list[Diagnostic] = []
    with making(work.folder) as aside, _pool() as pool:
        started = _started(work, old, aside, pool)
        for name in (one for one in ORDER if one in work.formats):
            final, new = work.folder / NAMES[name], aside / NAMES[name]
            key = _digests(work, name, outputs)
            why = _reasons(old.get(name, {}), key, final)
            if not why:
                outputs[name], parts[name] = final, dict(old[name])
                continue
            writing = started.get(name) or partial(_timed, _WRITERS[name], work, new, outputs)
            seconds[name], found = writing()
            if new.exists():
                outputs[name], made[name] = new, why
            parts[name] = {"key": key, "problems": bool(found)}
            problems += found
        _write_manifest(work, outputs, aside / "manifest.json")
        move([*(outputs[name] for name in made), aside / "manifest.json"], work.folder)
    outputs = {name: work.folder / path.name for name, path in outputs.items()}
    for made_name, path in outputs.items():
        parts[made_name]["stamp"] = stamp(path)
    return Outcome(Written(outputs, parts, made, seconds), tuple(problems))


@contextmanager
def _pool() -> Iterator[ThreadPoolExecutor]:
    """Give threads that are waited for, but not on Ctrl-C: Typst cannot be interrupted."""
    pool, waits = ThreadPoolExecutor(), True
    try:
        yield pool
    except KeyboardInterrupt:
        waits = False
        raise
    finally:
        pool.shutdown(wait=waits, cancel_futures=not waits)


_Writing = Callable[[], tuple[float, Sequence[Diagnostic]]]


def _started(work: Work, old: Mapping[str, Any], aside: Path, pool: ThreadPoolExecutor) -> dict[str, _Writing]:
    """Begin to write PDF and Word side by side, and prepare the site beside them: it offers both, and so comes last.

    Returns, for each format that is being written, what waits for its seconds and problems.
    """
    site = _digests(work, "html", {})
    site["downloads"] = old.get("html", {}).get("key", {}).get("downloads", "")
    changed = "html" in work.formats and _reasons(old.get("html", {}), site, work.folder / NAMES["html"])
    started: dict[str, _Writing] = {}
    for name in (one for one in OFFERED if one in work.formats):
        if _reasons(old.get(name, {}), _digests(work, name, {}), work.folder / NAMES[name]):
            started[name] = pool.submit(_timed, _WRITERS[name], work, aside / NAMES[name], {}).result
    if changed:
        pool.submit(work.site_ahead)
    return started


def _timed(
    write: Callable[[Work, Path, Mapping[str, Path]], Sequence[Diagnostic]],
    work: Work,
    path: Path,
    outputs: Mapping[str, Path],
) -> tuple[float, Sequence[Diagnostic]]:
    start = time.perf_counter()
    found = write(work, path, outputs)
    return time.perf_counter() - start, found


def _digests(work: Work, name: str, outputs: Mapping[str, Path]) -> dict[str, str]:
    """Return the digests of all that a format is made from, by what it is called."""
    digests = dict(work.digests)
    if name == "pdf":
        digests["manifest of inputs"] = _digest(dict(work.inputs))
    if name == "html":
        digests["downloads"] = _digest([file_digest(path) for path in outputs.values()])
    return digests


def _digest(value: Any) -> str:
    try:
        told = encode(value, enc_hook=str)
    except UnicodeEncodeError:  # half of a pair of surrogates
        told = json.dumps(value, default=str).encode()
    return hashlib.sha256(told).hexdigest()


def _reasons(old: Mapping[str, Any], new: Mapping[str, str], final: Path) -> tuple[str, ...]:
    """Return in words why a format is made, nothing where it is as it would be."""
    before = old.get("key")
    if not isinstance(before, dict):
        return ("it was not built before",)
    if old.get("stamp") != stamp(final):
        return ("it was changed or removed",)
    if old.get("problems"):
        return ("it had problems",)  # which are told again
    return tuple(f"{name}: changed" for name, digest in new.items() if before.get(name) != digest)


def _pdf(work: Work, path: Path, _: Mapping[str, Path]) -> Sequence[Diagnostic]:
    made = make_pdf(work)
    if made.value:
        store(path, made.value)
    return made.problems


def make_pdf(work: Work, memo: Memo | None = None) -> Outcome[bytes]:
    """Return the report as PDF with its evidence attached; no bytes where Typst makes none.

    ``memo`` knows what was made of papers before, in this process.
    """
    from forum.stages.fragments import typst_source
    from forum.tools.typst import write_pdf

    memo = memo or Memo()
    results = list(work.results.values())
    references = memo.of("references", work.report.references, records.references_json)
    attachments = {
        "recommendations.json": (records.recommendations_json(work.report), _JSON, "The recommendations, with digests"),
        "references.json": (references, _JSON, "The cited references as CSL JSON"),
        "manifest.json": (
            records.manifest_json(work.report, work.inputs, results, work.name),
            _JSON,
            "What it was made from",
        ),
    }
    fonts = [template_path(work.root, "fonts")]
    template = template_path(work.root, "report")

    def source(blocks: Sequence[Node]) -> str:
        text = typst_source(work.root, blocks)
        work.warmed()
        return text

    keep = keeper(work.root, work.name)
    return write_pdf(work.report, template, fonts, attachments, work.timestamp, source, keep, memo)


_JSON = "application/json"


def _docx(work: Work, path: Path, _: Mapping[str, Path]) -> Sequence[Diagnostic]:
    from forum.tools.docx import write_docx

    moment = datetime.datetime.fromtimestamp(work.timestamp, datetime.UTC)
    made = write_docx(_with_bitmaps(work), template_path(work.root, "report"), moment)
    store(path, made.value)
    return made.problems


def _site(work: Work, path: Path, outputs: Mapping[str, Path]) -> Sequence[Diagnostic]:
    from forum.site.write import write_site

    downloads = {name.upper(): outputs[name] for name in OFFERED if name in outputs}
    computations = records.manifest(work.report, work.inputs, list(work.results.values()), work.name)
    templates = template_path(work.root, "site")
    return write_site(work.report, path, templates, downloads, computations, work.site_ahead()).problems


_WRITERS: Mapping[str, Callable[[Work, Path, Mapping[str, Path]], Sequence[Diagnostic]]] = {
    "pdf": _pdf,
    "docx": _docx,
    "html": _site,
}


def _with_bitmaps(work: Work) -> Report:
    """Return the report with a PNG beside each SVG: Word shows no SVG of its own."""
    return replace(work.report, media={**work.report.media, **work.bitmaps()})


def _write_manifest(work: Work, outputs: Mapping[str, Path], path: Path) -> None:
    """Write ``manifest.json`` beside the outputs: what is attached, and times, host and digests."""
    import platform

    value = records.manifest(work.report, work.inputs, list(work.results.values()), work.name)
    value["built"] = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    value["host"] = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    value["outputs"] = {name: f"sha256:{file_digest(path)}" for name, path in outputs.items() if path.is_file()}
    value["seconds"] = {
        f"{one.run.notebook}?set={one.run.name}": round(one.seconds, 2) for one in work.results.values()
    }
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, default=str) + "\n"
    store(path, text.encode())
