"""What stands on a paper's first and last pages and around its text: metadata and furniture."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from assbkg.reading.marks import squeezed

__all__ = ["authors_of", "category", "doi_of", "is_affiliation", "is_furniture", "keywords_of"]
__all__ += ["licence_of", "looks_like_authors", "without_furniture", "year_of"]

_DOI: Final = re.compile(r"\b10\.\d{4,9}(?:\.\d+)*/(?:\s(?=\w+[.\d]))?[^\s\"<>{}|\\^`]+")
_FURNITURE: Final = re.compile(
    r"(?:www\.\S+|https?://\S+|doi:?\s*\S+|\d{1,4}|[|•·]|1234567890\S*"
    r"|Downloaded (?:from|by|via)\b.*|\d{6,8}, (?:19|20)\d\d, .*Downloaded from .*"
    r"|Check for updates|OPEN(?: ACCESS)?|Open Access|View the article online|Permissions"
    r"|See (?:https?|the Terms).*|Use of this article is subject to .*|Page \d+ of \d+|\d+ of \d+"
    r"|(?:Received|Accepted|Revised|Published|Submitted)(?: online)?:?\s.{0,80}\d{4}.{0,90}"
    r"|Published online:?|How to cite:.*|Citation:.*|Cite this:.*|.{0,20}©.*|Copyright\b.*"
    r"|(?:Research|Review|Original)? ?(?:Articles?|Letter|Communication|Full Paper)s?"
    r"|(?:[A-Z]\w*\.? ){1,5}\d{4} ?, ?\d*,? ?e?\d+.{0,20}"
    r"|e?\d{4,8} \(\d+ of \d+\)|\S+ \(\d{4}\) \d+:\d+|.{0,40}\bet al\. .{0,60}\(\d{4}\) \S+"
    r"|Articles? You May Be Interested In|View Online|Export Citation|LEARN MORE|CrossMark"
    r"|10\.\d{4,9}/\S+|Sci\. Adv\..{0,30}DOI: \S+|Reuse of .*|Reprints and .*)",
    re.IGNORECASE | re.DOTALL,
)
_CASED: Final = re.compile(
    r"[A-Z][A-Z &]{3,40}(?:\s\|)?(?:\s[A-Z]){4,}.*|(?:[A-Z] ){4,}[A-Z ]*|\*+"
)
_LONGEST_FURNITURE: Final = 1_500
_LEADING: Final = re.compile(r"(?:www\.[\w.-]+\.\w+\s+)+")
_AFFILIATION: Final = re.compile(
    r"\b(?:Universi\w+|Institut\w*|Departments?|Dept|Laborator\w+|School of|College of|Faculty"
    r"|Academy|Key Lab|Ltd|GmbH|Corporation|Inc\b|Hospital|Helmholtz|Max[- ]Planck)\b"
)
_CONTACT: Final = re.compile(
    r"e-?mail|\S+@\s?\S+\.\w|ORCID|correspond(?:ence|ing author)|contributed equally"
    r"|some rights reserved|previous version of this manuscript",
    re.IGNORECASE,
)
_NAME: Final = re.compile(
    r"(?:[A-ZÀ-ÖØ-Þ][\w’'.-]*\s+){1,4}(?:(?:von|van|de|der|den|la|le|di|el|al|bin)\s+){0,2}"
    r"(?:[dlO]['’])?[A-ZÀ-ÖØ-Þ][\w’'-]+"
)
_MARK: Final = re.compile(r"[\d*†‡§¶∥⊥#+⁰¹²³⁴-⁹,\s]|\^\{[^}]*\}|\([^)]*\)|\b[a-f]\b(?=[,*\s]|$)")
_LICENCES: Final = (
    (
        r"Attribution[- ]Non-?Commercial[- ]No-?Deriv\w*|CC[- ]BY[- ]NC[- ]ND|/by-nc-nd/",
        "CC BY-NC-ND",
    ),
    (
        r"Attribution[- ]Non-?Commercial[- ]Share-?Alike|CC[- ]BY[- ]NC[- ]SA|/by-nc-sa/",
        "CC BY-NC-SA",
    ),
    (r"Attribution[- ]Non-?Commercial|CC[- ]BY[- ]NC|/by-nc/", "CC BY-NC"),
    (r"Attribution[- ]No-?Deriv\w*|CC[- ]BY[- ]ND|/by-nd/", "CC BY-ND"),
    (r"Attribution[- ]Share-?Alike|CC[- ]BY[- ]SA|/by-sa/", "CC BY-SA"),
    (r"Creative Commons Attribution|CC[- ]BY\b|/by/\d|Attribution (?:4\.0|International)", "CC BY"),
    (r"publicdomain/zero|CC0", "CC0"),
)
_CATEGORY: Final = re.compile(
    r"[A-Z][A-Z ,&-]{3,60}|(?:(?:Research|Review|Original|Regular) )?"
    r"(?:Articles?|Reviews?|Letters?|Communications?|Papers?|Perspectives?|Editorial)",
)


def is_furniture(text: str) -> bool:
    """Return whether a piece is a running head, an address, a date or a note of the publisher."""
    plain = squeezed(text)
    if len(plain) > _LONGEST_FURNITURE:
        return False
    return not plain or bool(_FURNITURE.fullmatch(plain) or _CASED.fullmatch(plain))


def without_furniture(text: str) -> str:
    """Return a paragraph without an address of the publisher glued to its beginning."""
    return _LEADING.sub("", text, count=1)


def category(text: str) -> bool:
    """Return whether a heading names only a kind of article or a field: `CHEMISTRY`."""
    return bool(_CATEGORY.fullmatch(text)) or is_furniture(text)


def is_affiliation(text: str) -> bool:
    """Return whether a piece names where authors work or how to reach them."""
    if _CONTACT.search(text):
        return len(text) < 1_200  # noqa: PLR2004 - the longest list of addresses seen
    named = _AFFILIATION.search(text)
    begins = re.match(r"(?:\W*[\d*†a-f]{1,2}\s?)?[A-Z]", text)
    sentence = re.search(r"\b(?:is|are|was|were|has|have|can|we)\b", text)
    return bool(named and begins and not sentence)


def looks_like_authors(text: str) -> bool:
    """Return whether a piece is a list of names."""
    names = _names(text)
    return bool(names) and sum(map(len, names)) > len(_MARK.sub("", text).replace("and", "")) * 0.6


def authors_of(text: str) -> tuple[str, ...]:
    """Return the names in a line of authors, without marks of affiliations.

    >>> authors_of("Liwen Deng*, Luise M. Riegger 1,2 & Jürgen Janek 1")
    ('Liwen Deng', 'Luise M. Riegger', 'Jürgen Janek')
    """
    return tuple(dict.fromkeys(_names(text)))


def _names(text: str) -> list[str]:
    parts = re.split(r",|;|&|\band\b|\s\d[\d,*†‡§\s]*|\^\{[^}]*\}|[⁰¹²³⁴-⁹*†‡§¶]+", text)
    cleaned = (squeezed(re.sub(r"[+∗⊥∥#\d]|\([^)]*\)", " ", part)) for part in parts)
    return [name for name in cleaned if _NAME.fullmatch(name) and not _AFFILIATION.search(name)]


def doi_of(texts: Iterable[str]) -> str:
    """Return the first DOI in texts, bare; blank when there is none."""
    for text in texts:
        found = _DOI.search(text)
        if found:
            return re.sub(r"\s", "", found[0]).rstrip(".,;:)]'’")
    return ""


def year_of(texts: Sequence[str]) -> int:
    """Return the year of publication that front matter states; 0 when it states none."""
    patterns = (
        r"(?:Published|Publication)\D{0,30}\d{0,2}\D{0,15}((?:19|20)\d\d)",
        r"(?:©|\(c\)|Copyright)\D{0,12}((?:19|20)\d\d)",
        r"Accepted\D{0,4}\d{0,2}\D{0,15}((?:19|20)\d\d)",
        r"\b(?:Volume \d+,? |Vol\. \d+,? )?\(?((?:19|20)\d\d)\)?, (?:Article|\d+|e\d+)",
        r"\b[A-Z][\w.]+ (?:\d+,? )?\S* ?\(((?:19|20)\d\d)\)",
    )
    for pattern in patterns:
        for text in texts:
            found = re.search(pattern, text, re.IGNORECASE)
            if found:
                return int(found[1])
    return 0


def licence_of(texts: Iterable[str]) -> str:
    """Return the Creative Commons licence that a paper states, or blank.

    >>> licence_of(["distributed under a Creative Commons Attribution License 4.0 (CC BY)."])
    'CC BY 4.0'
    """
    for text in texts:
        for pattern, name in _LICENCES:
            found = re.search(pattern, text, re.IGNORECASE)
            if found:
                near = text[max(0, found.start() - 80) : found.end() + 100]
                version = re.search(r"\b([1-4]\.0)\b", near)
                return f"{name} {version[1]}" if version and name != "CC0" else name
    return ""


def keywords_of(text: str) -> tuple[str, ...]:
    """Return the keywords in a line of keywords."""
    plain = re.sub(r"^(?:key ?words?)\s*[:.—–-]?\s*", "", text, flags=re.IGNORECASE)
    parts = re.split(r"\s*[;·•|]\s*|,\s+", plain)
    return tuple(dict.fromkeys(part.strip(" .") for part in parts if part.strip(" .")))[:40]
