"""Papermill's engine of the forum: one run in a fresh kernel, watched, its outputs in hand.

Only a worker process imports this module: papermill takes two seconds.
"""

from __future__ import annotations

import ast
import contextlib
import json
import logging
import os
import sys
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager, NoSuchKernel
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.paths import jupyter_path
from nbclient.exceptions import DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, papermill_engines
from papermill.exceptions import PapermillException
from papermill.parameterize import parameterize_notebook

from forum.notebooks.forked import Provisioner, release_all
from forum.notebooks.guard import Guard, die_with_parent
from forum.notebooks.limits import said_bytes, said_seconds
from forum.notebooks.messages import Event, Failure, Job
from forum.notebooks.ready import QuickClient
from forum.notebooks.why import ALONE, INSTALL, RAISE, TAIL, ending, failed_cell, first_line

ENGINE = "forum"
_new_node: Callable[[Any], Any] = nbformat.from_dict  # they have no types
_new_notebook: Callable[..., Any] = nbformat.v4.new_notebook
_ASK = (  # an expression, so that the notebook's names stay as they are
    "__import__('json').dumps([sorted({name.partition('.')[0] for name in __import__('sys').modules}),"
    " __import__('sys').path])"
)
Report = Callable[[Event], None]


class RunFailedError(Exception):
    """The run failed, in the way that ``failure`` tells."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


class _Client(PapermillNotebookClient):  # type: ignore[misc]
    """Papermill's client, that also asks a Python kernel at the end what it has imported."""

    imported: tuple[list[str], list[str]] = ([], [])

    def papermill_execute_cells(self) -> None:
        super().papermill_execute_cells()
        if self.nb.metadata.get("language_info", {}).get("name") == "python":
            with contextlib.suppress(Exception):  # what it has imported is good to know, and no more
                asked = self.kc.execute("", silent=True, store_history=False, user_expressions={"forum": _ASK})
                answer = self.wait_for_reply(asked)["content"]["user_expressions"]["forum"]
                self.imported = tuple(json.loads(ast.literal_eval(answer["data"]["text/plain"])))


class ForumEngine(Engine):  # type: ignore[misc]
    """Starts the kernel as told, and leaves the client in ``box`` for what it has seen."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **kwargs: Any) -> None:
        """Execute the notebook that ``nb_man`` holds."""
        box, start, options = kwargs["box"], kwargs["start"], kwargs["options"]
        box["client"] = client = _Client(nb_man, kernel_name=kernel_name, **options)
        client.execute(**start)


papermill_engines.register(ENGINE, ForumEngine)
logging.getLogger("papermill").setLevel(logging.CRITICAL)
logging.getLogger("traitlets").setLevel(logging.CRITICAL)


def run_job(job: Job, environment: Mapping[str, str], private: Path, report: Report) -> Any:
    """Execute a run and return (the executed notebook, modules imported, their path).

    ``private`` is a short folder for the kernel's sockets and its standard error.

    Raises:
        RunFailedError: with why, and where.
    """
    specs = _specs_with(job)
    notebook = _parameterised(job)
    watch = _Watch(job, notebook, report)
    manager = _manager(job, specs, private, watch)
    box: dict[str, Any] = {}
    noise = private / "noise"
    with noise.open("wb") as stream:
        start = {"cwd": job.cwd, "env": dict(environment), "stdout": stream, "stderr": stream}
        if prepare := die_with_parent():
            start["preexec_fn"] = prepare
        options = {"km": manager, "on_cell_execute": watch.cell, **_OPTIONS}
        try:
            papermill_engines.execute_notebook_with_engine(
                ENGINE, notebook, job.kernel, progress_bar=False, box=box, start=start, options=options
            )
        except (DeadKernelError, RuntimeError, OSError) as died:
            raise RunFailedError(watch.death(died, noise)) from died
        finally:
            watch.ended()
            release_all()
            manager.over()
    if failure := failed_cell(notebook):
        raise RunFailedError(failure)
    return notebook, *box["client"].imported


_OPTIONS: dict[str, Any] = {
    "timeout": None,  # of a cell; the guard has that of the run
    "startup_timeout": 60,
    "iopub_timeout": 60,
    "shutdown_kernel": "immediate",
    "log": logging.getLogger("papermill"),
}


def _manager(job: Job, specs: _Specs, private: Path, watch: _Watch) -> _Manager:
    manager = _Manager(
        kernel_name=job.kernel,
        kernel_spec_manager=specs,
        connection_file=str(private / "k.json"),
        client_factory=QuickClient,
    )
    manager.launched = watch.launched
    manager.kernel_id = str(uuid.uuid4())
    provisioner = Provisioner(kernel_id=manager.kernel_id, kernel_spec=manager.kernel_spec, parent=manager)
    provisioner.address, provisioner.gone = job.warm, watch.plain
    manager.provisioner = provisioner
    if sys.platform != "win32":  # sockets in a private folder need no ports, and nobody else reaches them
        manager.transport = "ipc"
        manager.ip = str(private / "s")
    return manager


def _specs_with(job: Job) -> _Specs:
    """Return what knows the kernels that are installed.

    Raises:
        RunFailedError: that of the job is not among them.
    """
    specs = _Specs()
    try:
        specs.get_kernel_spec(job.kernel)
    except NoSuchKernel as missing:
        installed = ", ".join(sorted(specs.find_kernel_specs())) or "none"
        hint = INSTALL.get(job.language, f"install a Jupyter kernel for {job.language}")
        failure = Failure(
            "kernel-missing",
            f"the kernel {job.kernel} is not installed",
            hints=(f"the installed ones are: {installed}", hint),
        )
        raise RunFailedError(failure) from missing
    return specs


class _Specs(KernelSpecManager):
    """Looks where the base does, once, and without IPython, which the base imports to know one of its folders."""

    def _kernel_dirs_default(self) -> list[str]:
        own = Path(os.environ.get("IPYTHONDIR") or "~/.ipython").expanduser()
        return [*jupyter_path("kernels"), str(own / "kernels")]

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """Return how a kernel is started."""
        known: dict[str, KernelSpec] = self.__dict__.setdefault("_known", {})
        if kernel_name not in known:
            known[kernel_name] = super().get_kernel_spec(kernel_name)
        return known[kernel_name]


def _parameterised(job: Job) -> Any:
    """Return the notebook as papermill wants it, parameters injected, each cell marked with its number."""
    cells = [
        _new_node(
            {
                "cell_type": cell.kind,
                "metadata": {
                    "tags": list(cell.tags),
                    "papermill": {},
                    "forum": {"number": cell.number, "place": cell.place},
                },
                "source": cell.source,
                **({"outputs": [], "execution_count": None} if cell.kind == "code" else {}),
                **({"id": cell.id} if cell.id else {}),
            }
        )
        for cell in job.cells
        if "injected-parameters" not in cell.tags  # what an earlier papermill left in the file
    ]
    notebook = _new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"name": job.kernel, "language": job.language, "display_name": job.kernel}
    notebook.metadata["language_info"] = {"name": job.language}
    notebook.metadata["papermill"] = {}
    if not job.parameters:
        return notebook
    try:
        return parameterize_notebook(notebook, job.parameters, kernel_name=job.kernel, language=job.language)
    except PapermillException as unknown:
        message = f"papermill cannot set parameters in {job.language}: {unknown}"
        raise RunFailedError(Failure("parameters-unsupported", message)) from unknown


class _Manager(AsyncKernelManager):
    """A kernel manager that hands over the process before the kernel answers."""

    launched: Callable[[Any], None]

    async def start_kernel(self, **kwargs: Any) -> None:  # type: ignore[override]
        start: Any = AsyncKernelManager.start_kernel
        start = getattr(start, "__wrapped__", start)  # what is wrapped around it sleeps, for tests of its own
        await start(self, **kwargs)
        self.launched(getattr(self.provisioner, "process", None))

    def client(self, **kwargs: Any) -> Any:
        """Return a client whose sockets are closed with the manager's own."""
        return super().client(context=self.context, **kwargs)

    def over(self) -> None:
        """Let nothing of this kernel reach the next one, which has files of the same names.

        Sockets left open would try to connect many times a second, and a manager that is
        collected late would remove the connection file.
        """
        self.context.destroy(linger=0)
        self.cleanup_connection_file()


class _Watch:
    """Knows how far a run is, and why its kernel died."""

    def __init__(self, job: Job, notebook: Any, report: Report) -> None:
        self._job, self._report = job, report
        self._at = self._done = 0
        self._of = sum(cell.cell_type == "code" and bool(cell.source.strip()) for cell in notebook.cells)
        self._guard: Guard | None = None
        self._process: Any = None

    def launched(self, process: Any) -> None:
        self._process = process
        self._guard = Guard(process.pid, self._job.seconds, self._job.memory)
        self._guard.start()
        self._report(Event("kernel", pid=process.pid, of=self._of))

    def plain(self, reason: str) -> None:
        self._report(Event("plain", failure=Failure("kernel-not-forked", reason)))

    def cell(self, cell: Any, cell_index: int) -> None:  # noqa: ARG002 (nbclient calls it by these names)
        self._at = cell.metadata.get("forum", {}).get("number", self._at)
        self._done += 1
        self._report(Event("cell", cell=self._done, of=self._of))

    def ended(self) -> None:
        if self._guard:
            self._guard.stop()

    def death(self, died: Exception, noise: Path) -> Failure:
        """Return why the kernel is gone."""
        reason = self._guard.reason if self._guard else ""
        tail = tuple(noise.read_text(errors="replace").splitlines()[-TAIL:])
        where = f" in cell {self._at}" if self._at else ""
        if reason == "timeout":
            message = f"the run took longer than {said_seconds(self._job.seconds)} and was stopped{where}"
            return Failure("run-timeout", message, self._at, hints=(RAISE.format("timeout"),))
        if reason == "memory":
            message = f"the run took more than {said_bytes(self._job.memory)} of memory and was stopped{where}"
            return Failure("run-memory", message, self._at, hints=(RAISE.format("memory"),))
        code = None if self._process is None else self._process.poll()
        if self._at and (code is not None or isinstance(died, DeadKernelError)):
            return Failure(
                "kernel-died", f"the kernel died{where}: {ending(code)}", self._at, tail=tail, hints=(ALONE,)
            )
        message = f"the kernel {self._job.kernel} does not start: {first_line(died)}"
        return Failure("kernel-start-failed", message, tail=tail)
