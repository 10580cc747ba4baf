"""The second line of defence: fragments of HTML with nothing in them that can act."""

from __future__ import annotations

import nh3

_TEXT = """a abbr b blockquote br caption code col colgroup dd del div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i
img ins kbd li mark ol p pre q s samp section small span strong sub sup table tbody td tfoot th thead tr u ul var"""
_MATH = """annotation maction math menclose merror mfrac mglyph mi mlabeledtr mmultiscripts mn mo mover mpadded mphantom
mprescripts mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none semantics"""
_MATH_ATTRIBUTES = """accent accentunder columnalign columnlines columnspacing columnspan depth display displaystyle
encoding fence form height largeop linethickness lspace mathsize mathvariant maxsize minsize movablelimits notation
rowalign rowlines rowspacing rowspan rspace scriptlevel separator stretchy symmetric voffset width xmlns"""

TAGS = frozenset((_TEXT + " " + _MATH).split())
_ANYWHERE = {"id", "class", "lang", "dir", "role", "tabindex", "title", "aria-label", "aria-labelledby", "aria-level"}
_OWN = {
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start", "type", "reversed"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
_ATTRIBUTES: dict[str, set[str]] = {
    "*": _ANYWHERE,
    **_OWN,
    **{tag: set(_MATH_ATTRIBUTES.split()) for tag in _MATH.split()},
}


def cleaned(fragment: str) -> str:
    """Return a fragment without scripts, styles, handlers, or links of other schemes."""
    return nh3.clean(
        fragment,
        tags=set(TAGS),
        attributes=_ATTRIBUTES,
        generic_attribute_prefixes={"data-"},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
