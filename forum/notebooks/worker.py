"""The process that executes runs, one after the other: jobs come in, events go out.

It ends with everything that it started as soon as its standard input is closed,
which also happens when the program that started it is killed.
"""

from __future__ import annotations

import errno
import gc
import json
import os
import queue
import shutil
import sys
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from forum.notebooks.guard import adopt_orphans, kill_children
from forum.notebooks.messages import DISK_FULL, Event, Failure, Job
from forum.notebooks.outputs import digest_of, harvest
from forum.notebooks.packages import packages_of
from forum.notebooks.store import StoredRun, decoded, write_entry
from forum.notebooks.surroundings import environment, opened, prepare


def main() -> None:
    """Execute the jobs of standard input until it is closed; the argument is a private folder."""
    events = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # whatever a library prints does not disturb the events
    private = Path(sys.argv[1])
    current: dict[str, Path] = {"private": private}
    jobs: queue.SimpleQueue[Job] = queue.SimpleQueue()
    adopt_orphans()
    threading.Thread(target=_listen, args=(jobs, current), daemon=True).start()

    def report(event: Event) -> None:
        try:
            events.write(msgspec.json.encode(event) + b"\n")
        except BrokenPipeError:
            _leave(current)

    load()
    report(Event("ready"))
    while True:
        job = jobs.get()
        current["folder"] = Path(job.folder)
        report(_execute(job, private, report))


def load() -> None:
    """Import what takes long, which should be over when this is ready."""
    gc.disable()  # what is loaded stays
    # jsonschema would build a grammar of web addresses for 0.8 s and load calendars, and can do without.
    for name in ("rfc3987_syntax", "rfc3986_validator", "isoduration"):
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]
    import forum.notebooks.engine  # noqa: F401

    gc.freeze()
    gc.enable()


def _listen(jobs: queue.SimpleQueue[Job], current: dict[str, Path]) -> None:
    for line in sys.stdin.buffer:
        jobs.put(decoded(line, Job))
    _leave(current)


def _leave(current: dict[str, Path]) -> None:
    """End this process and all that it started; nothing is left on the disk."""
    if "forum.notebooks.forked" in sys.modules:
        from forum.notebooks.forked import release_all

        release_all()
    kill_children()
    for folder in tuple(current.values()):
        shutil.rmtree(folder, ignore_errors=True)
    kill_children()
    os._exit(0)


def _execute(job: Job, private: Path, report: Callable[[Event], None]) -> Event:
    """Execute one run and write its entry; return how it ended."""
    from forum.notebooks.engine import RunFailedError, run_job

    begun = time.monotonic()
    own = private / "run"  # a fresh one each time: no run finds what another one left
    try:
        prepare(own)
        notebook, names, path = run_job(job, environment(job.root, own, job.threads), own, report)
        seconds = time.monotonic() - begun
        _write(job, notebook, packages_of(names, tuple(path)), opened(own, job.root), seconds)
        return Event("done", seconds=seconds)
    except RunFailedError as failed:
        return Event("failed", seconds=time.monotonic() - begun, failure=failed.failure)
    except Exception as unforeseen:
        return Event("failed", seconds=time.monotonic() - begun, failure=_unforeseen(unforeseen))
    finally:
        kill_children()
        shutil.rmtree(own, ignore_errors=True)


def _unforeseen(error: Exception) -> Failure:
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Failure(DISK_FULL, f"the results cannot be stored: {error.strerror}")
    tail = tuple(traceback.format_exc().splitlines()[-12:])
    return Failure("run-failed", f"the run failed in an unforeseen way: {error}", tail=tail)


def _write(job: Job, notebook: Any, packages: dict[str, str], opened: tuple[str, ...], seconds: float) -> None:
    folder = Path(job.folder)
    placed = {cell.metadata.get("forum", {}).get("place", -1): cell for cell in notebook.cells}
    places = sorted(place for place in placed if place >= 0)
    found = harvest([placed[place].outputs for place in places], job.root)
    info = notebook.metadata.get("language_info", {})
    kernel = f"{job.kernel} ({info.get('name', job.language)} {info.get('version', '')})".replace(" )", ")")
    stored = StoredRun(digest_of(found.cells), found.cells, kernel, packages, opened)
    write_entry(folder, stored, found.pictures, seconds)
    (folder / "executed.ipynb").write_text(json.dumps(notebook, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
