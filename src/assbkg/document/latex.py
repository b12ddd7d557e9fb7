r"""Documents as LaTeX that pdfTeX sets, with the package booktabs alone.

Only ASCII comes out. Characters that LaTeX has a command for are written by it, small figures
as sub- and superscripts, and what is left by its code, such as `[U+7845]`: a character that
pdfTeX does not know would stop it.
"""

from __future__ import annotations

import re
import shlex
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from assbkg.document.legible import clusters, code_of
from assbkg.document.markdown import is_safe_target
from assbkg.document.model import (
    Block,
    Code,
    Command,
    Definitions,
    Document,
    Items,
    Paragraph,
    Picture,
    Run,
    Section,
    Table,
    Words,
    code,
    plain,
)

__all__ = ["latex_text", "write_blocks", "write_latex"]

#: Commands of text mode, which an empty group ends.
_TEXT: Final = {
    "\\": "textbackslash",
    "^": "textasciicircum",
    "~": "textasciitilde",
    "<": "textless",
    ">": "textgreater",
    "|": "textbar",
    "`": "textasciigrave",
    "°": "textdegree",
    "·": "textperiodcentered",
    "∙": "textbullet",
    "•": "textbullet",
    "µ": "textmu",
    "μ": "textmu",
    "‘": "textquoteleft",
    "’": "textquoteright",
    "“": "textquotedblleft",
    "”": "textquotedblright",
    "–": "textendash",
    "—": "textemdash",
    "…": "textellipsis",
    "§": "S",
    "¶": "P",
    "†": "dag",
    "‡": "ddag",
    "©": "textcopyright",
    "®": "textregistered",
    "™": "texttrademark",
    "€": "texteuro",
    "£": "pounds",
    "¥": "textyen",
    "¢": "textcent",
    "‰": "textperthousand",
    "¡": "textexclamdown",
    "¿": "textquestiondown",
    "ß": "ss",
    "æ": "ae",
    "Æ": "AE",
    "œ": "oe",
    "Œ": "OE",
    "ø": "o",
    "Ø": "O",
    "ł": "l",
    "Ł": "L",
    "ı": "i",
    "ȷ": "j",
}
#: Commands of mathematics that LaTeX itself has, or what is built from them.
_PAIRS: Final = r"""
α \alpha β \beta γ \gamma δ \delta ε \varepsilon ζ \zeta η \eta θ \theta ι \iota κ \kappa
λ \lambda ν \nu ξ \xi ο o π \pi ρ \rho ς \varsigma σ \sigma τ \tau υ \upsilon φ \varphi χ \chi
ψ \psi ω \omega ϵ \epsilon ϑ \vartheta ϕ \phi ϖ \varpi ϱ \varrho ɑ \alpha ɛ \varepsilon ɣ \gamma
Α \mathrm{A} Β \mathrm{B} Γ \Gamma Δ \Delta Ε \mathrm{E} Ζ \mathrm{Z} Η \mathrm{H} Θ \Theta
Ι \mathrm{I} Κ \mathrm{K} Λ \Lambda Μ \mathrm{M} Ν \mathrm{N} Ξ \Xi Ο \mathrm{O} Π \Pi
Ρ \mathrm{P} Σ \Sigma Τ \mathrm{T} Υ \Upsilon Φ \Phi Χ \mathrm{X} Ψ \Psi Ω \Omega
∂ \partial ∇ \nabla ℓ \ell ℏ \hbar ℑ \Im ℜ \Re ℘ \wp ℵ \aleph
← \leftarrow → \rightarrow ↑ \uparrow ↓ \downarrow ↔ \leftrightarrow ↕ \updownarrow
⇐ \Leftarrow ⇒ \Rightarrow ⇑ \Uparrow ⇓ \Downarrow ⇔ \Leftrightarrow ⇕ \Updownarrow
↦ \mapsto ↩ \hookleftarrow ↪ \hookrightarrow ↗ \nearrow ↘ \searrow ↙ \swarrow ↖ \nwarrow
⟵ \longleftarrow ⟶ \longrightarrow ⟷ \longleftrightarrow ⟸ \Longleftarrow ⟹ \Longrightarrow
⟺ \Longleftrightarrow ⟼ \longmapsto ⇌ \rightleftharpoons ↼ \leftharpoonup ↽ \leftharpoondown
⇀ \rightharpoonup ⇁ \rightharpoondown ⇋ \stackrel{\leftharpoondown}{\rightharpoonup}
⇄ \stackrel{\rightarrow}{\leftarrow} ⇆ \stackrel{\leftarrow}{\rightarrow}
⇉ \stackrel{\rightarrow}{\rightarrow} ⇇ \stackrel{\leftarrow}{\leftarrow}
≤ \leq ≥ \geq ≦ \leq ≧ \geq ⩽ \leq ⩾ \geq ≠ \neq ≈ \approx ≡ \equiv ∼ \sim ≃ \simeq ≅ \cong
≪ \ll ≫ \gg ∝ \propto ≺ \prec ≻ \succ ⪯ \preceq ⪰ \succeq ≍ \asymp ≐ \doteq ≔ {:}{=}
≲ \stackrel{<}{\sim} ≳ \stackrel{>}{\sim} ≙ \stackrel{\wedge}{=} ∶ :
∴ \stackrel{\cdot}{\cdot\,\cdot}
∈ \in ∉ \notin ∋ \ni ⊂ \subset ⊃ \supset ⊆ \subseteq ⊇ \supseteq ⊑ \sqsubseteq ⊒ \sqsupseteq
⊢ \vdash ⊣ \dashv ⊥ \bot ⊤ \top ⊨ \models ∥ \parallel ∣ \mid ∠ \angle
± \pm ∓ \mp × \times ÷ \div − - ∘ \circ ⋅ \cdot ∗ \ast ⋆ \star ⁄ / ∕ / √ \surd ∞ \infty
∩ \cap ∪ \cup ⊓ \sqcap ⊔ \sqcup ∧ \wedge ∨ \vee ¬ \neg ∀ \forall ∃ \exists ∅ \emptyset
∑ \sum ∏ \prod ∫ \int ∮ \oint ⊕ \oplus ⊖ \ominus ⊗ \otimes ⊘ \oslash ⊙ \odot
△ \triangle ▽ \bigtriangledown ◇ \diamond ′ \prime ″ \prime\prime ‴ \prime\prime\prime
⟨ \langle ⟩ \rangle ⌈ \lceil ⌉ \rceil ⌊ \lfloor ⌋ \rfloor ⋯ \cdots ⋮ \vdots ⋱ \ddots
« \langle\!\langle » \rangle\!\rangle ‹ \langle › \rangle
"""
_MATHS: Final = dict(zip(_PAIRS.split()[::2], _PAIRS.split()[1::2], strict=True))
_WRITTEN: Final = {
    **{character: "\\" + character for character in "{}$&#%_"},
    **{character: f"\\{command}{{}}" for character, command in _TEXT.items()},
    **{character: f"${command}$" for character, command in _MATHS.items()},
    # Straight ones, which the text font lacks.
    '"': '\\texttt{"}',
    "„": "{,}{,}",
    "‚": "{,}",
    # Behind the end of a row, a bracket would be read as an amount of space.
    "[": "{[}",
    "]": "{]}",
    "\N{NO-BREAK SPACE}": "~",
    "\N{THIN SPACE}": r"\,",
    "\N{NARROW NO-BREAK SPACE}": r"\,",
    "\N{HAIR SPACE}": r"\,",
    "\N{HYPHEN}": "-",
    "\N{NON-BREAKING HYPHEN}": r"\mbox{-}",
    "\N{FIGURE DASH}": r"\textendash{}",
    "\N{HORIZONTAL BAR}": r"\textemdash{}",
    "\N{HYPHENATION POINT}": r"\textperiodcentered{}",
}
#: Accents by their combining characters, in text and in mathematics.
_ACCENTS: Final = {
    "\u0300": ("\\`", r"\grave"),
    "\u0301": ("\\'", r"\acute"),
    "\u0302": ("\\^", r"\hat"),
    "\u0303": ("\\~", r"\tilde"),
    "\u0304": ("\\=", r"\bar"),
    "\u0306": ("\\u", r"\breve"),
    "\u0307": ("\\.", r"\dot"),
    "\u0308": ('\\"', r"\ddot"),
    "\u030a": ("\\r", r"\mathring"),
    "\u030b": ("\\H", ""),
    "\u030c": ("\\v", r"\check"),
    "\u0323": ("\\d", ""),
    "\u0327": ("\\c", ""),
    "\u0331": ("\\b", ""),
    "\u20d7": ("", r"\vec"),
}
_SPACED: Final = frozenset({"Zs", "Zl", "Zp"})
_SECTIONS: Final = ("section", "subsection", "subsubsection", "paragraph")
#: Marks that the fonts of TeX join into another when they touch.
_LIGATURE: Final = re.compile(r"(?<=-)-|(?<=')'|(?<=,),")


def write_latex(document: Document) -> str:
    r"""Return a document that pdfTeX sets as it is, from `\documentclass` to its end."""
    title = [f"\\section*{{{_inline(document.title)}}}"] if document.title else []
    facts = [latex_text(f"{name}: {value}") + r"\par" for name, value in document.facts]
    lines = [*title, *facts, *_blocks(document.blocks, 0)]
    head = ("\\documentclass{article}", "\\usepackage{booktabs}", "\\begin{document}")
    return "\n".join((*head, *lines, "\\end{document}")) + "\n"


def write_blocks(blocks: Iterable[Block]) -> str:
    r"""Return blocks as LaTeX, ending with a line feed.

    It needs `\usepackage{booktabs}` for tables, and for °, µ and the like a LaTeX of 2020 or
    later.
    """
    return "\n".join(_blocks(blocks, 0)) + "\n"


def latex_text(text: str) -> str:
    r"""Return text that LaTeX sets as it stands; small figures become sub- and superscripts.

    >>> print(latex_text("5 % of Ti₃C₂ & 298 mAh g⁻¹"))
    5 \% of Ti\textsubscript{3}C\textsubscript{2} \& 298 mAh g\textsuperscript{$-$1}
    """
    parts = []
    for height, run in groupby(unicodedata.normalize("NFC", text), _height):
        if height:
            normal = "".join(unicodedata.normalize("NFKC", character) for character in run)
            parts.append(f"\\text{height}{{{_escaped(normal)}}}")
        else:
            parts.append(_escaped("".join(run)))
    return _LIGATURE.sub(lambda found: f"{{}}{found[0]}", "".join(parts))


def _height(character: str) -> str:
    kind = unicodedata.decomposition(character).partition(" ")[0]
    return {"<sub>": "subscript", "<super>": "superscript"}.get(kind, "")


def _escaped(text: str) -> str:
    return "".join(map(_cluster, clusters(text)))


def _cluster(cluster: str) -> str:
    return (_composed(cluster) if len(cluster) > 1 else "") or "".join(map(_character, cluster))


def _character(character: str) -> str:
    if character in _WRITTEN:
        return _WRITTEN[character]
    category = unicodedata.category(character)
    if category == "Cf":
        return ""
    if category in _SPACED or character in "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85":
        return " "
    if character.isascii() and character.isprintable():
        return character
    return _composed(character) or _compatible(character) or _escaped_code(character)


def _composed(cluster: str) -> str:
    """Return a letter under its accents, or nothing when LaTeX lacks one of them."""
    letters = unicodedata.normalize("NFD", cluster)
    base, marks = letters[0], letters[1:]
    if not marks:
        # One character for another, such as the sign of ohm for omega.
        return "" if base == cluster else _character(base)
    in_maths = base in _MATHS
    if not in_maths and not (base.isascii() and base.isalpha()):
        return ""
    made = _MATHS.get(base, base)
    for mark in marks:
        accent = _ACCENTS.get(mark, ("", ""))[in_maths]
        if not accent:
            return ""
        made = f"{accent}{{{made}}}"
    return f"${made}$" if in_maths else made


def _compatible(character: str) -> str:
    """Return what a character stands for, such as the letters of a ligature."""
    normal = unicodedata.normalize("NFKC", character)
    return "" if normal == character else _escaped(normal)


def _escaped_code(character: str) -> str:
    return _escaped(code_of(character))


def _inline(words: Words) -> str:
    return "".join(map(_run, words))


def _run(run: Run) -> str:
    told = latex_text(run.text)
    command = {"strong": "textbf", "emphasis": "emph", "code": "texttt"}.get(run.style, "")
    told = f"\\{command}{{{told}}}" if command and told else told
    # The address stands beside a text that does not name it.
    outside = run.target.startswith(("http:", "https:")) and run.target != run.text
    return f"{told} ({latex_text(run.target)})" if outside and is_safe_target(run.target) else told


def _blocks(blocks: Iterable[Block], level: int) -> Iterator[str]:
    for number, block in enumerate(blocks):
        if number:
            yield ""
        yield from _block(block, level)


def _block(block: Block, level: int) -> Iterator[str]:
    if isinstance(block, Section):
        command = _SECTIONS[min(level, len(_SECTIONS) - 1)]
        yield f"\\{command}{{{_inline(block.title)}}}"
        yield from _blocks(block.blocks, level + 1)
    elif isinstance(block, Paragraph):
        yield _lines(block.lines)
    elif isinstance(block, Items):
        yield from _items(block, level)
    elif isinstance(block, Definitions):
        yield "\\begin{description}"
        for entry in block.entries:
            yield f"\\item[{{{_inline(entry.term)}}}] {_lines(entry.lines)}"
        yield "\\end{description}"
    elif isinstance(block, Table):
        yield from _table(block)
    elif isinstance(block, Code):
        yield _code(block.text)
    elif isinstance(block, Command):
        yield _code(f"$ {shlex.join(block.words)}")
    else:
        yield from _picture(block)


def _lines(lines: Iterable[Words]) -> str:
    return "\\newline\n".join(told for words in lines if (told := _inline(words).strip()))


def _code(text: str) -> str:
    """Return lines of code; spaces stay, as an environment for it would not outlast any text."""
    lines = (_inline(code(line)).replace(" ", "~") or "~" for line in text.splitlines())
    return "\\noindent " + "\\newline\n".join(lines)


def _items(block: Items, level: int) -> Iterator[str]:
    # LaTeX has four levels of lists.
    kind = "enumerate" if block.kind == "numbers" else "itemize"
    yield f"\\begin{{{kind}}}"
    for item in block.items:
        note = f" \\textemdash{{}} {latex_text(item.note)}" if item.note else ""
        yield f"\\item {{}}{_inline(item.words)}{note}"
        for one in item.blocks:
            yield from _block(one, level)
    yield f"\\end{{{kind}}}"


def _table(table: Table) -> Iterator[str]:
    head = " ".join(filter(None, (f"{table.name}." if table.name else "", table.caption)))
    if head:
        yield latex_text(head) + "\n"
    columns = "".join("r" if column.numeric else "l" for column in table.columns)
    yield f"\\begin{{tabular}}{{{columns}}}\n\\toprule"
    yield _row(plain(column.heading) for column in table.columns)
    yield "\\midrule"
    yield from map(_row, table.full_rows())
    yield "\\bottomrule\n\\end{tabular}"
    if table.note:
        yield "\n" + latex_text(table.note)


def _row(cells: Iterable[Words]) -> str:
    return " & ".join(map(_inline, cells)) + " \\\\"


def _picture(picture: Picture) -> Iterator[str]:
    name = f"{picture.name}. " if picture.name else ""
    yield latex_text(f"{name}{picture.caption or picture.words}")
