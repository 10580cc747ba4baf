"""A Report with every node of the vocabulary, written as Markdown and read by pandoc."""

from __future__ import annotations

import datetime
import struct
import zlib
from pathlib import Path

from forum.documents.ast import Node, attribute, has_class, identifier_of, iterate
from forum.model import Media
from forum.report.values import Recommendation, Report, ReportMeta, ReportPaper
from forum.tools.pandoc import read

NOTICE = "Working draft that demonstrates the forum's workspace. It is no position of any university."

MARKDOWN = (Path(__file__).parent / "sample.md").read_text()

_SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 200" width="400" height="200">
<path d="M20 180 H380 M20 180 V20" stroke="black" fill="none"/>
<path d="M20 170 L140 150 L260 90 L380 30" stroke="#0b5c7a" stroke-width="3" fill="none"/></svg>
"""


def png(width: int = 400, height: int = 200) -> bytes:
    """Return a small grey picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\xcc" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def sample_blocks() -> list[Node]:
    """Return the sample's blocks."""
    blocks: list[Node] = read(MARKDOWN)
    return blocks


def sample_report(folder: Path, **meta: str) -> Report:
    """Return the sample; its pictures are written to ``folder``."""
    (folder / "override.svg").write_text(_SVG)
    (folder / "override.png").write_bytes(png())
    blocks = sample_blocks()
    return Report(
        meta=ReportMeta(
            **{
                "title": "Academic Forum on Responsible AI in the Military Domain",
                "subtitle": "Consolidated report of recommendations",
                "lead": "Delft University of Technology",
                "notice": NOTICE,
                "version": "0.1",
                "commit": "abc1234",
                "license": "CC BY 4.0",
                "keywords": ("responsible AI", "military domain"),
                "description": "What the forum recommends.",
                "draft": True,
                "date": datetime.date(2027, 2, 1),
                **meta,  # type: ignore[arg-type]
            }
        ),
        blocks=tuple(blocks),
        papers=(
            ReportPaper(
                "swarms",
                "1",
                "Human control over swarms",
                "deployment",
                "recommendation-paper",
                "draft",
                "en",
                ("Jane Doe", "José Núñez"),
            ),
            ReportPaper(
                "vreemd",
                "2",
                "Voorspelbaarheid bij verschuiving",
                "deployment",
                "case-study",
                "final",
                "nl",
                ("Jan Jansen",),
            ),
        ),
        recommendations=tuple(_recommendation(node) for node in iterate(blocks) if has_class(node, "recommendation")),
        references=({"id": "doe2031", "type": "book", "title": "Swarms and People"},),
        media={
            "media/override.svg": Media("image/svg+xml", folder / "override.svg"),
            "media/override.png": Media("image/png", folder / "override.png"),
        },
    )


def _recommendation(node: Node) -> Recommendation:
    return Recommendation(
        id=identifier_of(node),
        number=int(attribute(node, "number")),
        paper=attribute(node, "paper"),
        text="States should act.",
        digest="v1:" + "0" * 64,
        addressees=tuple(attribute(node, "addressees").split()),
        strength=attribute(node, "strength"),
        certainty=attribute(node, "certainty"),
        cites=("doe2031",),
        figures=("swarms-fig-override",) if identifier_of(node) == "rec-span-of-control" else (),
    )
