"""One recommendation through a list of commits: what changed it, whatever it was called and wherever it stood."""

from __future__ import annotations

from pathlib import PurePosixPath

from forum.wordings.lineage import alone, names_in, points, sources
from forum.wordings.values import Commit, Source, Version

A, B = PurePosixPath("papers/a/paper.md"), PurePosixPath("papers/b/paper.md")


def block(name: str, text: str, more: str = "") -> str:
    inside = "::: rationale\nWhy not.\n:::\n"
    return f"::: {{#{name} .recommendation {more}}}\n{text}\n\n{inside}:::\n"


def versions(*states: dict[PurePosixPath, str | None]) -> list[Version]:
    """Return commits from what each leaves in the papers that it changes; None for a paper that goes."""
    made = []
    for number, state in enumerate(states):
        papers = {
            path: None if text is None else Source(f"{number}{path.parent.name}", sources(text))
            for path, text in state.items()
        }
        made.append(Version(Commit(str(number), "Ada", "2031-01-01", ""), papers))
    return made


def told(name: str, *states: dict[PurePosixPath, str | None]) -> list[tuple[str, str, str]]:
    """Return for each point its commit, and the recommendation before and after with its paper."""
    return [
        (
            one.commit.id,
            f"{one.before.id}@{one.before.path.parent.name}" if one.before else "",
            f"{one.after.id}@{one.after.path.parent.name}" if one.after else one.became and f"({one.became})",
        )
        for one in points(name, versions(*states))
    ]


LONG = "States should light every harbour by night, from dusk to dawn, and test each lamp every week in winter."


def test_commits_that_change_the_source_are_found_and_others_are_not() -> None:
    assert told(
        "rec-a",
        {A: block("rec-a", "One.")},
        {A: "More around it.\n\n" + block("rec-a", "One.") + block("rec-b", "Other.")},
        {A: block("rec-a", "Two.") + block("rec-b", "Other.")},
        {A: block("rec-a", "Two.") + block("rec-b", "Another.")},
        {B: "Nothing here."},
    ) == [("2", "rec-a@a", "rec-a@a"), ("0", "", "rec-a@a")]


def test_a_recommendation_is_followed_into_another_paper() -> None:
    moved = {A: "Gone.", B: block("rec-a", LONG)}
    renamed = {A: None, B: block("rec-a", LONG)}
    for last in (moved, renamed):
        assert told("rec-a", {A: block("rec-a", LONG)}, last) == [("1", "rec-a@a", "rec-a@b"), ("0", "", "rec-a@a")]


def test_one_that_was_taken_out_and_put_back_elsewhere_has_a_gap_and_all_of_its_history() -> None:
    assert told("rec-a", {A: block("rec-a", "One.")}, {A: "x"}, {B: "y"}, {B: block("rec-a", "Two.")}) == [
        ("3", "", "rec-a@b"),
        ("1", "rec-a@a", ""),
        ("0", "", "rec-a@a"),
    ]


def test_a_recommendation_is_followed_over_new_ids_also_where_its_words_change_a_little() -> None:
    states: list[dict[PurePosixPath, str | None]] = [
        {A: block("rec-a", LONG)},
        {A: block("rec-b", LONG)},
        {A: block("rec-c", LONG.replace("every week", "twice a week"))},
    ]
    assert told("rec-c", *states) == [
        ("2", "rec-b@a", "rec-c@a"),
        ("1", "rec-a@a", "rec-b@a"),
        ("0", "", "rec-a@a"),
    ]
    assert told("rec-a", *states) == [("1", "rec-a@a", "(rec-b)"), ("0", "", "rec-a@a")]


def test_another_recommendation_is_not_taken_for_it() -> None:
    """One goes as one comes; and one that had the id before is itself, not the like of it that goes."""
    assert told("rec-b", {A: block("rec-a", LONG)}, {A: block("rec-b", "Ships should slow down.")}) == [
        ("1", "", "rec-b@a")
    ]
    assert told(
        "rec-a",
        {A: block("rec-a", LONG)},
        {A: block("rec-z", LONG + " So.")},
        {A: block("rec-a", LONG + " So it is.")},
    )[0] == ("2", "", "rec-a@a")


def test_two_recommendations_that_swap_papers_are_each_followed() -> None:
    first, second = block("rec-a", LONG), block("rec-b", "Ships should slow down.")
    assert told("rec-a", {A: first, B: second}, {A: second, B: first})[0] == ("1", "rec-a@a", "rec-a@b")


def test_the_source_ends_with_its_block_whatever_is_inside() -> None:
    inner = "::: {#rec-a .recommendation}\nOne.\n\n:::: rationale\n::: note\nx\n:::\n::::\n:::\n"
    found = sources(f"Before.\n\n{inner}\nAfter.\n\n::: {{#rec-open .recommendation}}\nNever ended.\n")
    assert found["rec-a"] == inner.rstrip("\n")
    assert found["rec-open"].startswith("::: {#rec-open")
    assert sources("::: {.recommendation}\nNo id.\n:::\n") == {}


def test_where_a_link_leads_elsewhere_in_the_file_that_is_part_of_the_source() -> None:
    text = block("rec-a", "See [the report][r].")
    assert sources(f"{text}\n[r]: https://a.example\n") != sources(f"{text}\n")


def test_the_recommendations_that_a_paper_ever_had_are_named_those_of_now_first() -> None:
    history = versions({A: block("rec-a", "x") + block("rec-b", "y")}, {A: block("rec-b", "y") + block("rec-c", "z")})
    assert names_in(A, history) == ("rec-b", "rec-c", "rec-a")


def test_an_example_in_code_and_what_is_commented_out_are_no_recommendations() -> None:
    shown = block("rec-a", "Run `forum check` \u2013 weekly.")
    assert sources(f"```\n{block('rec-code', 'x')}```\n\n{shown}<!--\n{block('rec-hidden', 'x')}-->\n") == {
        "rec-a": shown[:-1]
    }


def test_a_source_is_read_alone_where_it_says_all_itself() -> None:
    own = (
        block("rec-a", "See [38%](/n.ipynb#x), [@doe2031, p. 4], [a]{.b}[^1] and [this][r].")
        + "\n[r]: https://a.example"
    )
    assert alone(own) == f"{own}\n\n[^1]: x"
    assert alone(block("rec-a", "See [What to do].")) is None
    assert alone(block("rec-a", "As in (@good).")) is None
