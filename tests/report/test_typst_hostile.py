"""Nothing that a contribution holds stops the PDF, or makes it less than accessible."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from forum.diagnostics import Outcome
from forum.model import Media
from forum.tools.typst import compile_pdf, write_pdf
from tests.report.sample import ATTACHMENTS, FONTS, TEMPLATE, sample_report

FOREWORD = ":::: {#p .part .foreword}\n# One {#one}\n\n%s\n::::\n"
FATAL = {"pdf-standard", "pdf-failed", "pdf-warning"}

TEXTS = {
    "glyphs": (
        FOREWORD % "中 😀 \ufeff \ue000 `中 x` $x 中$ e\u0301 \U0001f468\u200d\U0001f469\n\n## 中\n\n"
        "| 中 |\n|--|\n| 😀 |\n\n: cap 中\n\n```\n中\n```\n\n[中](https://x/中)^[中]\n",
        {"glyph-missing"},
    ),
    "levels": ("### Three\n\n# \n\n# One\n\n#### Four\n\n## \n", {"heading-skipped", "heading-empty"}),
    "no heading": ("para only", set()),
    "nothing": (" ", set()),
    "ids": (
        FOREWORD
        % '[a]{#x} [b]{#x} [c](#x) [d](#nowhere) [e](#weird<>"id)\n\n## Two {#x}\n\n[f]{#a.b:c/d} [g](#a.b:c/d)',
        {"id-duplicate", "link-broken"},
    ),
    "languages": (FOREWORD % "[x]{lang=klingon} [z]{lang=nl-NL} [q]{lang=zh-Hant-TW}", {"language-unknown"}),
    "math": (
        FOREWORD % "$\\foo{x}$ and $$\\bar{x} \\undefined$$ [$x$](https://a.b) $ $\n\n## Math $E=mc^2$^[note]\n",
        {"math-unreadable"},
    ),
    "escapes": (
        FOREWORD
        % '#read("/etc/passwd") \\#f \\$ \\@foo // /* */ *- x* [1. x]{.problem} [= x]{.rec-label} ] [ }\n\n1) a',
        set(),
    ),
    "pictures": (FOREWORD % "![x](../../etc/passwd) ![](http://a.b/c.png){#q} [x](#q)", {"image-missing"}),
    "long words": (FOREWORD % ("x" * 500 + " `" + "y" * 300 + "` https://a.org/" + "b" * 400), set()),
    "controls": (FOREWORD % "a\x07b\x1bc\u2028d\u00ad\u2060\u202ex", set()),
    "notes": (
        FOREWORD % "a^[b^[c]] [^m]\n\n[^m]: para\n\n    - list\n\n        | a |\n        |---|\n        | b |\n",
        set(),
    ),
    "nesting": (FOREWORD % ("> " * 30 + "x\n\n" + "".join("  " * i * 2 + "- x\n" for i in range(15))), set()),
    "many columns": (FOREWORD % ("|" + " col |" * 30 + "\n|" + "--|" * 30 + "\n|" + " value |" * 30 + "\n"), set()),
}


def accessible(outcome: Outcome[bytes]) -> bool:
    assert not {problem.code for problem in outcome.problems} & FATAL, outcome.problems
    with pikepdf.open(BytesIO(outcome.value)) as pdf, pdf.open_metadata() as metadata:
        return metadata["pdfuaid:part"] == "1" and metadata["pdfaid:conformance"] == "A"


@pytest.mark.parametrize("name", TEXTS)
def test_whatever_is_written_the_pdf_stays_accessible_and_the_author_is_told(name: str, tmp_path: Path) -> None:
    text, codes = TEXTS[name]
    report = replace(sample_report(tmp_path, text), media={})
    outcome = write_pdf(report, TEMPLATE, FONTS, ATTACHMENTS, 0)
    assert accessible(outcome)
    assert {problem.code for problem in outcome.problems} == codes


def test_pictures_that_typst_would_refuse_are_converted_or_framed(tmp_path: Path) -> None:
    Image.new("CMYK", (50, 50), (10, 20, 30, 40)).save(tmp_path / "cmyk.jpg")
    Image.new("I;16", (50, 50)).save(tmp_path / "deep.png")
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nxx")
    (tmp_path / "page.jpg").write_text("<html>")
    (tmp_path / "bad.svg").write_text("<svg")
    space = 'xmlns="http://www.w3.org/2000/svg" width="90" height="50"'
    (tmp_path / "text.svg").write_text(f"<svg {space}><text y='20'>中 &#xFEFF;</text></svg>", encoding="utf-8")
    (tmp_path / "far.svg").write_text(f'<svg {space}><image href="file:///etc/passwd" width="5" height="5"/></svg>')
    names = ["cmyk.jpg", "deep.png", "broken.png", "page.jpg", "bad.svg", "text.svg", "far.svg", "missing.svg"]
    text = FOREWORD % "\n\n".join(f"![Cap {name}](media/{name})" for name in names)
    report = replace(
        sample_report(tmp_path, text), media={f"media/{name}": Media("x", tmp_path / name) for name in names}
    )
    outcome = write_pdf(report, TEMPLATE, FONTS, ATTACHMENTS, 0)
    assert accessible(outcome)
    broken = {problem.message.split()[2] for problem in outcome.problems if problem.code == "image-broken"}
    assert broken == {"broken.png", "page.jpg", "bad.svg", "far.svg", "missing.svg"}
    assert str(tmp_path) not in " ".join(problem.message for problem in outcome.problems)


def test_odd_metadata_does_no_harm(tmp_path: Path) -> None:
    report = sample_report(tmp_path, FOREWORD % "x")
    odd = replace(
        report.meta, title="", subtitle='"x\\ #y', notice="n" * 900, language="xx-YYYY", lead='中 "', version="中"
    )
    assert accessible(write_pdf(replace(report, meta=odd), TEMPLATE, FONTS, ATTACHMENTS, 0))


def test_a_template_that_fails_gives_way_to_the_package_and_is_told(tmp_path: Path) -> None:
    (tmp_path / "report.typ").write_text("#let report(..all, body) = panic()")
    outcome = write_pdf(sample_report(tmp_path, FOREWORD % "x"), tmp_path, FONTS, ATTACHMENTS, 0)
    assert accessible(outcome)
    assert [problem.code for problem in outcome.problems] == ["template-failed"]


def test_source_that_typst_refuses_is_a_problem_and_no_traceback() -> None:
    outcome = compile_pdf("#panic()", {}, TEMPLATE, FONTS, {}, 0)
    assert outcome.value == b""
    assert [problem.code for problem in outcome.problems] == ["pdf-failed"]
