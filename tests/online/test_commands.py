"""``forum cite`` and ``forum check --online`` as a person types them, with the registries on this machine."""

from __future__ import annotations

import json

import pytest
from answers import ARXIV, crossref, handle, update

from forum.cli import run
from forum.commands.init import init

CROSSREF = "/cr/works/10.5555%2Fswarm.2021"
BIB = "recommendations/references.bib"


@pytest.fixture
def workspace(server, tmp_path, monkeypatch):
    """An empty workspace, and the environment that names this machine's registries."""
    root = tmp_path / "forum"
    init(root, "A forum")
    for name in ("crossref", "datacite", "doi", "arxiv", "pubmed", "openlibrary"):
        monkeypatch.setenv(f"FORUM_{name.upper()}_URL", getattr(server.services(), name))
    monkeypatch.chdir(root)
    return root


def references(workspace, text):
    (workspace / BIB).write_text(text)


def said(capsys, *words):
    code = run(words)
    out = capsys.readouterr()
    return code, out.out, out.err


# --- cite ----------------------------------------------------------------------------


def test_a_doi_is_added_behind_what_is_there_and_its_key_is_told(workspace, server, capsys):
    server.says(CROSSREF, crossref())
    before = '% made by hand\r\n\r\n@BOOK{doe-2001, author = "Doe, J.", title = {X},\r\n date=2001}'
    (workspace / BIB).write_bytes(before.encode())
    code, out, _ = said(capsys, "cite", "https://doi.org/10.5555/SWARM.2021")
    after = (workspace / BIB).read_bytes().decode()
    assert code == 0 and after.startswith(before + "\r\n\r\n@article{van-der-doe-2021,\r\n  author")
    assert (
        "\n" not in after.replace("\r\n", "") and "added to recommendations/references.bib, as Crossref has it" in out
    )
    assert out.endswith("Cite it as [@van-der-doe-2021]\n")


def test_a_work_that_is_there_is_not_asked_for_in_whatever_spelling(workspace, server, capsys):
    references(workspace, "@misc{mine, title = {X}, url = {https://dx.doi.org/10.5555/Swarm.2021}}\n")
    code, out, _ = said(capsys, "cite", "doi:10.5555/SWARM.2021", "10.5555/swarm.2021")
    assert code == 0 and out.count("Cite it as [@mine]") == 2 and server.asked == []


def test_a_registry_may_tell_that_the_work_is_there_under_another_identifier(workspace, server, capsys):
    references(workspace, "@misc{mine, title = {X}, doi = {10.5555/swarm.2021}}\n")
    server.says("/pm/lit/ctxp/v1/pubmed/?format=csl&id=21077562", crossref()["message"])
    before = (workspace / BIB).read_bytes()
    code, out, _ = said(capsys, "cite", "pmid:21077562")
    assert code == 0 and "[@mine]" in out and (workspace / BIB).read_bytes() == before


def test_many_at_once_and_a_second_one_of_an_author_and_year(workspace, server, capsys):
    server.says(CROSSREF, crossref())
    server.says("/cr/works/10.5555%2Fother", crossref(DOI="10.5555/other", title=["Quite another work of hers"]))
    server.says("/arxiv/api/query?id_list=2006.99999&max_results=1", ARXIV)
    code, out, _ = said(
        capsys, "cite", "10.5555/swarm.2021", "10.5555/other", "arXiv:2006.99999v1", "kst-33694-67", "--format", "json"
    )
    made = json.loads(out)
    keys = [one["key"] for one in made["references"]]
    assert keys == ["vanderdoe2021", "vanderdoe2021b", "doe2020", "kst-33694-67"]  # as the example2020 that is there
    assert code == 0 and all(f"{{{key}," in (workspace / BIB).read_text() for key in keys)


def test_what_was_added_is_found_by_its_identifier(workspace, server, capsys):
    server.says(CROSSREF, crossref())
    said(capsys, "cite", "10.5555/swarm.2021", "A/RES/79/239")
    (workspace / "note.md").write_text("As said [@doi:10.5555/swarm.2021; @un:A/RES/79/239].\n")
    code, out, _ = said(capsys, "check", "note.md", BIB, "--root", str(workspace))
    assert code == 0 and "citation-unknown" not in out


def test_a_paper_may_have_its_own(workspace, server, capsys):
    server.says(CROSSREF, crossref())
    (slug,) = (path.parent.name for path in (workspace / "recommendations/papers").glob("*/paper.md"))
    shared = (workspace / BIB).read_bytes() if (workspace / BIB).exists() else b""
    assert said(capsys, "cite", "10.5555/swarm.2021", "--paper", slug)[0] == 0
    assert "@article{vanderdoe2021," in (workspace / f"recommendations/papers/{slug}/references.bib").read_text()
    assert ((workspace / BIB).read_bytes() if (workspace / BIB).exists() else b"") == shared
    code, _, err = said(capsys, "cite", "10.5555/swarm.2021", "--paper", "none")
    assert code == 2 and f"the papers are: {slug}" in err


def test_that_its_preprint_is_there_already_is_told(workspace, server, capsys):
    server.says(CROSSREF, crossref(subtitle=[], author=[{"family": "Doe", "given": "J."}]))
    title = "Human control over swarms & the limits of attention in Utrecht"
    references(
        workspace, f"@online{{pre, author = {{Doe, J.}}, title = {{{title}}}, eprint = {{2006.99999}}, date = 2020}}\n"
    )
    code, out, _ = said(capsys, "cite", "10.5555/swarm.2021")
    assert code == 0 and "preprint-published" in out and "[@doe-2021]" in out


def test_that_a_work_was_retracted_is_told_when_it_is_added(workspace, server, capsys):
    server.says(CROSSREF, crossref(**{"updated-by": [update("retraction", "10.5555/notice")]}))
    code, out, _ = said(capsys, "cite", "10.5555/swarm.2021", "kst-33694-67")
    assert code == 1 and "this work was retracted on 2021-09-01 (10.5555/notice)" in out
    assert out.count("error[") == 1


def test_a_dry_run_writes_nothing(workspace, server, capsys):
    server.says(CROSSREF, crossref())
    before = (workspace / BIB).read_bytes()
    code, out, _ = said(capsys, "cite", "10.5555/swarm.2021", "--dry-run")
    assert code == 0 and "would add" in out and (workspace / BIB).read_bytes() == before


@pytest.mark.parametrize(
    ("identifiers", "told"),
    [
        (["kst-33694-67", "10.5555/down"], "10.5555/down could not be looked up"),
        (["kst-33694-67", "10.5555/gone"], "10.5555/gone is not known: doi.org does not know 10.5555/gone"),
        (["kst-33694-67", "10.5555/elsewhere"], "exists, but neither Crossref nor DataCite describes it"),
        (["kst-33694-67", "Smith 2020"], "Smith 2020 is no identifier that is known here"),
    ],
)
def test_all_or_nothing(workspace, server, capsys, identifiers, told):
    for path in ("/cr/works/", "/dc/dois/"):
        server.says(f"{path}10.5555%2Fdown", "<html>", 503)
    server.says("/doi/api/handles/10.5555/gone", handle(100, "10.5555/gone"), 404)
    server.says("/doi/api/handles/10.5555/down", handle(1, "10.5555/down"))
    server.says("/doi/api/handles/10.5555/elsewhere", handle(1, "10.5555/elsewhere"))
    before = (workspace / BIB).read_bytes()
    code, out, err = said(capsys, "cite", *identifiers)
    assert code == 2 and told in err and "nothing was written" in err.replace("is no identifier", "nothing was written")
    assert out == "" and (workspace / BIB).read_bytes() == before


def test_without_a_network_it_says_so(workspace, capsys, monkeypatch):
    for name in ("crossref", "datacite", "doi"):
        monkeypatch.setenv(f"FORUM_{name.upper()}_URL", "http://127.0.0.1:1")
    code, _, err = said(capsys, "cite", "10.5555/swarm.2021")
    assert code == 2 and "it cannot be reached; nothing was written" in err and "is there a network?" in err


def test_an_entry_that_never_ends_does_not_swallow_what_is_added(workspace, capsys):
    references(workspace, "@book{open, title = {A {B}\n")
    code, out, _ = said(capsys, "cite", "kst-33694-67")
    assert code == 0 and "[@kst-33694-67]" in out
    assert (workspace / BIB).read_text().startswith("@book{open, title = {A {B}\n\n@report{kst-33694-67,")


@pytest.mark.parametrize(("to", "told"), [("../other.bib", "not in the workspace"), ("refs.json", "no .bib file")])
def test_only_a_bib_file_of_the_workspace_is_written(workspace, capsys, to, told):
    code, _, err = said(capsys, "cite", "kst-33694-67", "--to", to)
    assert code == 2 and told in err


# --- check --online --------------------------------------------------------------------


def entry(key, **fields):
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@article{{{key},\n{lines}}}\n"


GOOD = {
    "author": "van der Doe, Jane and Müller, Jörg and others",
    "title": "Human control over swarms and the limits of attention in Utrecht",
    "journaltitle": "Journal of Examples",
    "date": "2021",
    "doi": "10.5555/swarm.2021",
}


def online(workspace, capsys):
    code, out, err = said(capsys, "check", BIB, "--online", "--format", "json")
    return code, [(one["code"], one["line"]) for one in json.loads(out)["diagnostics"]], err


def test_what_is_as_registered_is_quiet_and_a_second_run_asks_nothing(workspace, server, capsys):
    server.says(CROSSREF, crossref())
    server.says("/page", "text")
    references(workspace, entry("a", **GOOD) + entry("b", title="T", journaltitle="J", url=f"{server.url}/page"))
    code, found, err = online(workspace, capsys)
    assert [one for one in found if one[0] != "citation-unused"] == [] and code == 0
    assert "online: 2 found, 0 differs, 0 not found, 0 unchecked" in err
    server.asked.clear()
    assert online(workspace, capsys) == (code, found, err) and server.asked == []


def test_each_outcome_has_its_place(workspace, server, capsys):
    server.says(CROSSREF, crossref())
    server.says("/doi/api/handles/10.5555/gone", handle(100, "10.5555/gone"), 404)
    server.says("/blocked", "<html>are you a robot?</html>", 403)
    references(
        workspace,
        entry("a", **{**GOOD, "date": "2025"})
        + entry("b", title="T", journaltitle="J", doi="10.5555/gone")
        + entry("c", title="T", journaltitle="J", url=f"{server.url}/gone")
        + entry("d", title="T", journaltitle="J", url=f"{server.url}/blocked")
        + entry("e", title="T", journaltitle="J"),
    )
    code, found, err = online(workspace, capsys)
    assert [one for one in found if one[0] != "citation-unused"] == [
        ("registered-year", 5),
        ("identifier-unregistered", 11),
        ("link-dead", 16),
    ]
    assert code == 1
    assert "online: 0 found, 1 differs, 2 not found, 1 unchecked; 1 reference has neither" in err
    assert "unchecked, it answers 403: 127.0.0.1" in err


def test_a_reference_without_a_doi_is_told_the_one_that_it_has(workspace, server, capsys):
    query = (
        "van%20der%20Doe%20Human%20control%20over%20swarms%20and%20the%20limits%20of%20attention%20in%20Utrecht%202021"
    )
    people = crossref()["message"]["author"][:2]
    found = crossref(title=[GOOD["title"]], author=people)["message"]
    server.says(f"/cr/works?query.bibliographic={query}&rows=1", {"status": "ok", "message": {"items": [found]}})
    author = GOOD["author"].removesuffix(" and others")
    references(workspace, entry("a", **{**GOOD, "doi": "", "author": author}) + entry("b", title="T", journaltitle="J"))
    code, found, err = online(workspace, capsys)
    assert code == 0 and ("doi-known", 1) in found and "0 found" in err
    (workspace / BIB).write_text(entry("a", **{**GOOD, "doi": "", "author": f"{author} and Roe, R."}))
    assert "doi-known" not in [one for one, _ in online(workspace, capsys)[1]]


def test_an_outage_is_no_problem_of_the_workspaces(workspace, server, capsys):
    for path in (CROSSREF, "/dc/dois/10.5555%2Fswarm.2021", "/doi/api/handles/10.5555/swarm.2021"):
        server.says(path, "<html>", 500)
    references(workspace, entry("a", **GOOD))
    code, found, err = online(workspace, capsys)
    assert code == 0 and {one[0] for one in found} <= {"citation-unused"} and "1 unchecked" in err


def test_a_retraction_is_told_with_its_day_unless_the_record_says_so(workspace, server, capsys):
    server.says(CROSSREF, crossref(**{"updated-by": [update("retraction", "10.5555/notice")]}))
    references(workspace, entry("a", **GOOD))
    code, out, _ = said(capsys, "check", BIB, "--online")
    assert code == 1 and "this work was retracted on 2021-09-01 (10.5555/notice), as known on " in out
    references(workspace, entry("a", **GOOD, note="Retracted 1 September 2021"))
    assert said(capsys, "check", BIB, "--online")[0] == 0


def test_without_online_nobody_is_asked(workspace, server, capsys):
    references(workspace, entry("a", **GOOD))
    said(capsys, "check")
    said(capsys, "check", "--fix")
    assert server.asked == []


def test_files_outside_a_workspace_are_looked_up_too(server, workspace, capsys, tmp_path, monkeypatch):
    server.says(CROSSREF, crossref())
    monkeypatch.chdir(tmp_path)
    (tmp_path / "r.bib").write_text(entry("a", **{**GOOD, "title": "Something else altogether"}))
    code, out, _ = said(capsys, "check", "r.bib", "--online")
    assert code == 0 and "r.bib:3:12" in out and "registered-title" in out


def test_who_asks_is_named_as_the_manifest_says(workspace, server, capsys):
    manifest = workspace / "forum.toml"
    manifest.write_text(manifest.read_text() + '\n[citations]\nmailto = "editors@example.org"\n')
    references(workspace, entry("a", **GOOD))
    online(workspace, capsys)
    assert server.asked[0][1]["User-Agent"].endswith("(mailto:editors@example.org)")
