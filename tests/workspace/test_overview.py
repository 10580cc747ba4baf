"""Status, doctor, schemas, git and templates."""

import datetime
import json
import re
import subprocess
import sys

import jsonschema
import msgspec
import pytest

from forum.commands.doctor import doctor
from forum.commands.new import new_paper
from forum.commands.schema import schema
from forum.commands.status import status
from forum.diagnostics import UsageError
from forum.documents.schemas import DESCRIPTIONS, json_schemas
from forum.model import Manifest
from forum.tools import git
from forum.tools.templates import package_templates, template_path
from forum.workspace import load

MILESTONES = """
[[milestone]]
id = "final"
date = 2027-06-01
requires = "final"
[[milestone]]
id = "zero-draft"
date = 2027-02-01
requires = "review"
"""


def test_status_says_who_owes_what_by_which_milestone(root):
    manifest = root / "forum.toml"
    manifest.write_text(manifest.read_text() + MILESTONES)
    new_paper(root, "Ready", author="example-author")
    ready = root / "recommendations/papers/ready/paper.md"
    ready.write_text(ready.read_text().replace("status: draft", "status: review"))
    report = status(load(root).value, datetime.date(2027, 2, 3)).value
    assert report.by_status == {"draft": 1, "review": 1, "final": 0}
    assert [(one.id, one.days, one.missing, one.late) for one in report.milestones] == [
        ("zero-draft", -2, ("example",), True),
        ("final", 118, ("example", "ready"), False),
    ]
    assert [(one.slug, one.recommendations, one.late) for one in report.papers] == [
        ("example", 1, ("zero-draft",)),
        ("ready", 0, ()),
    ]
    assert [(one.who, one.milestone, one.papers) for one in report.by_partner] == [
        ("Example University (fictional)", "zero-draft", ("example",)),
        ("Example University (fictional)", "final", ("example", "ready")),
    ]
    assert report.by_editor[0].who == "Editors of the workspace"


def test_doctor_finds_this_machine_fit_and_names_a_kernel_that_is_missing(root):
    findings = {one.name: one for one in doctor(root).value}
    assert {name for name, one in findings.items() if one.state == "fail"} <= {"fonts"}
    assert {"Python", "git", "pandoc", "typst", "papermill", "kernel python3", "cache", "disk"} <= set(findings)
    path = root / "notebooks/example.ipynb"
    path.write_text(path.read_text().replace('"name": "python3"', '"name": "julia-9"'))
    missing = next(one for one in doctor(root).value if one.name == "kernel julia-9")
    assert (missing.state, missing.found) == ("fail", "not installed; example asks for it")
    assert "install the kernel julia-9" in missing.remedy


def test_doctor_works_outside_a_workspace_and_stays_light():
    code = "import sys; from forum.commands.doctor import doctor; doctor(None); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"papermill", "nbformat", "matplotlib", "pypandoc"} & set(done.stdout.split())


def test_the_schemas_accept_what_the_loader_accepts_and_describe_every_key(tmp_path, root):
    written = schema(tmp_path / "schemas").value
    schemas = {path.name: json.loads((tmp_path / "schemas" / path).read_text()) for path in written.paths}
    kinds = ("forum", "people", "paper", "params", "contribution", "positions", "round", "reviews")
    assert set(schemas) == {f"{kind}.schema.json" for kind in kinds}
    for one in schemas.values():
        jsonschema.Draft202012Validator.check_schema(one)
    manifest = json.loads(msgspec.json.encode(load(root).value.manifest))
    assert isinstance(msgspec.convert(manifest, Manifest), Manifest)
    jsonschema.validate(manifest, schemas["forum.schema.json"])
    with pytest.raises(jsonschema.ValidationError, match="titel"):
        jsonschema.validate([{"id": "a", "name": "A", "titel": "x"}], schemas["people.schema.json"])
    with pytest.raises(jsonschema.ValidationError, match="finished"):
        front = {"title": "T", "kind": "case-study", "theme": "t", "authors": [], "status": "finished"}
        jsonschema.validate(front, schemas["paper.schema.json"])
    assert any("yaml-language-server" in hook for hook in written.hooks)


def test_every_key_of_every_file_has_a_description():
    keys = {
        f"{title}.{key}"
        for one in json_schemas().values()
        for title, part in one["$defs"].items()
        for key in part["properties"]
        if title != "Manifest"
    }
    assert keys == set(DESCRIPTIONS)


def test_a_template_of_the_workspace_wins_unless_it_leads_out(root, tmp_path):
    default = package_templates() / "new/paper.md"
    assert template_path(root, "new/paper.md") == default
    own = root / "templates/new/paper.md"
    own.parent.mkdir(parents=True)
    own.write_text("own")
    assert template_path(root, "new/paper.md") == own
    own.unlink()
    (tmp_path / "outside.md").write_text("x")
    own.symlink_to(tmp_path / "outside.md")
    assert template_path(root, "new/paper.md") == default
    with pytest.raises(UsageError, match="there is no template templates/nothing"):
        template_path(root, "nothing")


def test_git_is_asked_softly(tmp_path, root):
    assert (git.head_commit(root), git.commit_date(root), git.describe(root)) == ("", None, "")
    assert git.is_repository(root)
    outside = tmp_path / "outside"
    outside.mkdir()
    assert (git.is_repository(outside), git.head_commit(outside)) == (False, "")
    command = ["git", "-c", "user.name=a", "-c", "user.email=b@c", "-c", "core.hooksPath=/dev/null"]
    subprocess.run([*command, "add", "-A"], cwd=root, check=True)
    subprocess.run([*command, "commit", "-qm", "x"], cwd=root, check=True)
    assert re.fullmatch("[0-9a-f]{12}", git.head_commit(root))
    assert git.head_commit(root).startswith(git.describe(root))
    assert git.commit_date(root).tzinfo is datetime.UTC
