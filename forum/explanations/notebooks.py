"""Notebooks: their files, what papers take from them, and how runs fail."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from forum.explanations.explanation import Explanation, doubtful, notable, stop, wrong

_FILES: Mapping[str, Explanation] = {
    "notebook-not-json": stop(
        "The file of a notebook is damaged: it cannot be read as JSON, which notebooks are. "
        "Often a merge left its marks in it.",
        "Restore the last good version with git, or take one side of the merge whole.",
    ),
    "notebook-malformed": stop(
        "The file can be read, but is no notebook: a part that every notebook has is missing or of the wrong kind.",
        "Open it in JupyterLab and save it again, or restore the last good version with git.",
    ),
    "notebook-version": stop(
        "The notebook is of another version than 4 of the format, the one in use since 2015.",
        "Convert it by the command in the message.",
    ),
    "cell-id-duplicate": stop(
        "Two cells of a notebook have one id, so that what belongs to which cell cannot be told.",
        "In JupyterLab, cut one of the cells, paste it and save: it gets a new id.",
    ),
    "label-duplicate": stop(
        "Two cells of a notebook have one label. A paper that shows the label could mean either.",
        "Rename one of the two labels, and the links that mean it.",
    ),
    "set-duplicate": stop(
        "A set and a sweep of a parameter file have one name. An address could mean either.",
        "Rename one of the two.",
    ),
    "parameter-undeclared": stop(
        "A parameter file gives a value to a name that the notebook does not have, often by a slip of the pen. "
        "The run would ignore it, and show a wrong number.",
        "Correct the name, or give it a value in the cell tagged `parameters`.",
    ),
    "limit-malformed": wrong(
        "The time or memory that a run may take, or the time to wait for a worker, is not written as a quantity. The "
        "default holds: 10 minutes, 2 GiB, 1 minute.",
        'Write it under `[notebooks]` in `forum.toml` as in `timeout = "10 min"` and `memory = "2 GiB"`.',
    ),
    "lock-missing": wrong(
        "The list of packages that `forum.toml` names for notebooks is not there. "
        "A change of packages would not run them again.",
        "Put the file there, or correct `lock` under `[notebooks]` in `forum.toml`.",
    ),
    "data-missing": wrong(
        "A data file that a parameter file declares is not there. The notebook will probably fail without it.",
        "Put the file there, or correct its name; it counts from the notebook's folder.",
    ),
    "data-outside": wrong(
        "A data file that a parameter file declares lies outside the workspace, where no other partner has it.",
        "Copy it into `notebooks/data/`, and declare the copy.",
    ),
    "data-undeclared": doubtful(
        "A run has read a file that its parameter file does not declare. When that file changes, "
        "the notebook is not run again, and the report keeps the old numbers.",
        "Add the file to `data:` in the parameter file.",
    ),
}

_RESULTS: Mapping[str, Explanation] = {
    "notebook-unknown": wrong(
        "A paper shows a result of a notebook that is not there. A mark is printed in its place.",
        "Correct the address; it looks like `/notebooks/swarm.ipynb#miss-rate`.",
    ),
    "notebook-unused": notable(
        "No paper shows anything of this notebook, yet every build runs it when it is out of date.",
        "Link to one of its labelled cells, or remove the notebook.",
    ),
    "set-unknown": stop(
        "A paper asks for a parameter set that the notebook does not have, so the number would be of another case.",
        "Correct `?set=…` in the address, or add the set to the parameter file.",
    ),
    "sweep-point-unknown": stop(
        "A paper asks for a point of a sweep that the sweep does not have, or names it only in part.",
        "Give each parameter of the sweep one of its values, as in `?set=grid&platforms=50&latency=2.0`.",
    ),
    "label-missing": wrong(
        "An address names a notebook, but none of its cells. A mark is printed in the result's place.",
        "Add `#` and the label of the cell, as in `/notebooks/swarm.ipynb#miss-rate`.",
    ),
    "label-unknown": wrong(
        "An address names a cell that the notebook does not have. A mark is printed in the result's place.",
        "Correct the label, or write `#| label: miss-rate` at the top of the cell that computes it.",
    ),
    "result-missing": wrong(
        "A cell gave nothing to show, or its notebook's run failed. A mark is printed in the result's place.",
        "Let the cell end in a value, a data frame or a figure; if the run failed, mend that first.",
    ),
    "result-kind": wrong(
        "A result cannot stand where it is asked for: a figure or table in a sentence, "
        "a number where a figure belongs, or a table that cannot be read.",
        "Link to a value, as in `[38%](…)`; show a figure or table as an image in a paragraph of its own.",
    ),
    "result-stale": doubtful(
        "A run failed and `--allow-stale` was given, so the report shows what an earlier run computed. "
        "It may no longer be true.",
        "Mend the notebook and build again.",
    ),
    "value-differs": doubtful(
        "The number in the text is not the one that the notebook computes. The computed one is printed, "
        "but the sentence around it may no longer hold.",
        "Read the sentence again, and let `forum check --fix` write the number.",
    ),
}

_RUNS: Mapping[str, Explanation] = {
    "cell-failed": stop(
        "The code of a cell ended in an error, so the results after it do not exist.",
        "Open the notebook in JupyterLab, run it from the top and mend the cell that is named.",
    ),
    "run-timeout": stop(
        "A run took longer than the manifest allows, and was stopped.",
        "Make the notebook do less, or raise `timeout` under `[notebooks]` in `forum.toml`.",
    ),
    "run-memory": stop(
        "A run took more memory than the manifest allows, and was stopped before it disturbed the computer.",
        "Let the notebook hold less at once, or raise `memory` under `[notebooks]` in `forum.toml`.",
    ),
    "kernel-missing": stop(
        "The notebook asks for a kernel, the program that executes its language, that is not installed here.",
        "Install it as the message says, or choose another kernel in JupyterLab and save.",
    ),
    "kernel-start-failed": stop(
        "The kernel is installed, but does not start. Mostly its installation is broken.",
        "Read what it printed last, and install it anew; `forum doctor` says what else is missing.",
    ),
    "kernel-died": stop(
        "The kernel ended in the middle of a cell, most often because the computer ran short of memory "
        "or a library crashed.",
        "Run that cell in JupyterLab with less data to see what it takes.",
    ),
    "workers-died": stop(
        "On a cluster, every worker that executed the run died meanwhile, most often because its machine "
        "ran short of memory. The other runs went on.",
        "Give workers more memory or fewer threads, or lower `memory` under `[notebooks]` in `forum.toml`.",
    ),
    "parameters-unsupported": stop(
        "Papermill cannot give parameters to a notebook in this language.",
        "Remove the values from its parameter file, or use a language that papermill knows.",
    ),
    "inputs-changed": stop(
        "A file that the run depends on changed while it ran, so its results belong to neither version "
        "and are not kept.",
        "Run the command again, and leave the files alone meanwhile.",
    ),
    "run-failed": stop(
        "A run could not be executed or its results could not be read, for a reason that is not in the notebook.",
        "Run the command again. If it stays, send the maintainers what it printed.",
    ),
}

CODES: Mapping[str, Explanation] = MappingProxyType({**_FILES, **_RESULTS, **_RUNS})
