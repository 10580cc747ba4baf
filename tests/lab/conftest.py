"""A JupyterLab that runs, on a new workspace."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from forum.commands.init import init


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[tuple[Path, str, str]]:
    """A running JupyterLab on a new workspace: (workspace, address, token)."""
    root = tmp_path / "workspace"
    init(root)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    command = [sys.executable, "-m", "forum", "lab", "--root", str(root), "--no-browser", "--port", port]
    own = {**os.environ, "JUPYTER_CONFIG_DIR": str(tmp_path / "config"), "JUPYTER_RUNTIME_DIR": str(tmp_path / "run")}
    with subprocess.Popen(
        [*command, "--", "--allow-root"], stderr=subprocess.STDOUT, stdout=subprocess.PIPE, text=True, env=own
    ) as process:
        try:
            yield root, f"http://127.0.0.1:{port}", _token(process)
        finally:
            process.terminate()


def _token(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if found := re.search(r"127\.0\.0\.1:\d+/lab\?token=([0-9a-f]+)", line):
            return found[1]
    raise AssertionError("JupyterLab did not start:\n" + "".join(said))
