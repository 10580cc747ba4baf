"""What kernels print, as values, tables and pictures that are equal in every run."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from forum.model import NotebookSettings
from forum.notebooks.limits import Limits, read_limits
from forum.notebooks.outputs import digest_of, harvest, value_of


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("0.38", 0.38),
        ("3", 3),
        ("-1e-05", -1e-05),
        ("True", True),
        ("'a b'", "a b"),
        ("np.float64(0.38)", 0.38),
        ("np.int64(3)", 3),
        ("np.True_", True),
        ("np.str_('x')", "x"),
        ("Fraction(3, 8)", 0.375),
        ("Decimal('0.10')", 0.1),
        ("[1] 0.38", 0.38),
        ('[1] "yes"', "yes"),
        ("[1] TRUE", True),
        ("true", True),
        ("123456789012345678901234567890", 123456789012345678901234567890),
        ("nan", None),
        ("1e999", None),
        ("[1, 2]", None),
        ("<object at 0x7f>", None),
        ("__import__('os')", None),
        ("(" * 5000, None),
    ],
)
def test_a_value_is_what_the_kernel_printed(printed: str, value: Any) -> None:
    found = value_of(printed)
    assert found == value
    assert type(found) is type(value)


def shown(**data: Any) -> dict[str, Any]:
    names = {"plain": "text/plain", "html": "text/html", "svg": "image/svg+xml", "png": "image/png"}
    return {"output_type": "execute_result", "data": {names[key]: value for key, value in data.items()}}


def printed(text: str, name: str = "stdout") -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": text}


def test_two_runs_that_differ_in_addresses_paths_and_dates_have_one_digest() -> None:
    def run(address: str, date: str, style: str, home: str) -> Any:
        return harvest(
            [
                [shown(plain=f"<function f at {address}>")],
                [printed(f"{home}/notebooks/x.csv"), printed(" read")],
                [printed(f"/tmp/ipykernel_{len(date)}/12.py: warning", "stderr")],
                [shown(html=f'<style>#T_{style}_row0</style><table id="T_{style}"></table>', plain="<Styler>")],
                [shown(svg=f"<svg><metadata>{date}</metadata><g/></svg>", plain="<Figure size 1x1>")],
            ],
            home,
        )

    one = run("0x7f0001", "2026-01-01", "ab12f", "/home/a")
    two = run("0x7f0002", "2027-12-31T00", "99c0e", "/home/b")

    assert one == two
    assert digest_of(one.cells) == digest_of(two.cells)
    assert one.cells[1][0].text == "notebooks/x.csv read"
    assert one.cells[2] == ()


def test_other_results_have_another_digest() -> None:
    one, two = (harvest([[shown(plain=value)]]).cells for value in ("0.38", "0.39"))
    assert digest_of(one) != digest_of(two)


def test_a_figure_is_kept_as_svg_for_print_and_png_beside_it() -> None:
    png = base64.b64encode(b"\x89PNG").decode()
    found = harvest([[], [shown(svg=["<svg>", "</svg>"], png=png, plain="<Figure>")]])
    (output,) = found.cells[1]
    assert [(media.mime, media.file) for media in output.media] == [
        ("image/svg+xml", "cell-2-1.svg"),
        ("image/png", "cell-2-1.png"),
    ]
    assert found.pictures == {"cell-2-1.svg": b"<svg></svg>", "cell-2-1.png": b"\x89PNG"}
    assert output.value is None


def test_html_is_kept_for_tables_only_and_print_gives_a_value_where_nothing_else_does() -> None:
    table, widget, number, both = harvest(
        [
            [shown(html="<table><tr><td>1</td></tr></table>", plain="   a\n0  1")],
            [shown(html="<script>x()</script>", plain="<HTML object>")],
            [printed("38\n")],
            [printed("38\n"), shown(plain="0.5")],
        ]
    ).cells
    assert table[0].html.startswith("<table>")
    assert (widget[0].html, widget[0].text) == ("", "<HTML object>")
    assert number[0].value == 38
    assert [output.value for output in both] == [None, 0.5]


@pytest.mark.parametrize(
    ("timeout", "memory", "limits"),
    [
        ("10 min", "2 GiB", Limits(600, 2 * 1024**3)),
        ("90 s", "500 MB", Limits(90, 500_000_000)),
        ("1.5 hours", "512MiB", Limits(5400, 512 * 1024**2)),
        ("45", "0", Limits(45, 0)),
    ],
)
def test_limits_are_read_as_people_write_them(timeout: str, memory: str, limits: Limits) -> None:
    outcome = read_limits(NotebookSettings(timeout=timeout, memory=memory))
    assert (outcome.value, outcome.problems) == (limits, ())


def test_a_limit_that_is_no_quantity_is_said_and_the_default_holds() -> None:
    outcome = read_limits(NotebookSettings(timeout="soon", memory="2 GiBs"))
    assert outcome.value == Limits()
    assert ["timeout" in problem.message for problem in outcome.problems][:1] == [True]
    assert all(problem.hints for problem in outcome.problems)
