"""What stands in the fields of references: dates, names, addresses, characters."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from forum.explanations.explanation import Explanation, doubtful, notable, wrong

_FIELDS: Mapping[str, Explanation] = {
    "type-unknown": doubtful(
        "The reference is of a type that nobody knows, and is printed like a web page.",
        "Correct the type; `@misc` is for what fits nowhere else.",
    ),
    "field-missing": doubtful(
        "The reference lacks a field without which readers can hardly find the work.",
        "Add the field that the message names.",
    ),
    "field-unprinted": doubtful(
        "The book or journal in which the work appeared stands in a field that its type does not print.",
        "Give the entry the type that the message names, or move the value.",
    ),
    "number-label": doubtful(
        "A page, volume, issue or chapter brings its own label, and the citation style prints another: “vol. Vol. 3”.",
        "Write the number alone. How many pages there are belongs in `pagetotal`.",
    ),
    "names-initials": doubtful(
        "A name ends in initials, and is printed as if they were the family name: “J, Smith”.",
        "Write `Smith, J.`.",
    ),
    "title-noun": doubtful(
        "The citation style prints English titles as sentences, and the name of a place or people in one with a "
        "small letter: “the law of geneva”. Only where the style gives no capitals back.",
        "Put the name into braces: `The Law of {Geneva}`.",
    ),
    "field-duplicate": doubtful(
        "A field is given twice with two values. The last is printed, which may be the wrong one.",
        "Delete one of them.",
    ),
    "field-misspelt": doubtful(
        "A field has a name that nobody knows, nearly that of one that is missing. Its value is not printed.",
        "Correct the name.",
    ),
    "field-unknown": notable(
        "A field has a name that nobody knows. Its value is not printed.",
        "Leave it if it is a note of your own; otherwise correct its name.",
    ),
    "field-misplaced": doubtful(
        "The title has a web address or a DOI in it, and is printed with it.",
        "Move it to the field `url` or `doi`.",
    ),
    "field-empty": notable(
        "A field has no value. It does no harm, but perhaps something was forgotten.",
        "Fill it in, or delete it.",
    ),
    "file-field": notable(
        "A field names a file on one computer. It is not printed, but everyone who gets the bibliography can read it.",
        "Delete the field; your reference manager can leave it out when it exports.",
    ),
    "doi-misplaced": notable(
        "A note or address has a DOI in it, and the field for DOIs is empty. "
        "The work is then harder to recognise, and to check.",
        "Write it into the field `doi`, as the message shows.",
    ),
    "pages-descending": wrong(
        "The last page comes before the first, so one of the two is mistyped.",
        "Compare the pages with the work.",
    ),
    "pages-hyphen": notable(
        "The pages are joined by one hyphen. It is printed as a dash here; other programs may print a hyphen.",
        "Write two hyphens between them.",
    ),
    "url-markup": wrong(
        "The address has a LaTeX command around it, which is printed and makes the link lead nowhere.",
        "Write the address only.",
    ),
    "url-escaped": wrong(
        "The address has signs in it that an export to LaTeX put there. Its link leads nowhere.",
        "Write the address as a browser shows it.",
    ),
    "url-local": doubtful(
        "The address is that of a file on one computer, which no reader can open.",
        "Give an address on the web, or none.",
    ),
    "url-syntax": wrong(
        "The field has no address that a browser could open, or has a space in it.",
        "Write one address that begins with `https://`, and `%20` for a space.",
    ),
    "title-capitals": notable(
        "The title is written in capitals and printed so, whatever the style.",
        "Write it as a sentence.",
    ),
    "title-period": notable(
        "The title ends in a full stop. Most styles add their own.",
        "Leave it out.",
    ),
}

_DATES: Mapping[str, Explanation] = {
    "date-unreadable": wrong(
        "The date is not in a form that can be read, so the reference is printed without it. "
        "It is a warning where no year can be seen in it, or the date is a lesser one.",
        "Write it as `2027-02-01`, `2027-02` or `2027`, and two years as `2026/2027`.",
    ),
    "date-impossible": wrong(
        "The date has a month or day that no calendar has, or a year of two digits.",
        "Compare it with the work, and write it as `2027-02-01`.",
    ),
    "date-future": wrong(
        "The date is still to come, though the work is cited or its address was visited already. "
        "It is a warning where it is some months away.",
        "Correct the date, or say `pubstate = {forthcoming}`.",
    ),
    "date-two": doubtful(
        "The fields for date and year say different years. The date is printed.",
        "Delete the year, or correct the date.",
    ),
    "date-text": notable(
        "Words stand where a date is expected, such as n.d. or forthcoming. The reference is printed without a date.",
        "Leave the date out, and say `pubstate = {forthcoming}` or `pubstate = {inpress}` where it is so.",
    ),
    "date-missing": notable(
        "The reference has no date, and is printed with n.d.",
        "Add the date if it can be found.",
    ),
    "month-text": notable(
        "The month is not in a form that can be read, and is not printed.",
        "Write a number, or jan to dec without braces.",
    ),
}

_NAMES: Mapping[str, Explanation] = {
    "names-et-al": wrong(
        "The list of names ends in et al. or the like, which is printed as if it were a person.",
        "Write `and others` instead, or better all the names.",
    ),
    "names-and": wrong(
        "The names are joined by something else than a single and, so several people are printed as one.",
        "Put `and`, in small letters, between each two names.",
    ),
    "names-commas": wrong(
        "The names are joined by commas, so several people are printed as one.",
        "Put `and` between each two names, as in `Doe, Jane and Roe, Rick`.",
    ),
    "names-placeholder": doubtful(
        "A word such as anonymous or unknown stands for a name, and is printed as one.",
        "Leave the field out where nobody is known.",
    ),
    "names-body": doubtful(
        "The name is probably that of an institution, and is parted and sorted like a person's.",
        "Put it in braces, as in `{Delft University of Technology}`.",
    ),
    "names-capitals": notable(
        "A family name is written in capitals and printed so.",
        "Write names as their bearers do.",
    ),
}

_CHARACTERS: Mapping[str, Explanation] = {
    "text-control": wrong(
        "A field has an invisible control character in it, mostly from copying out of a PDF. It cannot be printed.",
        "Delete it; the message names its place.",
    ),
    "text-mojibake": wrong(
        "A field has letters that were once read in the wrong encoding, as in `Ã©` for é, and prints them so.",
        "Write the letter that was meant; the message says which is likely.",
    ),
    "text-entity": wrong(
        "A field has a character in the spelling of HTML, such as `&amp;`, which is printed as it stands.",
        "Write the character itself; in a `.bib` file, write `\\&` for an ampersand.",
    ),
    "text-html": wrong(
        "A field has HTML in it, such as `<i>`, which is printed as it stands.",
        "Write `\\emph{…}`, or remove it.",
    ),
    "text-percent": wrong(
        "A field has a bare percent sign, which hides the rest of its line: that is not printed.",
        "Write `\\%`.",
    ),
    "text-ampersand": notable(
        "A field has a bare ampersand. It is printed here, but LaTeX would stop at it.",
        "Write `\\&`.",
    ),
    "text-nfc": notable(
        "A field has letters and their accents as separate characters. "
        "They look alike, but sort and search differently.",
        "Save the file with Unicode's form NFC; many editors can do that.",
    ),
}

CODES: Mapping[str, Explanation] = MappingProxyType({**_FIELDS, **_DATES, **_NAMES, **_CHARACTERS})
