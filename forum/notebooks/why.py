"""Why a run failed, read from the executed notebook and from how the kernel's process ended. Pure."""

from __future__ import annotations

import re
import signal
from collections.abc import Mapping
from typing import Any

from forum.notebooks.messages import Failure
from forum.notebooks.outputs import steadied

TAIL = 8  # lines of what was printed last
_FRAME = re.compile(r"Cell In\[(\d+)\], line (\d+)")
_OWN_FILE = re.compile(r" \((?:\d+\.py|<ipython-input[^)]*), line \d+\)$")  # IPython's name for a cell

INSTALL = {
    "python": "pip install ipykernel, or choose another kernel in JupyterLab and save",
    "r": "in R: install.packages('IRkernel'); IRkernel::installspec()",
    "julia": 'in Julia: using Pkg; Pkg.add("IJulia")',
    "bash": "pip install bash_kernel, then python -m bash_kernel.install",
}


ALONE = "run it in JupyterLab (forum lab), with less data, to see what ends it"
RAISE = "make the notebook smaller, or raise {} under [notebooks] in forum.toml"


def ending(code: int | None) -> str:
    """Return how a process ended, in words."""
    if code is None:
        return "it no longer answers"
    if code >= 0:
        return f"its process ended with exit code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    return f"its process was ended by {name}" + (" (was memory short?)" if name == "SIGKILL" else "")


def first_line(died: Exception) -> str:
    """Return the first line of what an exception says, or its name."""
    return (str(died).strip() or type(died).__name__).splitlines()[0]


def failed_cell(notebook: Any) -> Failure | None:
    """Return the failure of the cell at which papermill stopped, None if all went well."""
    for cell in notebook.cells:
        if not cell.metadata.get("papermill", {}).get("exception"):
            continue
        errors = [output for output in cell.outputs if output.output_type == "error"]
        last = errors[-1] if errors else {"ename": "Error", "evalue": "", "traceback": []}
        if last["ename"] == "SystemExit" and last["evalue"] in ("", "0", "None"):
            return None  # as papermill has it: the notebook ended itself, and is content
        return _failure(cell, last)
    return None


def _failure(cell: Any, last: Mapping[str, Any]) -> Failure:
    trace = steadied("\n".join(last["traceback"]))
    number = cell.metadata.get("forum", {}).get("number", 0)
    frames = [int(line) for count, line in _FRAME.findall(trace) if int(count) == (cell.execution_count or 0)]
    said = _OWN_FILE.sub("", f"{last['ename']}: {steadied(last['evalue'])}".rstrip(": "))
    where = f"cell {number}" if number else "the parameters that are set"
    printed = "".join(output.text for output in cell.outputs if output.output_type == "stream")
    return Failure(
        "cell-failed",
        f"{where} failed: {said.splitlines()[0]}",
        number,
        frames[-1] if frames else 1,
        tail=(*said.splitlines()[1:][-TAIL:], *steadied(printed).splitlines()[-TAIL:]),
    )
