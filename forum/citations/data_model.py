"""The types and fields of BibTeX and biblatex, and those of programs that write such files.

Source: biblatex manual, 2.1 "Entry Types" and 2.2 "Entry Fields"; BibTeXing, 3;
pandoc's reader for the types beyond; JabRef, Zotero, Mendeley and BibDesk for fields
that are kept beside.
"""

from __future__ import annotations

from collections.abc import Mapping

_TYPES = """
    article book mvbook inbook bookinbook suppbook booklet collection mvcollection incollection suppcollection dataset
    manual misc online patent periodical suppperiodical proceedings mvproceedings inproceedings reference mvreference
    inreference report set software thesis unpublished xdata conference electronic mastersthesis phdthesis techreport
    www artwork audio bibnote commentary image jurisdiction legislation legal letter movie music performance review
    standard video newspaper magazine webpage bill treaty hearing preprint webpage legal_case interview speech map
    broadcast entry-encyclopedia entry-dictionary personal_communication pamphlet
    regulation song figure document manuscript motion_picture post-weblog classic collection periodical event
"""
TYPES = frozenset(_TYPES.split())

_JOURNAL = (
    "journaltitle",
    "journalsubtitle",
    "howpublished",
    "note",
    "eprint",
    "publisher",
    "url",
    "series",
    "booktitle",
    "doi",
)
_BOOK = (
    "booktitle",
    "maintitle",
    "series",
    "eventtitle",
    "journaltitle",
    "publisher",
    "organization",
    "url",
    "howpublished",
    "doi",
)
_TITLE = (
    "title",
    "shorttitle",
    "maintitle",
    "booktitle",
    "subtitle",
    "issuetitle",
    "note",
    "howpublished",
    "number",
    "chapter",
    "pages",
)

REQUIRED: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "article": (_TITLE, _JOURNAL),
    "incollection": (_TITLE, _BOOK),
    "inproceedings": (_TITLE, _BOOK),
    "conference": (_TITLE, _BOOK),
    "set": (),
    "xdata": (),
    "bibnote": (),
    "letter": (),
    "personal_communication": (),
    "jurisdiction": (),
    "periodical": (("title", "journaltitle"),),
}
"""What must be there, by type: one field of each group. Other types need a title."""

_FIELDS = """
    abstract addendum afterword annotation annote annotator author authortype bookauthor bookpagination booksubtitle
    booktitle booktitleaddon chapter commentator date day doi edition editor editora editorb editorc editortype
    editoratype editorbtype editorctype eid entrysubtype eprint eprintclass eprinttype eventdate eventtitle
    eventtitleaddon file foreword holder howpublished indextitle institution introduction isan isbn ismn isrn issn
    issue issuesubtitle issuetitle issuetitleaddon iswc journalsubtitle journaltitle journaltitleaddon label language
    library location mainsubtitle maintitle maintitleaddon month nameaddon note number organization origdate
    origlanguage origlocation origpublisher origtitle pages pagetotal pagination part publisher pubstate reprinttitle
    series shortauthor shorteditor shorthand shorthandintro shortjournal shortseries shorttitle subtitle title
    titleaddon translator type url urldate venue version volume volumes year crossref entryset execute gender langid
    langidopts ids indexsorttitle keywords options presort related relatedoptions relatedtype relatedstring sortkey
    sortname sortshorthand sorttitle sortyear xdata xref address archiveprefix journal key pdf primaryclass school
    hyphenation usera userb userc userd usere userf lista listb listc listd liste listf namea nameb namec nameatype
    namebtype namectype verba verbb verbc custom
    acmid adsnote adsurl affiliation affiliations archive articleno article-number bibsource biburl category citation
    city code collaboration comment comments contents copyright country coden creationdate ctan date-added
    date-modified email eissn endtranslator ean eventlocation funding group groups howcited http internal-note
    interhash intrahash isrn issue_date journal-iso keyword keywords-plus lastchecked lastaccessed lccn localfile
    location2 mendeley-groups mendeley-tags modificationdate mrclass mrnumber mrreviewer numpages nationality
    note2 numpages orcid-numbers orcid ror owner pii pmcid pmid priority printed privnote pubmedid qualityassured
    rating
    ranking readstatus refid relevance repository research-areas researcherid-numbers review s2id search size skimmed
    slaccitation source ssrn timestamp times-cited timescited tag tags tex.ids unique-id urn username
    web-of-science-index web-of-science-categories zblnumber handle hdl celex ecli relation status revision day
    quality conference
    collection posted-at citeulike-article-id accessed access medium genre jurisdiction court reporter shortcourt
    urlaccessdate bookurl eventurl dimensions scale original-title reviewedtitle reviewedauthor contributor supervisor
    advisor degree numberofvolumes runtime callnumber call-number event place publisher-place
"""
FIELDS = frozenset(_FIELDS.split())
