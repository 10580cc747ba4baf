"""The canonical text: each clause of the design's sentence one case, and the laws of the digest."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.documents.canonical import canonical_text, digest, normalised
from forum.tools.pandoc import read

CLAUSES = {
    "Str verbatim": ("States should act: now (all of them).", "States should act: now (all of them)."),
    "a soft break is a space": ("States\nshould act.", "States should act."),
    "a hard break is a space": ("States\\\nshould act.", "States should act."),
    "emphasis gives its content": ("*States* **should** [act]{.smallcaps}.", "States should act."),
    "a span gives its content": ("[States]{lang=en} should act.", "States should act."),
    "a link gives its content": ("[States](https://a.org) should act.", "States should act."),
    "a value as written": ("At most [38%](/notebooks/a.ipynb#miss) may fail.", "At most 38% may fail."),
    "strikeout": ("States ~~may~~ should act.", "States ~~may~~ should act."),
    "superscript": ("Within 10^3^ hours.", "Within 10^3^ hours."),
    "subscript": ("Less CO~2~.", "Less CO~2~."),
    "mathematics": ("At $n \\le 5$ platforms.", "At $n \\le 5$ platforms."),
    "code": ("Call `stop()` first.", "Call `stop()` first."),
    "a cross-reference": ("As @fig-miss shows, act.", "As @fig-miss shows, act."),
    "a cross-reference in brackets": ("Act [see @fig-miss, left].", "Act @fig-miss."),
    "a citation in the text": ("As @doe2031 says, act.", "As @doe2031 says, act."),
    "another citation": ("States should act [@doe2031, ch. 4].", "States should act."),
    "a citation without the author": ("Doe says so [-@doe2031].", "Doe says so."),
    "bullets": ("States should:\n\n- cap\n- stop", "States should: - cap - stop"),
    "numbers": ("States should:\n\n3. cap\n4. stop", "States should: 3. cap 4. stop"),
    "table": ("| Who | What |\n|---|---|\n| states | cap |\n", "Who | What / states | cap"),
    "blocks by a space": ("States should act.\n\nAt once.", "States should act. At once."),
    "a quotation": ("> States should act.", "States should act."),
    "NFC": ("Cafe\u0301s should act.", "Caf\u00e9s should act."),
    "straight quotes": ("“States” and 'armies' shan’t wait.", "\"States\" and 'armies' shan't wait."),
    "low quotes": ("„States‟ and ‚armies‛.", "\"States\" and 'armies'."),
    "a run of dashes": (
        "Now --- not 5\u20136, and \u2013\u2014 \u2212 well-known.",
        "Now - not 5-6, and - - well-known.",
    ),
    "an ellipsis": ("States … act\u2026", "States... act..."),
    "invisible marks": ("Re\u00adcom\u200bmen\u200cda\u2060tion\ufeffs.", "Recommendations."),
    "white space": ("States\u00a0should\u2009act  now.", "States should act now."),
    "none before punctuation": ("States , who can , should : act ; now !", "States, who can, should: act; now!"),
    "no notes": ("States should act^[At last.].", "States should act."),
    "no raw content": ("States <b>should</b> act.<!-- why -->", "States should act."),
    "no image sources": ("See ![the cap](a.png) here.", "See the cap here."),
    "no rationale": ("States should act.\n\n::: rationale\nBecause.\n:::\n", "States should act."),
    "no evidence": ("States should act.\n\n::: evidence\n[@doe2031]\n:::\n", "States should act."),
}


@pytest.mark.parametrize(("markdown", "expected"), CLAUSES.values(), ids=CLAUSES)
def test_each_clause_of_the_canonical_form(markdown, expected):
    assert canonical_text(read(markdown)) == expected


def test_the_digest_is_over_the_canonical_json_of_text_addressees_and_strength():
    """Written out by hand, so that another program can be held against it."""
    line = '{"addressees":["industry","états"],"strength":"strong","text":"Cap it."}'
    expected = "v1:" + hashlib.sha256(line.encode()).hexdigest()
    assert digest("Cap it.", ["états", "industry"], "strong") == expected


def test_a_manifests_own_prefix_is_a_cross_reference_too():
    blocks = read("States should act [@lst-code].")
    assert canonical_text(blocks) == "States should act."
    assert canonical_text(blocks, frozenset({"lst"})) == "States should act @lst-code."


WORDS = st.lists(
    st.sampled_from(["States", "should", "cap", "it's", '"all"', "well-known", "5-6", "now,", "..."]), min_size=1
)
VARIANTS = [("'", "’"), ('"', "“"), ("-", "–"), ("-", "—"), ("-", "--"), ("...", "…"), (" ", "\n"), (" ", "\u00a0")]


@given(WORDS, st.lists(st.sampled_from(VARIANTS)))
def test_typographic_variants_and_breaks_do_not_change_the_text(words, variants):
    plain = varied = " ".join(words)
    for straight, typographic in variants:
        varied = varied.replace(straight, typographic)
    assert normalised(varied) == normalised(plain)


@given(st.text(max_size=80))
def test_what_is_normal_stays_as_it_is(text):
    once = normalised(text)
    assert normalised(once) == normalised(normalised(once))
    assert once == once.strip()
    assert "  " not in once


@given(WORDS, st.integers(0), st.sampled_from(["not", "may", "9"]))
def test_a_changed_word_changes_the_digest(words, at, other):
    changed = [*words]
    changed[at % len(words)] = other
    before, after = (digest(normalised(" ".join(one)), ["states"], "strong") for one in (words, changed))
    assert before != after


@given(st.lists(st.sampled_from(["states", "industry", "academia", "armed-forces"]), unique=True, min_size=1))
def test_the_order_of_addressees_does_not_matter_but_who_they_are_does(addressees):
    known = digest("Cap it.", addressees, "strong")
    assert digest("Cap it.", reversed(addressees), "strong") == known
    assert digest("Cap it.", [*addressees, "parliaments"], "strong") != known
    assert digest("Cap it.", addressees, "conditional") != known


def test_emphasis_links_and_line_breaks_do_not_change_the_digest(understood):
    """Over whole recommendations, as an author rewrites them."""
    block = '::: {#rec-cap .recommendation addressees="%s" strength=%s certainty=high}\n%s\n:::\n'
    plain = block % ("states industry", "strong", "States should cap the number -- at once.")
    same = [
        block
        % ("industry, states", "strong", "*States* should\ncap the [number](https://a.org) – at **once**.^[Now.]"),
        block % ("states  industry", "strong", "States should cap the number — at once [@doe2031]."),
    ]
    others = [
        block % ("states industry", "strong", "States should cap the numbers -- at once."),
        block % ("states", "strong", "States should cap the number -- at once."),
        block % ("states industry", "conditional", "States should cap the number -- at once."),
    ]
    (known,) = {one.digest for one in understood(plain).recommendations}
    assert {one.digest for text in same for one in understood(text).recommendations} == {known}
    assert known not in {one.digest for text in others for one in understood(text).recommendations}
