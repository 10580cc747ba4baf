"""A Report with every node of the vocabulary, its prose in sample.md."""

from __future__ import annotations

import datetime
import zlib
from pathlib import Path

from forum.documents.ast import Node
from forum.model import Media
from forum.report.labels import labels_for
from forum.report.values import Report, ReportMeta, ReportPaper
from forum.tools.pandoc import read

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
TEMPLATE = ROOT / "templates" / "report"
FONTS = (ROOT / "templates" / "fonts",)
ATTACHMENTS = {
    "recommendations.json": (b"[]\n", "application/json", "The recommendations"),
    "references.json": (b"[]\n", "application/json", "The references"),
    "manifest.json": (b"{}\n", "application/json", "What the report was made from"),
}
NOTICE = (
    "Working draft that demonstrates the forum's workspace. It states no position of any university, "
    "and its recommendations have not been agreed by anyone."
)
_KEYS = {"doe2031": "Doe, J.", "chen2029": "Chen, L., and C. Okafor", "ap1": "Additional Protocol I"}


def sample_report(folder: Path, markdown: str = "") -> Report:
    """Return the sample; its picture is written into ``folder``. ``markdown`` replaces its text."""
    picture = folder / "accuracy.svg"
    picture.write_text(_chart())
    return Report(
        meta=ReportMeta(
            title="Academic Forum on Responsible AI in the Military Domain",
            subtitle="Consolidated report of recommendations",
            lead="Delft University of Technology",
            notice=NOTICE,
            version="0.3",
            date=datetime.date(2026, 11, 22),
            address="https://doi.org/10.5555/12345678",
            license="CC BY 4.0",
            keywords=("responsible AI", "human control"),
            description="Recommendations of an academic forum.",
            labels=labels_for("en"),
            draft=True,
        ),
        blocks=tuple(sample_blocks(markdown)),
        papers=(
            ReportPaper("shift", "1", "Predictability", "technology", "recommendation-paper", "draft", "en"),
            ReportPaper("coverage", "2", "Coverage", "governance", "case-study", "final", "en"),
        ),
        media={"media/accuracy.svg": Media("image/svg+xml", picture)},
    )


def sample_blocks(markdown: str = "") -> list[Node]:
    text = markdown or (HERE / "sample.md").read_text(encoding="utf-8")
    for name, made in (("LONGTABLE", _long_table()), ("WIDETABLE", _wide_table()), ("REFERENCES", _references())):
        text = text.replace(name, made)
    return read(text)


def _long_table() -> str:
    rows = [
        f"| Instrument {n} on the governance of something | {1950 + n} | {'binding' if n % 3 else 'political'} "
        f"| {n * 37 % 100}% |"
        for n in range(1, 61)
    ]
    caption = ": [Table 2.]{.caption-label} Instruments by theme, and the share that each covers. {#coverage-tbl-long}"
    return "\n".join(["| Instrument | Year | Status | Coverage |", "|:---|:---|:---|:---|", *rows, "", caption])


def _wide_table() -> str:
    heads = [
        "Instrument",
        "Responsibility",
        "Accountability",
        "Predictability",
        "Explainability",
        "Reliability",
        "Bias",
        "Year",
    ]
    cells = ["Guiding principles on emerging technologies", "yes", "partly", "no", "no", "–", "12.5", "2019"]
    row = "| " + " | ".join(cells) + " |"
    caption = ": [Table 3.]{.caption-label} What each instrument says of each theme. {#coverage-tbl-wide}"
    return "\n".join(["| " + " | ".join(heads) + " |", "|:--" * 8 + "|", row, row, row, "", caption])


def _references() -> str:
    entries = [
        f"::: {{#ref-{key} .csl-entry}}\n{name} 2031. "
        "“A Title of Some Length That Runs on into the Next Line of the Entry.” "
        f"*Journal of Things* {n} (2): 1–20. <https://doi.org/10.5555/{'long-suffix-' * 3}{n}>."
        f" [[↩ p. {n}](#cite-{n})]{{.backlinks}}\n:::"
        for n, (key, name) in enumerate(_KEYS.items(), 1)
    ]
    entries += [
        f"::: {{#ref-other{n} .csl-entry}}\nOther, A. {2010 + n}. *A Book About the Law of Armed Conflict*. "
        "Leiden: Publisher.\n:::"
        for n in range(9)
    ]
    return "::::: {#refs .references}\n" + "\n".join(entries) + "\n:::::"


def _chart() -> str:
    lines = ""
    for bend, colour in ((1, "#000"), (1.5, "#0072b2"), (2, "#d55e00")):
        points = " ".join(f"{40 + x * 40},{30 + x * x * bend}" for x in range(10))
        lines += f'<polyline points="{points}" fill="none" stroke="{colour}"/>'
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="453.6pt" height="230.4pt" viewBox="0 0 453.6 230.4">'
        f'<path d="M40 10V200H440" fill="none" stroke="#000"/>{lines}</svg>'
    )


def png(width: int = 60, height: int = 40) -> bytes:
    """Return a small grey PNG."""
    import struct

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\x00" + bytes([200]) * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
