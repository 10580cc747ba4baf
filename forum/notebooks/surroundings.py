"""What a kernel finds around it: settings, environment, and a note of the files that it opens."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

# A figure is drawn once: Word's bitmaps are made of the SVG, in a third of the time that Matplotlib takes.
FIGURES = """\
c.InlineBackend.figure_formats = {"svg"}
c.InlineBackend.print_figure_kwargs = {"bbox_inches": "tight", "dpi": 200}
c.InlineBackend.rc = {"svg.hashsalt": "forum"}
"""
# Without the debugger, which nobody attaches, a kernel starts in two thirds of the time.
_CONFIG = f"""\
import sys
sys.modules.setdefault("debugpy", None)
c = get_config()
c.HistoryManager.enabled = False
{FIGURES}"""
_MATPLOTLIB = "svg.hashsalt: forum\n"
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_MADE = ("build", "templates")  # folders whose files are the program's business
_EPOCH = "1676419200"  # 15 February 2023, the day of the summit; what matters is that it is constant


def prepare(private: Path) -> None:
    """Write the settings of Python kernels: no user's own settings, and no history."""
    startup = private / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup.parent / "ipython_kernel_config.py").write_text(_CONFIG)
    shutil.copyfile(Path(__file__).with_name("kernel_startup.py"), startup / "00-forum.py")
    (private / "matplotlibrc").write_text(_MATPLOTLIB)
    (private / "opened").touch()


def environment(root: str, private: Path, threads: int = 1) -> dict[str, str]:
    """Return a kernel's environment: as ours, and so that equal runs give equal results.

    ``threads`` are those for linear algebra; what our own environment says of them wins.
    """
    fixed = {
        "SOURCE_DATE_EPOCH": _EPOCH,
        "PYTHONHASHSEED": "0",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "MATPLOTLIBRC": str(private / "matplotlibrc"),
        "IPYTHONDIR": str(private / "ipython"),
        "JUPYTER_RUNTIME_DIR": str(private),
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "FORUM_OPENED": str(private / "opened"),
        "FORUM_ROOT": root,
    }
    each = os.environ.get(THREADS[0]) or str(threads)  # a library looks at its own name first
    return {**dict.fromkeys(THREADS, each), **os.environ, **fixed}


def opened(private: Path, root: str) -> tuple[str, ...]:
    """Return the files of the workspace that were read before this run wrote them, by their path in it."""
    home = os.path.realpath(root)
    seen: dict[str, bool] = {}
    for note in (private / "opened").read_bytes().split(b"\0"):
        seen.setdefault(os.fsdecode(note[1:]), note[:1] == b"r")
    files = (Path(name) for name, read in seen.items() if name and read)
    paths = (file.relative_to(home) for file in files if file.is_file())
    return tuple(sorted(path.as_posix() for path in paths if is_input(path)))


def is_input(file: Path) -> bool:
    """Tell whether a file can be an input: no installed package, cache or output."""
    parts = file.parts
    if any(part.startswith(".") or part in ("__pycache__", "site-packages") for part in parts):
        return False
    return parts[0] not in _MADE and not any(part.startswith("python3.") for part in parts)


def short_temporary() -> str | None:
    """Return a temporary folder with a short path: a socket's path has at most 107 bytes."""
    usual = tempfile.gettempdir()
    return "/tmp" if len(usual) > 60 and os.access("/tmp", os.W_OK) else usual  # noqa: S108 (mkdtemp makes it ours)
