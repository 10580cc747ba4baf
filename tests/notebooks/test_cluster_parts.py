"""Where runs are executed, what a worker takes for content, and how packages are compared."""

from __future__ import annotations

import hashlib
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.diagnostics import UsageError
from forum.model import NotebookSettings
from forum.notebooks.cluster.blobs import Blobs, RefusedError, UnwantedError
from forum.notebooks.cluster.environments import Environment, describe, differences, needed
from forum.notebooks.cluster.sending import _PIECE, _pieces
from forum.notebooks.cluster.trees import Tree
from forum.notebooks.places import Place, choose_place


def place(jobs: int = 0, scheduler: str = "", dask_local: int = 0, variable: str = "", manifest: str = "") -> Place:
    settings = NotebookSettings(scheduler=manifest, worker_wait="2 min")
    return choose_place(settings, jobs, scheduler, dask_local, {"DASK_SCHEDULER_ADDRESS": variable})


def test_the_command_line_wins_over_the_environment_and_that_over_the_manifest() -> None:
    everywhere = {"variable": "tcp://b", "manifest": "tcp://c"}

    assert place(scheduler="tcp://a", **everywhere) == Place(scheduler="tcp://a", patience=120)
    assert place(**everywhere).scheduler == "tcp://b"
    assert place(manifest="tcp://c").scheduler == "tcp://c"
    assert place(dask_local=3, **everywhere) == Place(started=3, patience=120)
    assert place(scheduler="local", **everywhere).scheduler == ""
    assert place(jobs=2, **everywhere) == Place(jobs=2, patience=120)


@pytest.mark.parametrize("two", [{"scheduler": "tcp://a", "dask_local": 2}, {"jobs": 2, "scheduler": "tcp://a"}])
def test_a_command_line_that_says_two_things_is_refused(two) -> None:
    with pytest.raises(UsageError, match="--"):
        place(**two)


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("size", [0, 1, _PIECE, _PIECE + 1, 2 * _PIECE])
def test_content_comes_in_pieces_and_is_asked_for_once_by_all_that_wait(tmp_path, size) -> None:
    content = bytes(size)
    source = tmp_path / "source"
    source.write_bytes(content)
    asked: list[str] = []
    blobs = Blobs(tmp_path / "blobs", asked.extend)
    waiting = [threading.Thread(target=blobs.fetch, args=([digest(content)], lambda: False)) for _ in range(3)]
    for thread in waiting:
        thread.start()

    for start, piece, last in _pieces(source):
        blobs.receive(digest(content), start, piece, last)
    for thread in waiting:
        thread.join(timeout=30)

    assert asked in ([], [digest(content)])
    assert blobs.path(digest(content)).read_bytes() == content


def test_content_that_is_not_what_its_digest_says_is_refused_and_can_come_again(tmp_path) -> None:
    blobs = Blobs(tmp_path / "blobs", lambda _: None)
    name = digest(b"right")

    blobs.receive(name, 0, b"wrong", True)
    with pytest.raises(RefusedError, match="changed"):
        blobs.fetch([name], lambda: False)
    blobs.receive(name, 2, b"ght", True)  # the end of something older
    blobs.receive(name, 0, b"ri", False)
    blobs.receive(name, 2, b"ght", True)
    blobs.fetch([name], lambda: False)

    assert blobs.path(name).read_bytes() == b"right"


def test_a_run_that_nobody_wants_waits_for_nothing(tmp_path) -> None:
    with pytest.raises(UnwantedError):
        Blobs(tmp_path / "blobs", lambda _: None).fetch([digest(b"")], lambda: True)


def test_a_tree_sees_what_a_run_did_to_its_files_and_has_none_outside(tmp_path) -> None:
    blobs = Blobs(tmp_path / "blobs", lambda _: None)
    for content in (b"one", b"two"):
        blobs.receive(digest(content), 0, content, True)
    files = {"notebooks/one": digest(b"one"), "two": digest(b"two")}
    tree = Tree(tmp_path / "tree", files, "notebooks", blobs)
    assert tree.changed() == ()

    (tree.folder / "notebooks/one").write_bytes(b"0ne")
    (tree.folder / "two").unlink()
    (tree.folder / "notebooks/made").write_bytes(b"")

    assert tree.changed() == ("notebooks/one", "two")
    with pytest.raises(ValueError, match="outside"):
        Tree(tmp_path / "other", {"../x": digest(b"one")}, "notebooks", blobs)


names = st.dictionaries(st.sampled_from("abcd"), st.sampled_from(["1.0", "2.0"]))


@given(names, names)
def test_what_is_needed_and_there_otherwise_is_named_and_nothing_else(wanted, found) -> None:
    said = differences(Environment("3.11.7", wanted), Environment("3.11.9", found))

    assert [line.split()[0] for line in said] == [name for name in wanted if found.get(name) != wanted[name]]


def test_another_python_is_named_but_not_another_repair_of_it() -> None:
    assert differences(Environment("3.11.7", {}), Environment("3.12.7", {})) == ("Python 3.12.7 instead of 3.11.7",)


def test_what_notebooks_need_is_what_they_import_with_all_that_requires_and_what_is_pinned(make) -> None:
    make.notebook("swarm", "import helper", "import hypothesis")
    make.file("notebooks/helper.py", "import pandas\n")
    lock = make.file("requirements.lock", "pytest==8.0 \\\n    --hash=sha256:0\nnothing-of-the-kind==1.0\n")

    found = needed(make.root, make.load().notebooks, [lock.name])

    assert {"pandas", "numpy", "papermill", "ipykernel", "distributed", "hypothesis", "pytest"} <= set(found.packages)
    assert {"nothing-of-the-kind", "jupyterlab", "mypy"}.isdisjoint(found.packages)
    assert differences(found, describe(found.packages)) == ()


def test_nothing_outside_of_the_clusters_folder_names_dask(tmp_path) -> None:
    import forum

    own = Path(forum.__file__).parent
    users = {file.relative_to(own).parts[:2] for file in own.rglob("*.py") if "import distributed" in file.read_text()}
    assert users == {("notebooks", "cluster")}
