"""``forum lab``: JupyterLab on the workspace, with its kernel and its templates for new files."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from forum.diagnostics import UsageError
from forum.tools.templates import lab_extensions, package_templates


def lab(root: Path, *, browser: bool = True, port: int = 8888, extra: Sequence[str] = ()) -> int:
    """Run JupyterLab until it is ended, and return its exit code; ``extra`` are options of its own.

    Raises:
        UsageError: JupyterLab is not installed.
    """
    if find_spec("jupyterlab") is None:
        raise UsageError("JupyterLab is not installed", "make lab installs it; or: pip install 'forum-workspace[lab]'")
    command = [sys.executable, "-m", "jupyterlab", *arguments(root, browser, port), *extra]
    config = package_templates() / "jupyter"  # so that no newcomer is asked whether to fetch news
    paths = os.pathsep.join(filter(None, [str(config), os.environ.get("JUPYTER_CONFIG_PATH")]))
    own = {**os.environ, "JUPYTER_CONFIG_PATH": paths}
    if os.name == "posix":  # JupyterLab takes this process's place, so that whoever ends it ends JupyterLab
        os.chdir(root)
        os.execve(sys.executable, command, own)  # noqa: S606 (a list, no shell; our own interpreter)
    process = subprocess.Popen(command, cwd=root, env=own)  # noqa: S603 (a list, no shell; our own interpreter)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:  # JupyterLab has got it too, and asks or ends by itself
            continue


def arguments(root: Path, browser: bool, port: int) -> list[str]:
    """Return JupyterLab's options: this folder, this machine only, new files from the forum's templates."""
    return [
        f"--ServerApp.root_dir={root}",
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}",
        "--ServerApp.contents_manager_class=forum.server.contents.ForumContents",
        f"--LabApp.extra_labextensions_path={lab_extensions()}",
        "--LabApp.news_url=None",  # no request to another host
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        *([] if browser else ["--ServerApp.open_browser=False"]),
    ]
