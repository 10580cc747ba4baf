"""JupyterLab as ``forum lab`` starts it: this workspace, its kernel, its template for new notebooks."""

from __future__ import annotations

import json
import re
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest


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


def test_a_new_paper_is_made_only_for_who_may_and_with_a_title_that_will_do(lab: tuple[Path, str, str]) -> None:
    root, address, token = lab
    _ask(f"{address}/api/contents", token)  # until it listens
    assert _ask(f"{address}/forum/papers", token, {"title": "Swarms at sea"}) == {
        "path": "recommendations/papers/swarms-at-sea/paper.md"
    }

    for given, who, code in ({"title": "X"}, "wrong", 403), ({"title": " "}, token, 400), ([], token, 400):
        with pytest.raises(urllib.error.HTTPError) as refused:
            _ask(f"{address}/forum/papers", who, given)
        assert refused.value.code == code
    assert len(list((root / "recommendations/papers").iterdir())) == 2
