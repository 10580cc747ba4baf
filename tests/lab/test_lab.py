"""JupyterLab as ``forum lab`` starts it: this workspace, its kernel, its template for new notebooks."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
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


def _ask(address: str, token: str, data: object = None) -> object:
    body = None if data is None else json.dumps(data).encode()
    request = urllib.request.Request(address, data=body, headers={"Authorization": f"token {token}"})
    for _ in range(50):
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError:
            raise
        except urllib.error.URLError:  # it says its address a moment before it listens
            time.sleep(0.2)
    raise AssertionError("no answer")


def test_no_newcomer_is_asked_about_news(lab: tuple[Path, str, str]) -> None:
    _, address, token = lab
    request = urllib.request.Request(f"{address}/lab", headers={"Authorization": f"token {token}"})
    _ask(f"{address}/api/contents", token)  # until it listens
    with urllib.request.urlopen(request, timeout=30) as page:
        config = re.search(r'id="jupyter-config-data"[^>]*>(.*?)</script>', page.read().decode(), re.DOTALL)
    assert config is not None
    assert "@jupyterlab/apputils-extension:announcements" in json.loads(config[1])["disabledExtensions"]


def test_the_workspace_its_kernel_and_a_new_notebook_from_the_template(lab: tuple[Path, str, str]) -> None:
    root, address, token = lab
    names = {one["name"] for one in _ask(f"{address}/api/contents", token)["content"]}
    assert {"forum.toml", "notebooks", "recommendations"} <= names
    assert "python3" in _ask(f"{address}/api/kernelspecs", token)["kernelspecs"]

    made = _ask(f"{address}/api/contents/notebooks", token, {"type": "notebook"})
    cells = json.loads((root / made["path"]).read_text())["cells"]
    assert any("parameters" in cell["metadata"].get("tags", []) for cell in cells)

    elsewhere = _ask(f"{address}/api/contents/recommendations", token, {"type": "notebook"})
    assert json.loads((root / elsewhere["path"]).read_text())["cells"] == []
