"""Identifiers of persons, institutions and countries, held against their own checksums."""

from __future__ import annotations

import re
import unicodedata

from forum.diagnostics import Diagnostic, Span, error

_ORCID = re.compile(r"\d{15}[\dX]")
_ROR = re.compile(r"0[0-9a-hjkmnp-tv-z]{6}\d{2}")
_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_ID = re.compile(r"\w+([-.]\w+)*")


def bare_orcid(text: str) -> str:
    """Return an ORCID iD without the address it may be written with."""
    return re.sub(r"^(https?://)?(www\.)?orcid\.org/", "", text.strip(), flags=re.IGNORECASE).rstrip("/").upper()


def bare_ror(text: str) -> str:
    """Return a ROR identifier without the address it may be written with."""
    return re.sub(r"^(https?://)?(www\.)?ror\.org/", "", text.strip(), flags=re.IGNORECASE).rstrip("/").lower()


def orcid_check_character(base: str) -> str:
    """Return the check character of an ORCID iD's first 15 digits: ISO 7064 MOD 11-2.

    Source: ORCID support, "Structure of the ORCID Identifier".
    """
    from stdnum.iso7064 import mod_11_2  # which loads ssl and pydoc

    return str(mod_11_2.calc_check_digit(base))


def ror_check_digits(base: str) -> str:
    """Return the two check digits of a ROR identifier's first seven characters.

    They are a number in Crockford's base 32, and its check digits are those of
    ISO 7064 MOD 97-10 over that number in decimals.

    Source: ROR documentation, "ROR identifier pattern".
    """
    from stdnum.iso7064 import mod_97_10

    number = 0
    for character in base:
        number = number * 32 + _CROCKFORD.index(character)
    return str(mod_97_10.calc_check_digits(str(number)))


def orcid_problem(text: str, place: Span) -> Diagnostic | None:
    """Return what is wrong with an ORCID iD, or None."""
    digits = re.sub(r"[-\s‐‑–]", "", bare_orcid(text))
    if not _ORCID.fullmatch(digits):
        message = f"{text} is no ORCID iD: that is 16 digits, as in 0000-0002-1825-0097"
        return error("orcid-shape", message, place, "copy the iD from the person's ORCID page")
    expected = orcid_check_character(digits[:-1])
    if digits[-1] == expected:
        return None
    message = f"the ORCID iD {text} ends in {digits[-1]}, its checksum is {expected}"
    return error("orcid-checksum", message, place, "copy the iD from the person's ORCID page")


def ror_problem(text: str, place: Span) -> Diagnostic | None:
    """Return what is wrong with a ROR identifier, or None."""
    ror = bare_ror(text)
    if not _ROR.fullmatch(ror):
        message = f"{text} is no ROR identifier: that is 0, six characters and two digits, as in 02e2c7k09"
        return error("ror-shape", message, place, "look the institution up at ror.org")
    expected = ror_check_digits(ror[:7])
    if ror[7:] == expected:
        return None
    message = f"the ROR identifier {ror} ends in {ror[7:]}, its checksum is {expected}"
    return error("ror-checksum", message, place, "look the institution up at ror.org")


def country_problem(text: str, place: Span) -> Diagnostic | None:
    """Return what is wrong with the shape of a country code (ISO 3166-1 alpha-2), or None."""
    if re.fullmatch(r"[A-Z]{2}", text) and text != "UK":
        return None
    meant = {"UK": "GB", "EN": "GB"}.get(text.upper(), text.upper() if re.fullmatch(r"[A-Za-z]{2}", text) else "")
    hint = f"write {meant}" if meant else "write two capitals, as in NL"
    return error("country-code", f"{text} is no country code of ISO 3166", place, hint)


def language_problem(text: str, place: Span) -> Diagnostic | None:
    """Return what is wrong with the shape of a language code (BCP 47), or None."""
    if _LANGUAGE.fullmatch(text):
        return None
    return error("language-code", f"{text} is no language code", place, "write two or three letters, as in en or nl")


def id_problem(text: str, what: str, place: Span) -> Diagnostic | None:
    """Return what is wrong with an id of our own, or None: words in any script, joined by - or a dot."""
    # Vowel signs and the like are marks, not letters, in many scripts.
    letters = "".join(character for character in text if unicodedata.category(character)[0] != "M")
    if _ID.fullmatch(letters):
        return None
    message = f"the {what} {text!r} is no id: letters and digits of any script, joined by - or a dot"
    return error("id-shape", message, place, "it stands in addresses and in links, so it has no spaces")
