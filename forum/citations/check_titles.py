"""Proper nouns in titles that a citation style prints in small letters: “the law of geneva”."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from forum.citations.records import Record, plain
from forum.diagnostics import Diagnostic, warning

_TITLES = {"title": "title", "booktitle": "container-title", "journaltitle": "container-title"}
_WORD = re.compile(r"[^\W\d_]+")
_NOUNS = """
    Afghanistan Africa African America American Amsterdam Arab Arabic Arctic Asia Asian Australia Australian Austria
    Azerbaijan Baltic Bayes Bayesian Beijing Belgian Belgium Berlin Bosnia Brazil Brazilian Britain British Brussels
    Canada Canadian Catholic China Chinese Christian Clausewitz Coruña Crimea Cuba Delft Denmark Dutch Egypt Egyptian
    Einstein England English Estonia Ethiopia Europe European Finland Finnish France French Gaussian Gaza Geneva German
    Germany Greece Greek Hague Hiroshima Hungarian Hungary Iceland India Indian Indonesia Iran Iranian Iraq Iraqi
    Ireland Irish Islam Islamic Israel Israeli Italian Italy Japan Japanese Jewish Kant Kantian Kenya Korea Korean
    Kosovo Kyiv Latin Latvia Leiden Libya Lisbon Lithuania London Luxembourg Madrid Markov Martens Mexican Mexico
    Moscow Muslim Nagasaki Netherlands Nigeria Nordic Norway Norwegian Nuremberg Oslo Ottawa Pacific Pakistan Palestine
    Palestinian Paris Peru Poland Portugal Portuguese Qatar Romania Russia Russian Rwanda Scotland Scottish Seoul
    Serbia Shanghai Singapore Somalia Spain Spanish Stockholm Sudan Sweden Swedish Swiss Switzerland Syria Syrian
    Taiwan Tallinn Thailand Tokyo Turing Turkey Turkish Ukraine Ukrainian Utrecht Vienna Vietnam Vietnamese Washington
    Yemen Yugoslavia
"""
NOUNS = frozenset(_NOUNS.split())


def small_nouns(record: Record, item: Mapping[str, object]) -> Iterator[Diagnostic]:
    """Yield a warning for a title in which a name that is written with a capital is printed with a small letter.

    ``item`` is the reference as pandoc read it: in English titles it makes letters small
    that no braces protect, for styles that print titles as sentences.

    Source: pandoc's reader of BibTeX; names of places, peoples and a few persons.
    """
    for name, variable in _TITLES.items():
        field, printed = record.field(name), item.get(variable)
        if field is None or not isinstance(printed, str):
            continue
        small = set(_WORD.findall(printed))
        for found in _WORD.finditer(plain(field.value)):
            word = found[0]
            if word in NOUNS and word not in small and word.lower() in small:
                at = max(field.value.find(word), 0)
                message = f"this style prints “{word.lower()}” for “{word}”"
                yield warning("title-noun", message, record.at_field(field, at), f"write {{{word}}}, in braces")
