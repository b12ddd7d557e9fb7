"""Answers as tables for LaTeX, in the style of the package booktabs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

__all__ = [
    "latex_table",
    "latex_text",
]

_ESCAPED: Final = {
    **{character: "\\" + character for character in "{}$&#%_"},
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "`": r"\textasciigrave{}",
    # Behind the end of a row, a bracket would be read as an amount of space.
    "[": "{[}",
    "]": "{]}",
    "°": r"\textdegree{}",
    "·": r"\textperiodcentered{}",
    "\N{MICRO SIGN}": r"\textmu{}",
    "\N{GREEK SMALL LETTER MU}": r"\textmu{}",
    "\N{NO-BREAK SPACE}": "~",
    **{
        character: f"${command}$"
        for character, command in {
            "\N{GREEK CAPITAL LETTER OMEGA}": r"\Omega",
            "\N{OHM SIGN}": r"\Omega",
            "α": r"\alpha",
            "β": r"\beta",
            "−": "-",
            "±": r"\pm",
            "×": r"\times",
            "→": r"\rightarrow",
            "≈": r"\approx",
            "≤": r"\leq",
            "≥": r"\geq",
            "∘": r"\circ",
            "⊑": r"\sqsubseteq",
            "∞": r"\infty",
        }.items()
    },
}


def latex_table(
    names: Sequence[str], numeric: Sequence[bool], rows: Sequence[Sequence[str]]
) -> str:
    r"""A `tabular`, ending with a line feed; columns of numbers stand to the right.

    LaTeX needs `\usepackage{booktabs}`, and for °, µ and the like a kernel of 2020 or later.
    """
    columns = "".join("r" if number else "l" for number in numeric)
    head = [name.replace("_", " ") for name in names]
    return "".join(
        (
            f"\\begin{{tabular}}{{{columns}}}\n\\toprule\n",
            _line(head),
            "\\midrule\n",
            *map(_line, rows),
            "\\bottomrule\n\\end{tabular}\n",
        )
    )


def _line(cells: Sequence[str]) -> str:
    return " & ".join(map(latex_text, cells)) + " \\\\\n"


def latex_text(text: str) -> str:
    r"""Text that LaTeX sets as it stands; small figures become sub- and superscripts.

    >>> print(latex_text("5 % of Ti₃C₂ & 298 mAh g⁻¹"))
    5 \% of Ti\textsubscript{3}C\textsubscript{2} \& 298 mAh g\textsuperscript{$-$1}
    """
    # Two hyphens would become a dash.
    return re.sub("-(?=-)", "-{}", "".join(_runs(text)))


def _runs(text: str) -> Iterator[str]:
    for height, run in groupby(text, _height):
        if height:
            said = "".join(unicodedata.normalize("NFKC", character) for character in run)
            yield f"\\text{height}{{{''.join(map(_escaped, said))}}}"
        else:
            yield from map(_escaped, run)


def _height(character: str) -> str:
    kind = unicodedata.decomposition(character).partition(" ")[0]
    return {"<sub>": "subscript", "<super>": "superscript"}.get(kind, "")


def _escaped(character: str) -> str:
    if character in _ESCAPED:
        return _ESCAPED[character]
    category = unicodedata.category(character)
    if category == "Cf":
        return ""
    return " " if category == "Cc" or category.startswith("Z") else character
