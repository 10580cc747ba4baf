"""A sheet: a page to hand out or mail, such as a table of comments, whatever format it is written in."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from forum.documents.ast import Node


@dataclass(frozen=True)
class Sheet:
    """What is on a sheet: a title, blocks, and the forum's own words on it. Words are those of its language.

    What is struck out is a Strikeout, what is new an Underline.
    """

    title: str
    blocks: tuple[Node, ...]
    forum: str
    notice: str
    language: str
    date: datetime.date
    landscape: bool = False
