"""Word files as a stranger's input: each refusal says what is wrong and what to do."""

from __future__ import annotations

import io
import zipfile

import pytest
from wordfiles import FRONT, edited, packed

from forum.diagnostics import UsageError
from forum.stages.word_in import read_stamp, returned_paper
from forum.word.package import opened

TEXT = FRONT + "Text.\n"


def archive(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no Word file"),
        (b"PK\x03\x04 and rubbish", "no Word file"),
        (b"%PDF-1.7", "no Word file"),
        (archive({"word/other.xml": b"<a/>"}), "no word/document.xml"),
        (archive({"word/document.xml": b"<a>"}), "damaged"),
        (archive({"word/document.xml": b"<a/>", "word/vbaProject.bin": b"x"}), "macros"),
        (archive({"word/document.xml": b"<a/>", **{f"x{n}": b"" for n in range(5001)}}), "5002 members"),
        (archive({"word/document.xml": b"<a/>", "bomb.xml": b"0" * 30_000_000}), "200 times"),
        (archive({"word/document.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "entities"),
        (archive({"word/document.xml": '<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16")}), "UTF-8"),
        (archive({"word/document.xml": b"<a>" * 300 + b"</a>" * 300}), "nests"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_sound_word_file_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(UsageError, match=said) as refused:
        returned_paper(data, TEXT)
    assert refused.value.hints


def test_a_cut_off_file_is_refused() -> None:
    with pytest.raises(UsageError):
        read_stamp(packed(TEXT)[:2000])


def test_no_relation_that_leads_outside_is_followed_and_no_picture_opened() -> None:
    def link(xml: str) -> str:
        return xml.replace(
            "</Relationships>",
            '<Relationship Id="rIdEvil" TargetMode="External" Target="file:///etc/passwd" '
            'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/subDocument"/></Relationships>',
        )

    evil = edited(packed(TEXT), link, "word/_rels/document.xml.rels")
    assert returned_paper(evil, TEXT).value.text == TEXT


def test_pictures_are_not_unpacked() -> None:
    parts = opened(archive({"word/document.xml": b"<a/>", "word/media/image1.png": b"x"}))
    assert list(parts) == ["word/document.xml"]


@pytest.mark.parametrize("slug", ["../x", "a/b", "..", "a\\b", ""])
def test_a_stamp_that_names_no_paper_is_none(slug: str) -> None:
    part = f'<pack xmlns="urn:forum-workspace:pack:1" slug="{slug}" base="{"a" * 40}"/>'.encode()
    data = archive({"word/document.xml": b"<a/>", "customXml/item1.xml": part})
    assert read_stamp(data) is None
