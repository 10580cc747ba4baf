"""The process that executes runs, one after the other: jobs come in, events go out.

It ends with everything that it started as soon as its standard input is closed,
which also happens when the program that started it is killed.
"""

from __future__ import annotations

import functools
import json
import os
import queue
import shutil
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import msgspec

from forum.notebooks.guard import adopt_orphans, kill_children
from forum.notebooks.messages import Event, Failure, Job
from forum.notebooks.outputs import digest_of, harvest
from forum.notebooks.store import StoredRun, decoded, write_entry

_CONFIG = """\
c = get_config()
c.HistoryManager.enabled = False
c.InlineBackend.figure_formats = {"svg", "png"}
c.InlineBackend.print_figure_kwargs = {"bbox_inches": "tight", "dpi": 200}
"""
_MATPLOTLIB = "svg.hashsalt: forum\n"
_EPOCH = "1676419200"  # 15 February 2023, the day of the summit; what matters is that it is constant


def main() -> None:
    """Execute the jobs of standard input until it is closed."""
    events = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # whatever a library prints does not disturb the events
    private = Path(tempfile.mkdtemp(prefix="forum-", dir=_short_temporary()))
    current: dict[str, Path] = {"private": private}
    jobs: queue.SimpleQueue[Job] = queue.SimpleQueue()
    adopt_orphans()
    threading.Thread(target=_listen, args=(jobs, current), daemon=True).start()
    prepare_profile(private)

    def report(event: Event) -> None:
        try:
            events.write(msgspec.json.encode(event) + b"\n")
        except BrokenPipeError:
            _leave(current)

    report(Event("ready"))
    while True:
        job = jobs.get()
        current["folder"] = Path(job.folder)
        report(_execute(job, private, report))


def _short_temporary() -> str | None:
    """Return a temporary folder with a short path: a socket's path has at most 107 bytes."""
    usual = tempfile.gettempdir()
    return "/tmp" if len(usual) > 40 and os.access("/tmp", os.W_OK) else usual  # noqa: S108 (mkdtemp makes it ours)


def _listen(jobs: queue.SimpleQueue[Job], current: dict[str, Path]) -> None:
    for line in sys.stdin.buffer:
        jobs.put(decoded(line, Job))
    _leave(current)


def _leave(current: dict[str, Path]) -> None:
    """End this process and all that it started; nothing is left on the disk."""
    kill_children()
    for folder in tuple(current.values()):
        shutil.rmtree(folder, ignore_errors=True)
    kill_children()
    os._exit(0)


def prepare_profile(private: Path) -> None:
    """Write the settings of Python kernels: no user's own settings, and no history."""
    startup = private / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup.parent / "ipython_kernel_config.py").write_text(_CONFIG)
    shutil.copyfile(Path(__file__).with_name("kernel_startup.py"), startup / "00-forum.py")
    (private / "matplotlibrc").write_text(_MATPLOTLIB)


def environment(job: Job, private: Path) -> dict[str, str]:
    """Return a kernel's environment: as ours, and so that equal runs give equal results."""
    fixed = {
        "SOURCE_DATE_EPOCH": _EPOCH,
        "PYTHONHASHSEED": "0",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "MATPLOTLIBRC": str(private / "matplotlibrc"),
        "IPYTHONDIR": str(private / "ipython"),
        "JUPYTER_RUNTIME_DIR": str(private),
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "FORUM_OPENED": str(private / "opened"),
        "FORUM_ROOT": job.root,
    }
    # Several kernels run at once, and the number of threads shows in the last digits of sums.
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return {**threads, **os.environ, **fixed}


def _execute(job: Job, private: Path, report: Callable[[Event], None]) -> Event:
    """Execute one run and write its entry; return how it ended."""
    # jsonschema would build a grammar of web addresses for 0.8 s, and can do without.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    from forum.notebooks.engine import RunFailedError, run_job

    begun = time.monotonic()
    (private / "opened").write_bytes(b"")
    try:
        notebook, names, path = run_job(job, environment(job, private), private, report)
        seconds = time.monotonic() - begun
        _write(job, notebook, packages_of(names, tuple(path)), _opened(private, job.root), seconds)
        return Event("done", seconds=seconds)
    except RunFailedError as failed:
        return Event("failed", seconds=time.monotonic() - begun, failure=failed.failure)
    except Exception as unforeseen:
        tail = tuple(traceback.format_exc().splitlines()[-12:])
        failure = Failure("run-failed", f"the run failed in an unforeseen way: {unforeseen}", tail=tail)
        return Event("failed", seconds=time.monotonic() - begun, failure=failure)
    finally:
        kill_children()


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


def _opened(private: Path, root: str) -> tuple[str, ...]:
    """Return the files of the workspace that were read before this run wrote them, by their path in it."""
    home = os.path.realpath(root)
    seen: dict[str, bool] = {}
    for note in (private / "opened").read_bytes().split(b"\0"):
        seen.setdefault(os.fsdecode(note[1:]), note[:1] == b"r")
    files = (Path(name) for name, read in seen.items() if name and read)
    return tuple(sorted(file.relative_to(home).as_posix() for file in files if file.is_file()))


@functools.cache
def _distributions(path: tuple[str, ...]) -> dict[str, tuple[str, str]]:
    """Return (name, version) of the installed distribution that has each importable name."""
    found: dict[str, tuple[str, str]] = {}
    for distribution in metadata.distributions(path=list(path)):
        for name in _names_of(distribution):
            found.setdefault(name, (distribution.metadata["Name"], distribution.version))
    return found


def _names_of(distribution: metadata.Distribution) -> Iterator[str]:
    listed = distribution.read_text("top_level.txt")
    if listed:
        yield from listed.split()
        return
    for file in distribution.files or ():
        if file.suffix in (".py", ".so", ".pyd"):
            yield file.parts[0].partition(".")[0]


def packages_of(names: list[str], path: tuple[str, ...]) -> dict[str, str]:
    """Return the version of each distribution of which something was imported."""
    known = _distributions(path)
    return dict(sorted({known[name] for name in names if name in known}))


if __name__ == "__main__":
    main()
