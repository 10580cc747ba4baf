"""Law and policy: Kamerstukken in every spelling, UN symbols, ECLI, CELEX, ELI."""

from __future__ import annotations

import datetime

import pytest

from forum.citations import law_eu, law_nl, law_un
from tests.citations.checking import codes, problems

SPELLINGS = {
    "33 694, nr. 67": "33694-67",
    "33694, nr. 67": "33694-67",
    "33.694 nr 67": "33694-67",
    "Kamerstuk 33 694, nr. 67": "33694-67",
    "Kamerstuk 33694-67": "33694-67",
    "Kamerstukken II 2022/23, 33 694, nr. 67": "33694-67",
    "Kamerstukken II, vergaderjaar 2022-2023, 33 694, nr. 67": "33694-67",
    "kst-33694-67": "33694-67",
    "https://zoek.officielebekendmakingen.nl/kst-33694-67.html": "33694-67",
    "33694-67": "33694-67",
    "35 925 X, nr. 90": "35925-X-90",
    "35 925-X, nr. 90": "35925-X-90",
    "kst-35925-X-90": "35925-X-90",
    "36 410 V, nr. 5": "36410-V-5",
    "36 600 XVII, nr. 12": "36600-XVII-12",
    "21 501-02, nr. 2500": "21501-02-2500",
    "kst-21501-02-2500": "21501-02-2500",
    "36 124, nr. 25 (herdruk)": "36124-25",
    "Kamerstukken I 2021/22, 35 925, A": "35925-A",
    "33\u00a0694, nr. 67": "33694-67",
}


@pytest.mark.parametrize(("text", "canonical"), SPELLINGS.items())
def test_a_kamerstuk_is_read_in_every_spelling(text, canonical):
    assert str(law_nl.kamerstuk(text)) == canonical


@pytest.mark.parametrize("text", ["2024/1689", "I-17512", "0378-5955", "AIV-advies 119", "2022/23", "3000.09", "1-100"])
def test_what_is_no_kamerstuk_is_none(text):
    assert law_nl.kamerstuk(text) is None


def test_sessions_begin_on_the_third_tuesday_of_september():
    assert law_nl.session_days(2022) == (datetime.date(2022, 9, 20), datetime.date(2023, 9, 19))
    assert law_nl.session_days(2026)[0] == datetime.date(2026, 9, 15)
    assert [law_nl.session(one) for one in ("2022/23", "2022-2023", "1999/00", "ah-tk-20222023-2214", "none")] == [
        (2022, 2023),
        (2022, 2023),
        (1999, 2000),
        (2022, 2023),
        None,
    ]


def kamerstuk(kind="Kamerstukken II 2022/23", number="33 694, nr. 67", date="2023-01-26", more=""):
    return f"@report{{kst, title = {{A letter}}, type = {{{kind}}}, number = {{{number}}}, date = {{{date}}}, {more}}}"


KAMERSTUKKEN = {
    "in order": (kamerstuk(), []),
    "reported after the session": (kamerstuk(date="2023-11-01"), []),
    "sent before it opened": (kamerstuk(date="2022-09-12"), []),
    "of another year": (kamerstuk(date="2021-05-01"), ["kst-session"]),
    "two years apart": (kamerstuk(kind="Kamerstukken II 2022/24"), ["kst-session"]),
    "of the other chamber": (kamerstuk(more="institution = {Eerste Kamer der Staten-Generaal}"), ["kst-chamber"]),
    "a number in the Eerste Kamer": (kamerstuk(kind="Kamerstukken I 2022/23"), ["kst-chamber"]),
    "a letter in the Eerste Kamer": (kamerstuk(kind="Kamerstukken I 2022/23", number="33 694, A"), []),
    "no number": (kamerstuk(number="67"), ["kst-number"]),
    "another address": (
        kamerstuk(more="url = {https://zoek.officielebekendmakingen.nl/kst-33694-68.html}"),
        ["identifier-disagrees"],
    ),
    "its own address": (kamerstuk(more="url = {https://zoek.officielebekendmakingen.nl/kst-33694-67.html}"), []),
    "an answer": (kamerstuk(kind="Aanhangsel Handelingen II 2022/23", number="2214", date="2023-04-11"), []),
    "an answer of another session": (
        kamerstuk(kind="Aanhangsel Handelingen II 2022/23", number="2214", date="2025-04-11"),
        ["kst-session"],
    ),
    "a treaty before it was made": (kamerstuk(kind="Verdrag", number="Trb. 1976, 5", date="1977"), ["journal-year"]),
    "a treaty": (kamerstuk(kind="Verdrag", number="Trb. 1978, 41", date="1977-06-08"), []),
}


@pytest.mark.parametrize(("text", "told"), KAMERSTUKKEN.values(), ids=KAMERSTUKKEN)
def test_session_and_chamber_agree_with_the_date(text, told):
    assert codes(text) == told


def un(number, date, more=""):
    return f"@report{{un, title = {{A text}}, number = {{{number}}}, date = {{{date}}}, {more}}}"


UNITED_NATIONS = {
    "a resolution": (un("A/RES/79/239", "2024-12-24"), []),
    "of the resumed session": (un("A/RES/79/325", "2025-08-26"), []),
    "a year early": (un("A/RES/79/239", "2023-12-24"), ["un-year"]),
    "before its session opened": (un("A/RES/79/239", "2024-05-24"), ["un-year"]),
    "an old resolution": (un("A/RES/2131 (XX)", "1965"), []),
    "of an emergency session": (un("A/RES/ES-11/1", "2022-03-02"), []),
    "half a symbol": (un("A/RES/79", "2024"), ["un-symbol"]),
    "a report before the session": (un("A/80/78", "2025-06-05"), []),
    "of the Human Rights Council": (un("A/HRC/23/47", "2013-04-09"), []),
    "not of its session": (un("A/HRC/23/47", "2016"), ["un-year"]),
    "of the CCW": (un("CCW/MSP/2019/9", "2019-12-13"), []),
    "not of its year": (un("CCW/GGE.1/2019/3", "2017"), ["un-year"]),
    "a review conference": (un("CCW/CONF.VI/11", "2022-01-10"), []),
    "of the Security Council, of another year": (un("S/RES/1540 (2004)", "2005"), ["un-year"]),
    "of the Security Council": (un("S/RES/1540 (2004)", "2004-04-28"), []),
    "a press release": (un("GA/DIS/3731", "2023-11-01"), []),
    "another address": (
        un("A/RES/79/239", "2024-12-24", "url = {https://undocs.org/en/A/RES/79/62}"),
        ["identifier-disagrees"],
    ),
    "its own address": (un("A/RES/79/239", "2024-12-24", "url = {https://undocs.org/en/A/RES/79/239}"), []),
}


@pytest.mark.parametrize(("text", "told"), UNITED_NATIONS.values(), ids=UNITED_NATIONS)
def test_session_and_year_of_a_symbol_agree(text, told):
    assert codes(text) == told


def test_a_draft_is_told_when_its_resolution_is_there():
    draft = "@report{draft, title = {Lethal autonomous weapons systems}, number = {A/C.1/78/L.56}, date = {2023}}\n"
    adopted = (
        "@report{res, title = {Lethal autonomous weapons systems}, number = {A/RES/78/241}, date = {2023-12-22}}\n"
    )
    another = "@report{res, title = {Nuclear disarmament of the world}, number = {A/RES/78/240}, date = {2023-12-22}}\n"
    (problem,) = problems(draft + adopted)
    assert (problem.code, problem.span.line) == ("un-draft-adopted", 1)
    assert "A/RES/78/241" in problem.hints[0]
    assert codes(draft) == codes(draft + another) == []


def test_symbols_are_read_from_addresses_and_in_any_case():
    for text in ("A/RES/79/239", "a/res/79/239", "UN Doc. A/RES/79/239", "https://undocs.org/en/A/RES/79/239"):
        assert law_un.symbol(text) == "A/RES/79/239"
    assert law_un.symbol("2024/1689") is None


def test_celex_follows_from_eli_number_and_case():
    assert law_eu.from_eli("http://data.europa.eu/eli/reg/2024/1689/oj") == "32024R1689"
    assert law_eu.from_act("Regulation (EU) 2024/1689") == "32024R1689"
    assert law_eu.from_act("Regulation (EC) No 1907/2006") == "32006R1907"
    assert law_eu.from_act("Directive 95/46/EC") == "31995L0046"
    assert law_eu.from_act("Verordening (EU) 2016/679") == "32016R0679"
    assert law_eu.from_act("Directive 2011/83/EU") == "32011L0083"
    assert law_eu.from_case("Case C-311/18") == "62018CJ0311"
    assert law_eu.from_act("volume 12/13") is None


EUROPE = {
    "a judgment before its case": (
        "@jurisdiction{a, title = {T}, institution = {Court of Justice}, number = {C-311/18}, date = {2016-07-16}}",
        ["celex-year"],
    ),
    "a judgment before its case, by CELEX": (
        "@jurisdiction{a, title = {T}, celex = {62018CJ0311}, date = {2016}}",
        ["celex-year"],
    ),
    "a judgment two years after its case": (
        "@jurisdiction{a, title = {T}, institution = {Court of Justice}, number = {C-311/18}, date = {2020-07-16}}",
        [],
    ),
    "a number that looks like a case": ("@report{a, title = {T}, number = {C-311/18}, date = {2016}}", []),
    "an act": ("@report{a, title = {T}, type = {Regulation (EU)}, number = {2024/1689}, date = {2024-06-13}}", []),
    "adopted the year before": (
        "@report{a, title = {T}, type = {Directive (EU)}, number = {2019/1}, date = {2018}}",
        [],
    ),
    "of another year": (
        "@report{a, title = {T}, type = {Regulation (EU)}, number = {2024/1689}, date = {2021}}",
        ["celex-year"],
    ),
    "another act at its address": (
        "@report{a, title = {T}, type = {Regulation (EU)}, number = {2024/1689}, date = {2024},"
        " url = {http://data.europa.eu/eli/reg/2024/1690/oj}}",
        ["identifier-disagrees"],
    ),
    "a judgment": ("@jurisdiction{a, title = {T}, number = {ECLI:NL:HR:2019:2006}, date = {2019-12-20}}", []),
    "of another year than its ECLI": (
        "@jurisdiction{a, title = {T}, number = {ECLI:NL:HR:2019:2006}, date = {2020-12-20}}",
        ["ecli-year"],
    ),
    "a note on another judgment": (
        "@jurisdiction{a, title = {T}, number = {24/01340}, date = {2024}, note = {See ECLI:NL:HR:2025:1435.}}",
        [],
    ),
    "no ECLI": ("@jurisdiction{a, title = {T}, number = {ECLI:NL:HR:19:2006}, date = {2019}}", ["ecli-syntax"]),
    "no CELEX number": ("@misc{a, title = {T}, celex = {2024R1689}}", ["celex-syntax"]),
}


@pytest.mark.parametrize(("text", "told"), EUROPE.values(), ids=EUROPE)
def test_european_law(text, told):
    assert codes(text) == told
