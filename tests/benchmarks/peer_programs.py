"""The programs that others would use: installed into an environment of their own, and called as their users do."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from forum.notebooks.surroundings import FIGURES

PACKAGES = (
    *("papermill", "jupyter-cache", "jupyter-book<2", "jupyter-server", "ipykernel"),
    *("weasyprint", "pypandoc-binary", "numpy", "pandas", "matplotlib"),
)
HALF = """
import sys, papermill
for name in sys.argv[1:]:
    papermill.execute_notebook(name, name + ".out", progress_bar=False)
"""
TEMPLATE = "jtex: v1\nkind: site\ntitle: None\nversion: 1.0.0\nbuild:\n  start: node server.js\n"
MYST = "version: 1\nproject:\n  title: Benchmark\nsite:\n  template: ./template\n"
BOOK = "title: Benchmark\nexecute:\n  execute_notebooks: cache\n"


class MissingError(Exception):
    """A peer is not here; why is said."""


class Peers:
    """The environment of the peers, in a folder that may be used again."""

    def __init__(self, folder: Path) -> None:
        self._python = folder / "venv" / "bin" / "python"
        self._node = folder / "node"
        self._settings = folder / "settings"
        self.missing: dict[str, str] = {}

    def install(self) -> None:
        """Install what is not there yet; what cannot be is missing."""
        if not self._python.exists():
            subprocess.run([sys.executable, "-m", "venv", self._python.parents[1]], check=True)
        self._try("the Python peers", [self._python, "-m", "pip", "install", "-q", *PACKAGES])
        npm = shutil.which("npm")
        if npm is None:
            self.missing["MyST"] = "npm is not installed"
        elif not self._myst.exists():
            self._try("MyST", [npm, "install", "--no-audit", "--no-fund", "--prefix", self._node, "mystmd"])
        if shutil.which("xelatex") is None:
            self.missing["pandoc and LaTeX"] = "xelatex is not installed"
        self._settings.mkdir(exist_ok=True)  # MyST starts a Jupyter server, which root has to allow
        (self._settings / "jupyter_server_config.json").write_text('{"ServerApp": {"allow_root": true}}')
        profile = self._settings / "ipython" / "profile_default"
        profile.mkdir(parents=True, exist_ok=True)  # all draw the same figures: as SVG, cut to their content
        (profile / "ipython_kernel_config.py").write_text(f"c = get_config()\n{FIGURES}")

    def versions(self) -> str:
        """Return the versions of what is installed."""
        names = [name.partition("<")[0] for name in PACKAGES]
        code = "import sys; from importlib.metadata import version\nfor n in sys.argv[1:]: print(n, version(n))"
        found = self.run([self._python, "-c", code, *names]).splitlines()
        myst = [] if "MyST" in self.missing else [f"mystmd {self.run([self._myst, '--version']).strip().lstrip('v')}"]
        return ", ".join([*found, *myst])

    @property
    def _myst(self) -> Path:
        return self._node / "node_modules" / ".bin" / "myst"

    def _try(self, name: str, command: Sequence[str | Path]) -> None:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            self.missing[name] = (done.stderr.strip().splitlines() or ["it cannot be installed"])[-1]

    def run(self, command: Sequence[str | Path], folder: Path | None = None) -> str:
        """Run a command of theirs that must succeed, and return what it printed."""
        path = os.pathsep.join([str(self._python.parent), str(self._myst.parent), os.environ["PATH"]])
        settings = {"JUPYTER_CONFIG_DIR": str(self._settings), "IPYTHONDIR": str(self._settings / "ipython")}
        variables = {**os.environ, "PATH": path, "VIRTUAL_ENV": "", **settings}
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        with subprocess.Popen(command, cwd=folder, env=variables, start_new_session=True, **streams) as process:
            said, wrong = process.communicate()
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # MyST leaves its Jupyter server behind
        if process.returncode:
            raise MissingError((wrong or said or "it said nothing").strip().splitlines()[-1])
        return said

    # --- notebooks: each is given a folder of its own with them -----------------------------------

    def papermill_serial(self, folder: Path) -> None:
        """Run papermill on each notebook, one after the other."""
        for file in notebooks(folder):
            self.run([self._python, "-m", "papermill", file, f"{file}.out"])

    def papermill_halves(self, folder: Path) -> None:
        """Run papermill's own function in two processes, half of the notebooks each."""
        files = notebooks(folder)
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda half: self.run([self._python, "-c", HALF, *half]), (files[::2], files[1::2])))

    def jupyter_cache(self, folder: Path) -> None:
        """Run jupyter-cache in parallel, from an empty cache."""
        shutil.rmtree(folder / ".cache", ignore_errors=True)
        code = "from jupyter_cache import get_cache; import sys; c = get_cache(sys.argv[1])\n"
        code += "for n in sys.argv[2:]: c.add_nb_to_project(n)"
        self.run([self._python, "-c", code, folder / ".cache", *notebooks(folder)])
        jcache = self._python.parent / "jcache"
        project = ["project", "-p", str(folder / ".cache"), "execute", "--executor", "local-parallel"]
        self.run([jcache, *project], folder)

    def myst(self, folder: Path, fresh: bool = True) -> None:
        """Build MyST's site content, executing two notebooks at a time."""
        if fresh:
            shutil.rmtree(folder / "_build", ignore_errors=True)
        (folder / "template").mkdir(exist_ok=True)
        (folder / "template" / "template.yml").write_text(TEMPLATE)  # else it asks its own server for one
        (folder / "myst.yml").write_text(MYST)
        self.run([self._myst, "build", "--execute", "--execute-parallel", "2", "--site"], folder)

    def jupyter_book(self, folder: Path, fresh: bool = True) -> None:
        """Build a Jupyter Book, its pages included."""
        if fresh:
            shutil.rmtree(folder / "_build", ignore_errors=True)
        first, *others = [file.stem for file in notebooks(folder)]
        chapters = "".join(f"- file: {name}\n" for name in others)
        (folder / "_toc.yml").write_text(f"format: jb-book\nroot: {first}\nchapters:\n{chapters}")
        (folder / "_config.yml").write_text(BOOK)
        self.run([self._python.parent / "jupyter-book", "build", folder])

    # --- a manuscript ------------------------------------------------------------------------------

    def _pandoc(self) -> str:
        return self.run([self._python, "-c", "import pypandoc; print(pypandoc.get_pandoc_path())"]).strip()

    def weasyprint(self, paper: Path) -> None:
        """Make a PDF as Manubot does: pandoc with citeproc to HTML, and WeasyPrint."""
        page = paper.with_suffix(".html")
        call = [self._pandoc(), paper.name, "--citeproc", "--bibliography", "references.bib", "--standalone"]
        self.run([*call, "--number-sections", "--toc", "--mathml", "-o", page.name], paper.parent)
        self.run([self._python, "-m", "weasyprint", page.name, paper.with_suffix(".pdf").name], paper.parent)

    def latex(self, paper: Path) -> None:
        """Make a PDF by pandoc with citeproc and XeLaTeX."""
        call = [self._pandoc(), paper.name, "--citeproc", "--bibliography", "references.bib", "--number-sections"]
        self.run([*call, "--toc", "--pdf-engine=xelatex", "-o", paper.with_suffix(".pdf").name], paper.parent)


def notebooks(folder: Path) -> list[Path]:
    """Return the notebooks of a folder."""
    return sorted(folder.glob("*.ipynb"))
