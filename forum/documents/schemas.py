"""JSON Schemas of the files of a workspace, by which editors complete and check them."""

from __future__ import annotations

from typing import Any

import msgspec

from forum.model import (
    ContributionRecord,
    Manifest,
    PaperMeta,
    ParameterFile,
    Person,
    Position,
    ReviewComment,
    RoundFile,
)

DRAFT = "https://json-schema.org/draft/2020-12/schema"

SCHEMAS: dict[str, tuple[Any, str]] = {
    "forum.schema.json": (Manifest, "forum.toml"),
    "people.schema.json": (tuple[Person, ...], "recommendations/people.yaml"),
    "paper.schema.json": (PaperMeta, "the front matter of a paper"),
    "params.schema.json": (ParameterFile, "notebooks/*.params.yaml"),
    "contribution.schema.json": (ContributionRecord, "recommendations/contributions/*.yaml"),
    "positions.schema.json": (tuple[Position, ...], "recommendations/positions/*.yaml"),
    "round.schema.json": (RoundFile, "recommendations/rounds/*/round.yaml"),
    "reviews.schema.json": (tuple[ReviewComment, ...], "recommendations/reviews/*.yaml"),
}
"""Each schema by its file's name: the type that it is of, and what it describes."""

# What an editor shows for a key: "Type.key", as in forum.model.
DESCRIPTIONS = {
    "ForumSettings.title": "The title of the report.",
    "ForumSettings.subtitle": "A second line under the title.",
    "ForumSettings.lead": "The id of the partner that leads the forum.",
    "ForumSettings.language": "The language of the report: en, nl.",
    "ForumSettings.notice": "Printed on the cover, at every page's foot, on the site and in the metadata.",
    "ForumSettings.requires": 'The versions of this program that may build it, as in ">=0.1".',
    "ForumSettings.version": "The version of the report; empty: from git.",
    "ForumSettings.address": "The permanent address of the published report; a QR code on the cover.",
    "ForumSettings.license": "The licence of the report.",
    "Partner.id": "The short name by which people and the lead refer to it; never changes.",
    "Partner.name": "The name as the institution writes it.",
    "Partner.ror": "The identifier at ror.org, as in 02e2c7k09.",
    "Partner.country": "Two capitals (ISO 3166), as in NL.",
    "Theme.id": "The short name by which papers refer to it.",
    "Theme.title": "The heading of this part of the report.",
    "Theme.subthemes": "The short names of its sub-themes.",
    "ReportSettings.formats": "What is built.",
    "ReportSettings.csl": "The citation style: a CSL file, relative to the workspace.",
    "ReportSettings.papers": "The order of the papers, by slug; empty: by theme, then title.",
    "ReportSettings.include": "Papers of which status are printed; drafts are marked on every page.",
    "ReportSettings.highlights": "At most ten recommendations for the page after the cover, by id.",
    "ReportSettings.paragraph-numbers": "Whether paragraphs are numbered, for reference in talks.",
    "CheckSettings.severity": "error, warning, info or off, by the code of a check.",
    "CitationSettings.aliases": "Own tags for references, as in Manubot.",
    "CitationSettings.prefixes": "More prefixes of cross-references than fig, tbl, eq, sec and rec.",
    "CitationSettings.mailto": "A mail address that registries may write to; check --online sends it along.",
    "ConsensusSettings.rule": "How a recommendation is agreed.",
    "ConsensusSettings.quorum": "The share of partners that has to take part, as in 1/2.",
    "NotebookSettings.timeout": "How long one run may take, as in 10 min.",
    "NotebookSettings.memory": "How much memory one run may take, as in 2 GiB.",
    "NotebookSettings.lock": "The lock file that results depend on; empty: the first of the usual names.",
    "NotebookSettings.scheduler": "The address of a Dask scheduler that runs go to, as in tcp://host:8786.",
    "NotebookSettings.worker-wait": "How long to wait for a first worker of that scheduler, as in 2 min.",
    "ContributionSettings.allowed-signers": "A file of SSH keys that signatures are held against.",
    "WordCount.added": "Words that it adds.",
    "WordCount.removed": "Words that it takes out.",
    "ContributionRecord.name": "The contribution's name.",
    "ContributionRecord.partner": "The id of the partner that sent it.",
    "ContributionRecord.sender": "Who sent it, as it claims.",
    "ContributionRecord.sent": "When it was sent, as it claims.",
    "ContributionRecord.channel": "In which form it came.",
    "ContributionRecord.content": "The SHA-256 of what came, or its commit.",
    "ContributionRecord.signature": "What was found of a signature.",
    "ContributionRecord.base": "The commit that it was made from.",
    "ContributionRecord.commit": "The commit that it became.",
    "ContributionRecord.received": "The day on which it was merged.",
    "ContributionRecord.editors": "Who tracked changes in a Word file, how many and when, as it claims.",
    "ContributionRecord.outcome": "Whether it merged by itself, was accepted, or had conflicts that were resolved.",
    "ContributionRecord.note": "What the coordinator wrote about it.",
    "ContributionRecord.papers": "The papers that it changes, with the words added and taken out.",
    "ContributionRecord.recommendations": "The recommendations whose text it changes.",
    "ContributionRecord.new-recommendations": "The recommendations that it adds.",
    "ContributionRecord.notebooks": "The notebooks that run again because of it.",
    "ContributionRecord.references": "The references that it adds.",
    "ContributionRecord.people": "The persons that it adds.",
    "ContributionRecord.tooling": "The files of the program or the forum's rules that it changes.",
    "Milestone.id": "The name of the milestone.",
    "Milestone.date": "The day by which papers are ready, as in 2027-02-01.",
    "Milestone.requires": "The status that every paper has by then.",
    "Person.id": "The short name by which papers refer to the person; never changes.",
    "Person.name": "The name as it is printed, in any script.",
    "Person.partner": "The id of the person's institution in forum.toml.",
    "Person.orcid": "The ORCID iD, as in 0000-0002-1825-0097.",
    "Person.group": "Whether this is a group of people.",
    "Authorship.person": "The id of the author in people.yaml.",
    "Authorship.roles": "What the author did, in the words of CRediT.",
    "PaperMeta.title": "The title of the paper.",
    "PaperMeta.kind": "What kind of paper this is.",
    "PaperMeta.theme": "The id of its theme in forum.toml.",
    "PaperMeta.authors": "The authors, in the order of printing.",
    "PaperMeta.abstract": "One paragraph.",
    "PaperMeta.subthemes": "Sub-themes of its theme.",
    "PaperMeta.editor": "The id of who sees to the paper, in people.yaml.",
    "PaperMeta.keywords": "Words by which it is found.",
    "PaperMeta.status": "How far the paper is.",
    "PaperMeta.language": "The language of the paper; empty: the report's.",
    "Position.recommendation": "The id of the recommendation, as in rec-span-of-control.",
    "Position.position": "What is thought of it.",
    "Position.person": "The id of who says so, in people.yaml.",
    "Position.capacity": "institutional: it is the partner's own; personal: it is the person's alone.",
    "Position.mandate": "What an institutional position rests on, such as a decision of the board.",
    "Position.reason": "Why, in a sentence or two; needed but for endorse and no-objection.",
    "Position.date": "The day on which it was given, as in 2027-03-01.",
    "Position.digest": "The digest of the recommendation's words then; forum position set writes it.",
    "Position.carried": "Where a coordinator carried it over an editorial change.",
    "Carried.by": "The id of who carried it, in people.yaml.",
    "Carried.date": "The day on which it was carried over.",
    "Carried.from": "The digest of the words that the partner itself spoke of.",
    "Carried.note": "Why the change is an editorial one.",
    "ReviewComment.id": "The comment's name; the same comment keeps it when it comes again.",
    "ReviewComment.author": "Who wrote it, as the file claims.",
    "ReviewComment.person": "Who wrote it, an id of people.yaml, where the forum knows.",
    "ReviewComment.date": "When it was written, as the file claims.",
    "ReviewComment.source": "The file that it came in.",
    "ReviewComment.type": "general, technical or editorial, as ISO's form for comments has it.",
    "ReviewComment.quote": "The words of the paper that it marks.",
    "ReviewComment.text": "What it says.",
    "ReviewComment.proposed": "The words that it asks for.",
    "ReviewComment.answers": "The id of the comment that it answers.",
    "ReviewComment.status": "What became of it.",
    "ReviewComment.answer": "What the authors say to it.",
    "ReviewComment.by": "Who decided, an id of people.yaml.",
    "ReviewComment.decided": "The day on which it was decided.",
    "ReviewComment.commit": "The commit in which the paper was changed for it.",
    "Criterion.id": "The short name of the criterion.",
    "Criterion.question": "What is asked of each recommendation.",
    "Criterion.low": "What a rating of 1 means.",
    "Criterion.high": "What a rating of 9 means.",
    "RoundItem.recommendation": "The id of the recommendation.",
    "RoundItem.digest": "The digest of the words that are rated; forum round open writes it.",
    "RoundFile.title": "The title of the round.",
    "RoundFile.state": "How far the round is; forum round open and close change it.",
    "RoundFile.criteria": "What is asked of each recommendation, on a scale from 1 to 9.",
    "RoundFile.items": "The recommendations that are rated.",
    "RoundFile.panel": "How many ballots were sent out.",
    "RoundFile.minimum": "Of fewer ratings than this, nothing is told: 5, and never fewer than 3.",
    "RoundFile.previous": "The id of the round before, of which ballots show the ratings.",
    "RoundFile.opened": "The day on which the ballots were made.",
    "RoundFile.closed": "The day on which the results were computed.",
    "RoundFile.results": "What came of it; forum round close writes it.",
    "RoundResults.percentiles": "The method by which percentiles are computed.",
    "RoundResults.ballots": "How many ballots with ratings came back.",
    "RoundResults.ratings": "What came of each recommendation by each criterion.",
    "RoundResults.concordance": "How far the panel agrees on the order, by criterion.",
    "RatingResult.recommendation": "The id of the recommendation.",
    "RatingResult.criterion": "The id of the criterion.",
    "RatingResult.n": "How many rated it.",
    "RatingResult.counts": "How often each of 1 to 9 was given.",
    "RatingResult.median": "The median.",
    "RatingResult.p30": "The 30th percentile.",
    "RatingResult.p70": "The 70th percentile.",
    "RatingResult.ipr": "The range between the two percentiles.",
    "RatingResult.ipras": "The range that the asymmetry allows: 2.35 + 1.5 AI.",
    "RatingResult.di": "The disagreement index: ipr divided by ipras; above 1 the panel disagrees.",
    "RatingResult.class": "The class by the classic RAND/UCLA panel rule.",
    "RatingResult.agreement": "Whether the panel agrees, by its size.",
    "RatingResult.change": "What became of it since the round before.",
    "RatingChange.median-before": "The median of the round before.",
    "RatingChange.class-before": "The class of the round before.",
    "RatingChange.both": "How many rated it in both rounds.",
    "RatingChange.moved": "The share of them who gave another rating.",
    "RatingChange.deviation-before": "The mean absolute deviation from the median, the round before.",
    "RatingChange.deviation": "The mean absolute deviation from the median.",
    "ConcordanceResult.criterion": "The id of the criterion.",
    "ConcordanceResult.raters": "How many ballots there are.",
    "ConcordanceResult.items": "How many recommendations all of them rate.",
    "ConcordanceResult.w": "Kendall's W, corrected for ties.",
    "ConcordanceResult.chi-square": "Its chi-square.",
    "ConcordanceResult.df": "The degrees of freedom.",
    "ParameterFile.sets": "Named parameter sets; the first is the default.",
    "ParameterFile.sweeps": "Parameters with lists of values; each sweep runs their product.",
    "ParameterFile.data": "Data files that the notebook reads, relative to it; a change runs it again.",
}

_PATTERNS = {
    "Partner.ror": r"^(https://ror\.org/)?0[0-9a-hjkmnp-tv-z]{6}\d{2}$|^$",
    "Partner.country": "^[A-Z]{2}$|^$",
    "Position.digest": "^v1:[0-9a-f]{64}$",
    "Carried.from": "^v1:[0-9a-f]{64}$",
    "Person.orcid": r"^(https://orcid\.org/)?(\d{4}-){3}\d{3}[\dX]$|^$",
}


def json_schemas() -> dict[str, dict[str, Any]]:
    """Return every schema by its file's name."""
    return {name: _schema(name, kind, what) for name, (kind, what) in SCHEMAS.items()}


def _schema(name: str, kind: Any, what: str) -> dict[str, Any]:
    (schema,), components = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
    defs = {title: _described(title, component) for title, component in components.items()}
    return {"$schema": DRAFT, "$id": name, "title": what, **schema, "$defs": defs}


def _described(title: str, component: dict[str, Any]) -> dict[str, Any]:
    """Return a component with a description at each key, and no other keys allowed."""
    properties = {
        key: {
            **value,
            **({"description": DESCRIPTIONS[f"{title}.{key}"]} if f"{title}.{key}" in DESCRIPTIONS else {}),
            **({"pattern": _PATTERNS[f"{title}.{key}"]} if f"{title}.{key}" in _PATTERNS else {}),
        }
        for key, value in component.get("properties", {}).items()
    }
    about = component.get("description", "").replace("``", "")
    return {**component, "description": about, "properties": properties, "additionalProperties": False}
