"""What a result depends on: what runs a notebook again, what does not, and how it is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from forum.documents.addresses import runs_of
from forum.model import NotebookSettings
from forum.notebooks.keys import KeyParts, explain, key_of, parts_of, read_inputs
from forum.notebooks.modules import local_modules

CELLS = (
    {"markdown": "# Prose"},
    {"code": "platforms = 10", "tags": ["parameters"]},
    "import helpers\nfrom pack import inner",
    "#| label: miss-rate\n#| fig-cap: Old caption\nplatforms * 2",
)
PARAMS = "sets: {large: {platforms: 10}}\ndata: [data/votes.csv]\n"


@pytest.fixture
def work(make):
    make.notebook("swarm", *CELLS, params=PARAMS)
    make.file("notebooks/data/votes.csv", "a,b\n")
    make.file("notebooks/helpers.py", "import deeper\n")
    make.file("notebooks/deeper.py", "x = 1\n")
    make.file("notebooks/pack/__init__.py", "")
    make.file("notebooks/pack/inner.py", "from . import other\n")
    make.file("notebooks/pack/other.py", "")
    make.file("requirements.lock", "numpy==2.0\n")
    return make


def parts(work) -> KeyParts:
    (notebook,) = work.load().notebooks
    inputs = read_inputs(work.root, notebook, work.settings)
    assert inputs.problems == ()
    return parts_of(notebook, runs_of(notebook)[0], inputs.value)


def test_prose_outputs_ids_and_presentation_are_not_in_the_key(work) -> None:
    before = parts(work)
    cells = [
        {"markdown": "# Other prose"},
        {"markdown": "More of it"},
        {"code": "platforms = 10\n", "tags": ["parameters", "remove-input"], "id": "new"},
        "import helpers\nfrom pack import inner",
        "",
        {
            "code": "#| label: other-label\n#| fig-cap: New caption\n#| fig-alt: Alt\nplatforms * 2",
            "outputs": [{"output_type": "stream", "name": "stdout", "text": "20"}],
        },
    ]
    work.notebook("swarm", *cells, params=PARAMS)

    assert key_of(parts(work)) == key_of(before)
    assert explain(before, parts(work)) == ()


@pytest.mark.parametrize(
    ("path", "content", "said"),
    [
        ("notebooks/data/votes.csv", "a,b\n1,2\n", "data file data/votes.csv changed"),
        ("notebooks/helpers.py", "import deeper  # x\n", "local module helpers.py changed"),
        ("notebooks/deeper.py", "x = 2\n", "local module deeper.py changed"),
        ("notebooks/pack/other.py", "y = 1\n", "local module pack/other.py changed"),
        ("requirements.lock", "numpy==2.1\n", "the lock file changed"),
        ("notebooks/swarm.params.yaml", PARAMS.replace("10", "50"), "parameter platforms: 10 → 50"),
        ("notebooks/swarm.params.yaml", PARAMS.replace("platforms: 10", ""), "parameter platforms: 10 → the"),
        ("notebooks/swarm.params.yaml", PARAMS.split("data", maxsplit=1)[0], "data file data/votes.csv is gone"),
    ],
)
def test_a_changed_input_changes_the_key_and_is_named(work, path: str, content: str, said: str) -> None:
    before = parts(work)
    work.file(path, content)
    after = parts(work)

    assert key_of(after) != key_of(before)
    (change,) = explain(before, after)
    assert change.startswith(said)


def test_a_changed_cell_is_named_by_number_and_label(work) -> None:
    before = parts(work)
    work.notebook("swarm", *CELLS[:3], CELLS[3] + " + 1", params=PARAMS)
    assert explain(before, parts(work)) == ("cell 4 (label miss-rate) changed",)
    work.notebook("swarm", *CELLS, "more = 1", params=PARAMS)
    assert explain(before, parts(work)) == ("cell 5 is new",)
    work.notebook("swarm", *CELLS[:3], params=PARAMS)
    assert explain(before, parts(work)) == ("cell 4 (label miss-rate) is gone",)


def test_the_tag_that_says_where_parameters_go_is_in_the_key(work) -> None:
    before = parts(work)
    work.notebook("swarm", CELLS[0], "platforms = 10", *CELLS[2:], params=PARAMS.replace("platforms: 10", ""))
    assert "cell 2 changed" in explain(before, parts(work))


def test_another_kernel_or_a_first_run_is_said(work) -> None:
    before = parts(work)
    work.notebook("swarm", *CELLS, params=PARAMS, kernel="other")
    assert explain(before, parts(work)) == ("kernel: python3 → other",)
    assert explain(None, before) == ("never run",)


def test_data_outside_the_workspace_or_missing_is_an_error_at_its_place(work, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    (work.root / "notebooks" / "link.csv").symlink_to(tmp_path / "secret")
    work.file("notebooks/swarm.params.yaml", "data:\n  - ../../secret\n  - link.csv\n  - none.csv\n")
    (notebook,) = work.load().notebooks

    outcome = read_inputs(work.root, notebook, work.settings)

    assert [(problem.code, problem.span.line) for problem in outcome.problems] == [
        ("data-outside", 2),
        ("data-outside", 3),
        ("data-missing", 4),
    ]
    assert outcome.value.data == {}


def test_a_folder_or_a_pattern_declares_every_file_in_it(work) -> None:
    work.file("notebooks/data/deep/more.csv", "1\n")
    for entry in ("data", "data/**/*.csv", "/notebooks/data"):
        work.file("notebooks/swarm.params.yaml", f"data: ['{entry}']\n")
        (notebook,) = work.load().notebooks
        inputs = read_inputs(work.root, notebook, work.settings).value
        assert sorted(inputs.data) == ["data/deep/more.csv", "data/votes.csv"]


def test_the_lock_file_is_the_manifests_or_the_first_usual_one(work) -> None:
    work.file("uv.lock", "x")
    work.file("own.lock", "y")
    (notebook,) = work.load().notebooks
    assert list(read_inputs(work.root, notebook, NotebookSettings()).value.lock) == ["requirements.lock"]
    assert list(read_inputs(work.root, notebook, NotebookSettings(lock="own.lock")).value.lock) == ["own.lock"]
    missing = read_inputs(work.root, notebook, NotebookSettings(lock="none.lock"))
    assert [problem.code for problem in missing.problems] == ["lock-missing"]


def test_modules_are_found_in_cells_with_magics_and_in_broken_ones(tmp_path: Path) -> None:
    for name in ("a", "b", "c", "d"):
        (tmp_path / f"{name}.py").write_text("import a\n")  # a circle does no harm
    cells = ["%matplotlib inline\n!ls\nimport a\n", "%%time\nimport b", "import c\nx = = 1", "import_module('d')"]
    assert [file.name for file in local_modules(cells, tmp_path)] == ["a.py", "b.py", "c.py", "d.py"]
    assert local_modules(["%%bash\nimport a"], tmp_path) == ()
