"""The institution that leads the forum is named as that, and never as author or publisher."""

from __future__ import annotations

import dataclasses
import io
import json
import re
from pathlib import Path

import pikepdf

from forum.report.typst import typst_source
from forum.site.write import write_site
from forum.tools.typst import write_pdf
from tests.report.sample import FONTS, ROOT, TEMPLATE, sample_report

LEAD = "Delft University of Technology"
EDITORS = "Fictional editors"


def test_the_lead_is_no_author_in_any_metadata(tmp_path: Path) -> None:
    report = sample_report(tmp_path)
    meta = dataclasses.replace(report.meta, authors=(EDITORS,), groups=(EDITORS,))
    report = dataclasses.replace(report, meta=meta)

    pdf = pikepdf.open(io.BytesIO(write_pdf(report, TEMPLATE, FONTS, {}, 0).value))
    assert str(pdf.docinfo["/Author"]) == EDITORS

    write_site(report, tmp_path / "site", ROOT / "templates" / "site", {}, {})
    page = (tmp_path / "site" / "index.html").read_text()
    said = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1])
    assert said["author"] == [{"@type": "Organization", "name": EDITORS}]
    assert LEAD not in json.dumps(said)


def test_the_cover_says_what_it_leads(tmp_path: Path) -> None:
    report = sample_report(tmp_path)
    assert f"For a forum led by {LEAD}" in typst_source("", report)
    dutch = dataclasses.replace(report.meta, labels={"led-by": "Voor een forum onder leiding van"})
    assert dutch.led_by == f"Voor een forum onder leiding van {LEAD}"
    assert dataclasses.replace(report.meta, lead="").led_by == ""
