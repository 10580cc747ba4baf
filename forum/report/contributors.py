"""Who wrote the report: persons with their affiliation, and their CRediT roles by paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from forum.model import Paper, Partner, Person
from forum.report.parts import Contributor
from forum.report.values import ReportPaper


def contributions(
    papers: Iterable[tuple[Paper, ReportPaper]], people: Mapping[str, Person], partners: Iterable[Partner]
) -> list[Contributor]:
    """Return everyone who wrote a paper, in the order of the papers."""
    by_id = {partner.id: partner for partner in partners}
    roles: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for paper, printed in papers:
        for author in paper.meta.authors:
            roles.setdefault(author.person, []).append((printed.number, author.roles))
    result = []
    for identifier, held in roles.items():
        person = people.get(identifier) or Person(id=identifier, name=identifier)
        partner = by_id.get(person.partner, Partner(id="", name=""))
        result.append(Contributor(person.name, person.orcid, partner.name, partner.ror, _merged(held)))
    return result


def _merged(held: Sequence[tuple[str, tuple[str, ...]]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Put together the papers in which someone had the same roles: ``1, 2: software``."""
    by_roles: dict[tuple[str, ...], list[str]] = {}
    for number, roles in held:
        by_roles.setdefault(roles, []).append(number)
    return tuple((", ".join(numbers), roles) for roles, numbers in by_roles.items())
