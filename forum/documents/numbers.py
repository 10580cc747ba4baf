"""Printing a computed value the way its author wrote it: precision, unit sign, language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation

from forum.model import Scalar

_THIN = "\u2009\u202f\u00a0 '\u2019"  # what may separate thousands beside comma and point
_NUMBER = re.compile(rf"(?:(?<![\w\u2212+-])[-\u2212+])?\d+(?:[.,{_THIN}]\d+)*")
_POWER = re.compile(r"^(?:[eE][-+]?\d|\s*[×·]\s*10)")  # 1e-3, 1 × 10: not printed alike, but in full
_PERCENT = re.compile(r"^[\s\u00a0\u202f\u2009]*(%|percent\b|per cent\b|procent\b)")


@dataclass(frozen=True)
class Written:
    """A number as it stands in a text: how to print another one alike."""

    before: str
    after: str
    decimals: int
    point: str
    group: str
    minus: str
    plus: bool
    percent: bool


def printed(value: Scalar, written: str, language: str = "en") -> str:
    """Return a computed value in the manner of the written one.

    ``38%`` and 0.4142 give ``41%``; ``0.38`` gives ``0.41``; ``38,4 %`` in Dutch
    gives ``41,4 %``. A text stays as computed, and so does a number where
    the written one has none. Rounded half to even, on the shortest decimal
    form of the value.
    """
    if isinstance(value, bool) or value is None:
        return str(value).lower()
    if isinstance(value, str):
        return value
    style = parse_written(written, language)
    try:
        number = Decimal(repr(value))
    except InvalidOperation:
        return str(value)
    if not number.is_finite():
        return str(value)
    if style is None:
        return f"{value:g}" if isinstance(value, float) else str(value)
    return style.before + _formatted(number * 100 if style.percent else number, style) + style.after


def parse_written(written: str, language: str = "en") -> Written | None:
    """Return how a number is written, None where there is none."""
    match = _NUMBER.search(written)
    if match is None or _POWER.match(written[match.end() :]):
        return None
    text, after = match[0], written[match.end() :]
    digits = text.lstrip("-\u2212+")
    point, group = _separators(digits, language)
    decimals = len(digits.rsplit(point, 1)[1]) if point and point in digits else 0
    sign = text[: len(text) - len(digits)]
    return Written(
        before=written[: match.start()],
        after=after,
        decimals=decimals,
        point=point or ("," if language.startswith("nl") else "."),
        group=group,
        minus="\u2212" if sign == "\u2212" else "-",
        plus=sign == "+",
        percent=_PERCENT.match(after) is not None,
    )


def _separators(digits: str, language: str) -> tuple[str, str]:
    """Return the decimal sign and the thousands separator, empty where there is none."""
    own_point, own_group = (",", ".") if language.startswith("nl") else (".", ",")
    used = [sign for sign in digits if not sign.isdigit()]
    if not used:
        return "", ""
    group = next((sign for sign in used if sign in _THIN), "")
    marks = [sign for sign in used if sign in ".,"]
    if len(set(marks)) == 2:
        return marks[-1], group or marks[0]
    if not marks:
        return "", group
    grouped = re.fullmatch(rf"\d{{1,3}}(?:{re.escape(marks[0])}\d{{3}})+", digits) is not None
    if marks[0] == own_group and grouped:
        return "", own_group
    if len(marks) > 1:
        return "", marks[0]
    return marks[0] if marks[0] == own_point or not grouped else own_point, group


def _formatted(number: Decimal, style: Written) -> str:
    digits = Context(prec=max(28, number.adjusted() + style.decimals + 3))
    rounded = number.quantize(Decimal(1).scaleb(-style.decimals), rounding=ROUND_HALF_EVEN, context=digits)
    text = f"{abs(rounded):,.{style.decimals}f}"
    whole, _, fraction = text.partition(".")
    whole = whole.replace(",", style.group)
    sign = style.minus if rounded < 0 else ("+" if style.plus and rounded > 0 else "")
    return sign + whole + (style.point + fraction if fraction else "")


def number_in(written: str, language: str = "en") -> Decimal | None:
    """Return the first number of a text with the precision that it is written in; ``38%`` is ``0.38``.

    None where there is none.
    """
    style = parse_written(written, language)
    match = _NUMBER.search(written)
    if style is None or match is None:
        return None
    digits = match[0].lstrip("-\u2212+")
    whole, _, fraction = digits.partition(style.point) if style.decimals else (digits, "", "")
    bare = re.sub(r"\D", "", whole) + (f".{fraction}" if fraction else "")
    sign = "-" if match[0][0] in "-\u2212" else ""
    number = Decimal(sign + bare)
    return number.scaleb(-2) if style.percent else number
