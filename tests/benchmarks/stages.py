"""Where a build spends its processor time, by stage: ``python tests/benchmarks/stages.py``.

One cold build of the seeded manuscript in all formats, and one after a changed word, with one
thing done at a time. Of each stage the seconds of the processor in all, and of them those
within pandoc and Typst, below which no program around them can get.
"""

from __future__ import annotations

import concurrent.futures
import functools
import resource
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from manuscripts import make_manuscript
from rebuild import MANUSCRIPT, change_a_word


class OneAtATime(concurrent.futures.Executor):
    """An executor that does what it is given at once, so that no stage hides behind another."""

    def __init__(self, *_: Any, **__: Any) -> None:
        self.done: list[Any] = []

    def submit(self, task: Callable[..., Any], /, *args: Any, **kwargs: Any) -> concurrent.futures.Future[Any]:
        """Do it, and return its outcome."""
        future: concurrent.futures.Future[Any] = concurrent.futures.Future()
        try:
            future.set_result(task(*args, **kwargs))
        except Exception as failed:
            future.set_exception(failed)
        return future


def used() -> float:
    """Return the seconds of the processor of this process and those that it has waited for."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


class Meter:
    """The seconds of the stages, and of pandoc and Typst within them."""

    def __init__(self) -> None:
        self.stages: dict[str, list[float]] = {}
        self.outside = 0.0
        self._within: list[str] = []

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count what goes on to a stage; one inside another is part of that."""
        if self._within:
            yield
            return
        self._within.append(name)
        before, outside = used(), self.outside
        try:
            yield
        finally:
            self._within.pop()
            row = self.stages.setdefault(name, [0.0, 0.0])
            row[0] += used() - before
            row[1] += self.outside - outside

    def counted(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that counts to a stage."""

        @functools.wraps(function)
        def measured(*args: Any, **kwargs: Any) -> Any:
            with self.stage(name):
                return function(*args, **kwargs)

        return measured

    def foreign(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function whose time is that of another program."""

        @functools.wraps(function)
        def measured(*args: Any, **kwargs: Any) -> Any:
            before = used()
            try:
                return function(*args, **kwargs)
            finally:
                self.outside += used() - before

        return measured

    def table(self, title: str, whole: float) -> str:
        """Return what was counted, as Markdown."""
        rest = whole - sum(total for total, _ in self.stages.values())
        rows = {**self.stages, "loading the program, digests, records": [rest, 0.0]}
        lines = [f"| {title} | processor | of it pandoc and Typst | ours |", "| --- | ---: | ---: | ---: |"]
        lines += [
            f"| {name} | {total:.2f} | {floor:.2f} | {total - floor:.2f} |" for name, (total, floor) in rows.items()
        ]
        floors = sum(floor for _, floor in self.stages.values())
        return "\n".join([*lines, f"| in all | {whole:.2f} | {floors:.2f} | {whole - floors:.2f} |"])


def watch(meter: Meter) -> None:
    """Let the stages of a build count."""
    import typst

    from forum.commands import build as command
    from forum.stages import bitmaps, outputs, references, report, sources, warming
    from forum.tools import pandoc

    pandoc.run, pandoc._many = meter.foreign(pandoc.run), meter.foreign(pandoc._many)
    compiler = typst.Compiler

    def watched(*args: Any, **kwargs: Any) -> Any:
        made = compiler(*args, **kwargs)
        return _Watched(made, meter)

    typst.Compiler = watched  # type: ignore[misc,assignment]
    for module, name, stage in (
        (sources, "read_sources", "reading papers"),
        (references, "read_references", "reading references"),
        (report, "draft_report", "results, numbers, assembling"),
        (report, "make_report", "citing, finishing"),
        (bitmaps, "begin", "bitmaps for Word"),
    ):
        setattr(module, name, meter.counted(stage, getattr(module, name)))

    def begin(root: Path, name: str) -> Callable[[], None]:
        with meter.stage("the last report, while the next is read"):
            warming.begin(root, name)()
        return lambda: None

    command.begin = begin
    names: Mapping[str, str] = {"pdf": "PDF", "docx": "Word", "html": "web edition, files"}
    outputs._WRITERS = {key: meter.counted(names[key], write) for key, write in outputs._WRITERS.items()}
    outputs.Work.site_ahead = meter.counted("web edition, pages", outputs.Work.site_ahead)  # type: ignore[method-assign]


class _Watched:
    """A compiler whose work counts as Typst's."""

    def __init__(self, compiler: Any, meter: Meter) -> None:
        self._compiler, self._meter = compiler, meter

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._compiler, name)
        return self._meter.foreign(found) if callable(found) else found


def main() -> None:
    """Print the two tables; each build is a process of its own."""
    if len(sys.argv) == 3:
        _build(Path(sys.argv[1]), sys.argv[2])
        return
    import subprocess

    with tempfile.TemporaryDirectory(prefix="forum-stages-") as name:
        root = Path(name) / "manuscript"
        make_manuscript(root, *MANUSCRIPT)
        for title in ("cold, all formats", "one word changed, all formats"):
            subprocess.run([sys.executable, __file__, str(root), title], check=True)
            change_a_word(root, 3)


def _build(root: Path, title: str) -> None:
    concurrent.futures.ThreadPoolExecutor = OneAtATime  # type: ignore[misc,assignment]
    from forum.commands.build import Options, build

    meter = Meter()
    watch(meter)
    build(root, Options())
    print(meter.table(title, used()) + "\n", flush=True)


if __name__ == "__main__":
    main()
