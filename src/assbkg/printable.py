"""Text for people, without characters that a terminal obeys or a reader can't see.

Labels and messages come from other people's files and servers. A terminal would obey an
escape in them, a carriage return hides what stands before it, and a change of direction
shows another order than the one that is there.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["flat", "in_brief", "one_line", "printable"]

#: The most characters that stand for an object of ours in a notebook or debugger.
_LONGEST: Final = 160

#: Controls but tab and line feed; what changes direction or takes no room (Unicode's Cf and
#: Default_Ignorable_Code_Point); separators of lines and paragraphs; lone surrogates; and
#: code points that are no characters.
_HIDDEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2"
    "\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ud800-\udfff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U000110bd\U000110cd\U00013430-\U0001345f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)

#: What ends a line, for a terminal or for `str.splitlines`.
_BREAK: Final = re.compile("[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")


def printable(text: str) -> str:
    r"""Return `text` with each hidden character as an escape; tabs and line feeds stay.

    Chemistry and typography stay too: sub- and superscripts, combining marks, thin spaces.

    >>> print(printable("Li\x1b[2J₂S a\u202eb"))
    Li\x1b[2J₂S a\u202eb
    """
    return _HIDDEN.sub(lambda found: ascii(found[0])[1:-1], text)


def one_line(text: str) -> str:
    r"""Return `text` in one line: white space becomes single spaces, and the rest printable.

    >>> one_line("503\r\n  try\tlater")
    '503 try later'
    """
    return printable(" ".join(text.split()))


def flat(line: str) -> str:
    r"""Return `line` with a space for each break in it; indentation and other spaces stay.

    >>> flat("  a\r\nb\u2028c")
    '  a b c'
    """
    return _BREAK.sub(" ", line)


def in_brief(thing: object, text: str) -> str:
    r"""Return what stands for an object where its value is shown: its class and a short text.

    >>> in_brief(1.5, "Li\n₂S")
    '<float: Li ₂S>'
    """
    line = one_line(text[: 2 * _LONGEST])
    return f"<{type(thing).__name__}: {line if len(line) <= _LONGEST else line[:_LONGEST] + '…'}>"
