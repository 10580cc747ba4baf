"""The web edition as files: whole, safe, the same each time, and never half written."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from edition_sample import COMPUTATIONS, sample_report

from forum.site import write_site
from forum.site.clean import cleaned

TEMPLATES = Path(__file__).parent.parent.parent / "templates" / "site"


class Read(HTMLParser):
    """What a page links to, what can be linked to on it, and its elements."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        self.links += [value for key in ("href", "src") if (value := found.get(key))]
        if identifier := found.get("id"):
            self.ids.append(identifier)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    return build(folder)


def build(folder: Path, **meta: object) -> Path:
    report = sample_report(folder, **meta)
    pdf = folder / "report.pdf"
    pdf.write_bytes(b"%PDF-" + b"x" * 1_200_000)
    outcome = write_site(report, folder / "site", TEMPLATES, {"PDF": pdf}, COMPUTATIONS)
    assert not outcome.problems
    return outcome.value.parent


def pages(site: Path) -> dict[str, Read]:
    found = sorted(site.rglob("*.html"))
    return {path.relative_to(site).as_posix(): Read(path.read_text(encoding="utf-8")) for path in found}


def test_every_link_of_every_page_finds_its_file_and_its_place(site: Path) -> None:
    read = pages(site)
    broken = []
    for name, page in read.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme:
                continue
            target = (site / name).parent / parts.path if parts.path else site / name
            place = target.resolve().relative_to(site.resolve()).as_posix()
            if not target.is_file() or (parts.fragment and parts.fragment not in read[place].ids):
                broken.append((name, link))
    assert not broken


def test_an_id_stands_once_on_a_page(site: Path) -> None:
    for name, page in pages(site).items():
        assert len(page.ids) == len(set(page.ids)), name


def test_no_page_asks_another_host_for_anything(site: Path) -> None:
    for name, page in pages(site).items():
        for tag, found in page.tags:
            asked = found.get("src") or (found.get("href") if tag == "link" else None)
            assert not urlsplit(asked or "").netloc, name
            assert "style" not in found, name
            assert not [key for key in found if key.startswith("on")], name
    assert "url(" not in (site / "site.css").read_text()
    assert "@import" not in (site / "site.css").read_text()


def test_the_notice_is_on_each_page(site: Path) -> None:
    for path in site.rglob("*.html"):
        assert "It states no position of any university" in path.read_text(encoding="utf-8"), path


def test_a_draft_is_marked_on_its_page_and_on_its_recommendations(site: Path) -> None:
    mark = '<span class="badge status-draft">Draft</span>'

    assert mark in (site / "papers/shift.html").read_text()
    assert mark in (site / "recommendations/rec-span-of-control.html").read_text()
    assert mark not in (site / "papers/coverage.html").read_text()


def test_the_first_page_offers_the_files_with_their_size(site: Path) -> None:
    assert re.search(r'href="report.pdf" download>Download PDF <span>1.2 MB', (site / "index.html").read_text())
    assert (site / "report.pdf").is_file()


def test_the_recommendations_are_there_as_data(site: Path) -> None:
    data = json.loads((site / "recommendations.json").read_text())

    for one in data["recommendations"]:
        assert (site / "recommendations" / f"{one['id']}.html").is_file()


def test_the_same_report_gives_the_same_files(tmp_path: Path, site: Path) -> None:
    again = build(tmp_path)

    for path in site.rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (again / path.relative_to(site)).read_bytes(), path


def test_a_page_names_its_permanent_address_only_where_the_report_has_one(tmp_path: Path, site: Path) -> None:
    addressed = build(tmp_path, address="https://forum.example/report/")
    page = (addressed / "recommendations/rec-gap.html").read_text()

    assert '<link rel="canonical" href="https://forum.example/report/recommendations/rec-gap.html">' in page
    assert "canonical" not in (site / "recommendations/rec-gap.html").read_text()


def test_nothing_is_put_below_a_doi(tmp_path: Path) -> None:
    addressed = build(tmp_path, address="https://doi.org/10.5555/12345678")

    assert 'rel="canonical" href="https://doi.org/10.5555/12345678"' in (addressed / "index.html").read_text()
    assert "canonical" not in (addressed / "papers/shift.html").read_text()


def test_a_page_describes_itself_to_machines_and_cannot_break_out_of_it(tmp_path: Path) -> None:
    site = build(tmp_path, title="A </script><script>alert(1)</script> & more")
    text = (site / "index.html").read_text()
    said = re.search(r'<script type="application/ld\+json">(.*?)</script>', text)

    assert said
    assert json.loads(said[1])["name"] == "A </script><script>alert(1)</script> & more"
    assert "<script>alert" not in text
    assert '<meta name="citation_publication_date" content="2026/11/22">' in text


def test_a_build_that_fails_leaves_the_old_site(tmp_path: Path) -> None:
    site = build(tmp_path)
    before = (site / "index.html").read_bytes()
    broken = tmp_path / "templates"
    broken.mkdir()

    with pytest.raises(Exception, match=r"html"):
        write_site(sample_report(tmp_path), site, broken, {}, {})

    assert (site / "index.html").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []


def test_a_picture_that_is_gone_is_said_and_the_rest_is_written(tmp_path: Path) -> None:
    report = sample_report(tmp_path)
    (tmp_path / "accuracy.svg").unlink()

    outcome = write_site(report, tmp_path / "site", TEMPLATES, {}, {})

    assert [problem.message for problem in outcome.problems] == ["accuracy.svg is missing from the web edition"]
    assert outcome.value.is_file()


def test_foreign_code_that_came_through_is_dropped_at_the_last_door() -> None:
    dirty = (
        '<p style="color:red" onclick="x()" class="a">t<script>alert(1)</script>'
        '<a href="javascript:x()">l</a><img src="x.png" onerror="x()" alt="a"><iframe src="https://a.b"></iframe></p>'
    )

    assert cleaned(dirty) == '<p class="a">t<a>l</a><img src="x.png" alt="a"></p>'


def test_mathml_comes_through_the_last_door(site: Path) -> None:
    assert "<msup><mi>a</mi><mn>2</mn></msup>" in (site / "papers/shift.html").read_text()
