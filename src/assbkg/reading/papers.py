"""Open a paper of any form: tell which it is, read it in a process of its own, number sentences.

What a file is, is told by its content; its ending counts only where two forms look alike.
"""

from __future__ import annotations

import codecs
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Literal

from assbkg.confined import Bounds, run_confined
from assbkg.errors import SourceTextError, UnreadableFile
from assbkg.files.opening import MIB, read_bytes, to_text
from assbkg.reading.blocks import UNMAPPED
from assbkg.reading.composing import compose
from assbkg.reading.plain import pieces_of_text
from assbkg.reading.segmenting import ReadPaper, split_paper

__all__ = ["FORMS", "form_of", "read_paper", "read_text_form", "require_readable"]

Form = Literal["pdf", "jats", "html", "markdown", "text"]

#: The largest file that is read, in bytes: a thesis full of pictures.
_MOST_BYTES: Final = 128 * MIB
#: The longest text, in bytes; a book has 2 MiB.
_MOST_TEXT_BYTES: Final = 16 * MIB
_BOUNDS: Final = Bounds(seconds=300, memory_bytes=1536 * MIB)

#: Where each form is read, and the package that this needs.
FORMS: Final[dict[Form, tuple[str, str]]] = {
    "pdf": ("assbkg.reading.pdf:read_pdf", "pypdfium2"),
    "jats": ("assbkg.reading.jats:read_jats", "lxml"),
    "html": ("assbkg.reading.web:read_html", "trafilatura"),
    "markdown": ("assbkg.reading.papers:read_text_form", ""),
    "text": ("assbkg.reading.papers:read_text_form", ""),
}
_BINARY: Final = (
    (b"PK\x03\x04", "a ZIP archive, as DOCX and EPUB are; save the paper as PDF, HTML or text"),
    (b"\xd0\xcf\x11\xe0", "a document of an old word processor; save it as PDF, HTML or text"),
    (b"{\\rtf", "RTF; save the paper as PDF, HTML or plain text"),
    (b"\x1f\x8b", "compressed; unpack it first"),
    (b"BZh", "compressed; unpack it first"),
    (b"\xfd7zXZ", "compressed; unpack it first"),
    (b"\x89PNG", "a picture; assbkg reads no pictures of text"),
    (b"\xff\xd8\xff", "a picture; assbkg reads no pictures of text"),
    (b"%!PS", "PostScript; convert it to PDF first"),
)
_HTML: Final = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|article\s+class)[\s>]", re.IGNORECASE
)
_XML: Final = re.compile(rb"(?:<\?xml\b|<!DOCTYPE\s+\w|<(?:pmc-articleset|article|!--)[\s>])")
_LOOK: Final = 4_096
#: Where other scripts make up this part of all letters, the segmenter's rules don't hold.
_FOREIGN: Final = 0.2
_SCRIPTS: Final = (
    ("Chinese or Japanese", re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")),
    ("Korean", re.compile("[\uac00-\ud7af\u1100-\u11ff]")),
    ("Cyrillic", re.compile("[\u0400-\u04ff]")),
    ("Arabic or Hebrew", re.compile("[\u0590-\u06ff]")),
)
_LETTER: Final = re.compile(r"[^\W\d_]")
#: The part of characters without a meaning beyond which a text is useless.
_MOST_UNMAPPED: Final = 0.02
#: The version of the reader of Markdown and plain text.
TEXT_READER: Final = 1


def read_paper(path: Path) -> ReadPaper:
    """Read a paper: PDF, JATS XML, HTML, Markdown or plain text.

    Reading takes place in a process of its own that may open no file, with a limit on time and
    memory. Raises `SourceTextError` if the file is none of these or can't be read, `Confined`
    if reading takes too much time or memory.
    """
    try:
        data = read_bytes(path, _MOST_BYTES)
        form = form_of(data, path)
        if form in ("markdown", "text") and len(data) > _MOST_TEXT_BYTES:
            raise UnreadableFile(path, f"is a text larger than {_MOST_TEXT_BYTES // MIB} MiB")
    except UnreadableFile as error:
        raise SourceTextError(str(error)) from error
    function, package = FORMS[form]
    if package and find_spec(package) is None:
        message = (
            f"{form.upper()} is read with the package {package}; `pip install {package}` brings it"
        )
        raise SourceTextError(f"{path}: {message}")
    paper = run_confined(function, data, path, returns=ReadPaper, bounds=_BOUNDS, about=path)
    require_readable(paper, path)
    return paper


def read_text_form(data: bytes, path: Path) -> ReadPaper:
    """Read Markdown or plain text in UTF-8."""
    try:
        text = to_text(data.removeprefix(codecs.BOM_UTF8), path)
    except UnreadableFile as error:
        raise SourceTextError(f"{error} (expected a paper as PDF, JATS, HTML or text)") from error
    form = form_of(data, path)
    return split_paper(compose(pieces_of_text(text), f"{form} {TEXT_READER}"))


def require_readable(paper: ReadPaper, path: Path) -> None:
    """Raise `SourceTextError` unless the paper has sentences, in Latin script, without rubbish."""
    text = " ".join(s.text for s in paper.sentences)
    letters = len(_LETTER.findall(text)) or 1
    for script, pattern in _SCRIPTS:
        if len(pattern.findall(text)) > _FOREIGN * letters:
            raise SourceTextError(f"{path}: is in {script} script; assbkg reads English papers")
    if not any(s.kind in ("paragraph", "caption") for s in paper.sentences):
        why = "; ".join(paper.reading.refused)
        raise SourceTextError(f"{path}: holds no sentence" + f" ({why})" * bool(why))
    if text.count(UNMAPPED) > _MOST_UNMAPPED * len(text):
        raise SourceTextError(
            f"{path}: too many of its characters are not given as text; scan it with OCR first"
        )


def form_of(data: bytes, path: Path) -> Form:
    """Return what form of paper the content of a file is; `path` is for messages and endings.

    Raises `UnreadableFile` if it is none.
    """
    if not data.strip():
        raise UnreadableFile(path, "is empty")
    for magic, what in _BINARY:
        if data.startswith(magic):
            raise UnreadableFile(path, f"is {what}")
    start = data[:_LOOK].lstrip(b"\xef\xbb\xbf \t\r\n")
    if b"%PDF-" in data[:1_024]:
        return "pdf"
    if _HTML.search(start) and not start.startswith(b"<?xml"):
        return "html"
    if _XML.match(start):
        return "html" if b"<html" in start else "jats"
    return "text" if path.suffix.lower() in (".txt", ".text") else "markdown"
