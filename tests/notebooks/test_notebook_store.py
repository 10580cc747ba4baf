"""The store of results: whole or not at all, whoever else writes."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from forum.documents.addresses import runs_of
from forum.notebooks import store
from forum.notebooks.keys import CellPart, KeyParts
from forum.notebooks.outputs import digest_of, harvest

KEY = "k" * 64


def put(root: Path, value: str = "1") -> None:
    png = {"output_type": "display_data", "data": {"image/svg+xml": "<svg/>", "text/plain": "<Figure>"}}
    found = harvest([[{"output_type": "execute_result", "data": {"text/plain": value}}], [png]])
    with store.building(root) as folder:
        store.write_entry(folder, store.StoredRun(digest_of(found.cells), found.cells, "k"), found.pictures, 1.25)
        store.keep(root, KEY, folder)


def names(root: Path) -> list[str]:
    return sorted(entry.name for entry in store.runs_folder(root).iterdir())


def test_what_is_kept_is_loaded_by_the_labels_that_the_notebook_has_now(make) -> None:
    make.notebook("swarm", "#| label: first\n1", "", "#| label: fig-x\n#| fig-cap: Cap\n#| fig-alt: Alt\nplot()")
    (notebook,) = make.load().notebooks
    put(make.root)

    stored = store.read_entry(make.root, KEY)

    assert stored is not None
    result = store.run_result(make.root, notebook, runs_of(notebook)[0], KEY, stored)
    assert result.results["first"].value == 1
    figure = result.results["fig-x"]
    assert (figure.caption, figure.alt) == ("Cap", "Alt")
    assert [media.path.read_text() for media in figure.media] == ["<svg/>"]
    assert result.seconds == 1.25
    assert [len(outputs) for outputs in result.outputs] == [1, 0, 1]
    assert names(make.root) == [KEY]


@pytest.mark.parametrize("file", ["results.json", "cell-2-1.svg"])
def test_a_damaged_entry_is_noticed_and_replaced(tmp_path: Path, file: str) -> None:
    put(tmp_path)
    damaged = store.runs_folder(tmp_path) / KEY / file
    damaged.write_text(damaged.read_text()[:-3])

    with pytest.raises(store.CorruptError):
        store.read_entry(tmp_path, KEY)
    put(tmp_path)
    assert store.read_entry(tmp_path, KEY) is not None
    assert names(tmp_path) == [KEY]


def test_an_entry_whose_results_were_edited_is_noticed(tmp_path: Path) -> None:
    put(tmp_path)
    file = store.runs_folder(tmp_path) / KEY / "results.json"
    file.write_text(file.read_text().replace('"value": 1', '"value": 2'))
    with pytest.raises(store.CorruptError):
        store.read_entry(tmp_path, KEY)


def test_many_writers_of_one_entry_leave_one_sound_entry(tmp_path: Path) -> None:
    threads = [threading.Thread(target=put, args=(tmp_path,)) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert names(tmp_path) == [KEY]
    assert store.read_entry(tmp_path, KEY) is not None


def test_what_a_killed_build_left_behind_is_swept_and_that_of_a_living_one_stays(tmp_path: Path) -> None:
    runs = store.runs_folder(tmp_path)
    (runs / ".new-99999999-abc").mkdir(parents=True)
    (runs / f".new-{os.getpid()}-abc").mkdir()
    store.sweep(tmp_path)
    assert names(tmp_path) == [f".new-{os.getpid()}-abc"]


def test_the_last_run_of_each_name_is_remembered(make) -> None:
    make.notebook("swarm", "1")
    (notebook,) = make.load().notebooks
    run = runs_of(notebook)[0]
    parts = KeyParts("python3", {"a": 10**30, "b": [1.5, None]}, (CellPart("d", 1, "x"),))

    assert store.last_run(make.root, run) is None
    store.remember(make.root, run, 2.5, parts)
    last = store.last_run(make.root, run)

    assert last is not None
    assert (last.seconds, last.parts) == (2.5, parts)
