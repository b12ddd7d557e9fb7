"""LaTeX holds what chemistry writes, in ASCII and commands that pdfTeX knows."""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from tests.documents import TEXTS, everything

from assbkg.document.latex import latex_text, write_blocks, write_latex
from assbkg.document.model import Document, Paragraph, plain, simple_table
from assbkg.places import shipped

#: What papers on chemistry write, each of which has a command or stands for itself.
GREEK: Final = "".join(
    chr(code) for code in (*range(0x391, 0x3A2), *range(0x3A3, 0x3AA), *range(0x3B1, 0x3CA))
)
ARROWS: Final = "←→↑↓↔↕⇐⇒⇑⇓⇔⇌⇄⇆⇋⇀⇁↦↗↘↙↖⟵⟶⟷⟹"
RELATIONS: Final = "≤≥≦≧⩽⩾≠≈≡∼≃≅≪≫∝≲≳⊑⊒⊂⊃⊆⊇∈∉∥⊥∣±∓×÷·⋅∘−∞∂∇∑∏∫√∅∩∪∧∨¬∀∃"
SMALL: Final = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₕₖₗₘₙₚₛₜᵦᵧᵨᵩᵪᵅᵝᵞᵟ"
QUOTES: Final = "‘’“”„‚«»‹›'\"`′″‴"
SIGNS: Final = "°µμΩÅℓℏ‰§¶†‡•–—…‐‑©®™€£¥ \u00a0\u2009\u202f½¼¾ﬁﬂ℃"
LETTERS: Final = "äöüÄÖÜßàéèêëñçåÅøØæÆœŒłŁšŠčČžŽřěůűőăşţġİıōē"
CHEMISTRY: Final = GREEK + ARROWS + RELATIONS + SMALL + QUOTES + SIGNS + LETTERS
#: Commands of a LaTeX of 2020 or later, without a package.
_COMMAND: Final = re.compile(r"\\([a-zA-Z]+|.)", re.DOTALL)


@given(TEXTS)
def test_only_ascii_comes_out(text: str) -> None:
    assert write_latex(everything(text)).isascii()


@pytest.mark.parametrize("character", CHEMISTRY)
def test_what_chemistry_writes_is_set_and_not_coded(character: str) -> None:
    assert "U+" not in latex_text(character)


def test_every_character_of_the_graph_is_set() -> None:
    text = (shipped("graphs") / "release" / "assbkg.nq").read_text(encoding="utf-8")
    assert [] == [one for one in sorted(set(text)) if "U+" in latex_text(one)]


@given(TEXTS)
def test_braces_are_balanced_and_no_row_ends_within_a_cell(text: str) -> None:
    row = write_blocks([simple_table(("a", "b"), [(text, text)])]).split("\n")[4]
    bare = re.sub(r"\\[{}&%$#_]", "", row)
    assert bare.count("{") == bare.count("}")
    assert bare.count(" & ") == 1
    assert row.count("\\\\") == 1


@given(TEXTS)
def test_commands_are_of_latex_itself(text: str) -> None:
    known = KNOWN | {*"{}$&#%_,;!", "\\"}
    assert set(_COMMAND.findall(latex_text(text))) <= known | set("`'^~=.\"") | set("urHvcdb")


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        (r"{a}\b$c#d%e_f", r"\{a\}\textbackslash{}b\$c\#d\%e\_f"),
        ("x^2~y", r"x\textasciicircum{}2\textasciitilde{}y"),
        ("Ti₃C₂Tₓ", r"Ti\textsubscript{3}C\textsubscript{2}T\textsubscript{x}"),
        ("mAh g⁻¹", r"mAh g\textsuperscript{$-$1}"),
        ("Li₁₀²⁺", r"Li\textsubscript{10}\textsuperscript{2+}"),
        ("σ = 10⁻³ S/cm", r"$\sigma$ = 10\textsuperscript{$-$3} S/cm"),
        ("a ⇌ b ⇄ c", r"a $\rightleftharpoons$ b $\stackrel{\rightarrow}{\leftarrow}$ c"),
        ("[0] “x”", r"{[}0{]} \textquotedblleft{}x\textquotedblright{}"),
        ("Schrödinger, Ångström", r"Schr\"{o}dinger, \r{A}ngstr\"{o}m"),
        ("e\u0301, ά", r"\'{e}, $\acute{\alpha}$"),
        ("a---b", "a-{}-{}-b"),
        ("a\r\n\tb\N{ZERO WIDTH SPACE}c", "a   bc"),
        ("硅\x07", "{[}U+7845{]}{[}U+0007{]}"),
    ],
)
def test_text_is_set_as_it_stands(text: str, latex: str) -> None:
    assert latex_text(text) == latex


def test_a_table_has_rules_and_numbers_to_the_right() -> None:
    table = simple_table(("a", "n"), [("x & y", "1")], (False, True))
    assert write_blocks([table]) == (
        "\\begin{tabular}{lr}\n\\toprule\na & n \\\\\n\\midrule\n"
        "x \\& y & 1 \\\\\n\\bottomrule\n\\end{tabular}\n"
    )


@pytest.mark.deep
def test_pdftex_sets_all_that_chemistry_writes(tmp_path: Path) -> None:
    if shutil.which("pdflatex") is None:
        pytest.skip("pdflatex is not installed")
    letters = "".join(filter(str.isalpha, map(chr, range(0x20, 0x250))))
    texts = [CHEMISTRY, letters, unicodedata.normalize("NFD", LETTERS), "硅 \x00 \u202e"]
    rows = [(f"{one}", f"x{one}x") for one in CHEMISTRY]
    blocks = [*(Paragraph((plain(text),)) for text in texts), *everything("a & \\b ~ {").blocks]
    tables = [simple_table(("a", "b"), rows[n : n + 30]) for n in range(0, len(rows), 30)]
    (tmp_path / "x.tex").write_text(write_latex(Document((*blocks, *tables))), encoding="ascii")
    done = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "x.tex"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:]
    assert "Missing character" not in done.stdout


KNOWN: Final = frozenset(
    re.findall(
        r"[a-zA-Z]+",
        """
        textbackslash textasciicircum textasciitilde textless textgreater textbar textasciigrave
        textdegree textperiodcentered textbullet textmu textquoteleft textquoteright
        textquotedblleft textquotedblright textendash textemdash textellipsis textcopyright
        textregistered texttrademark texteuro textyen textcent textperthousand textexclamdown
        textquestiondown textsubscript textsuperscript texttt textbf emph mathrm mbox stackrel
        S P dag ddag pounds ss ae AE oe OE o O l L i j r
        alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda nu xi
        pi varpi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta
        Lambda Xi Pi Sigma Upsilon Phi Psi Omega acute grave hat tilde bar breve dot ddot check
        mathring vec partial nabla ell hbar Im Re wp aleph
        leftarrow rightarrow uparrow downarrow leftrightarrow updownarrow Leftarrow Rightarrow
        Uparrow Downarrow Leftrightarrow Updownarrow mapsto hookleftarrow hookrightarrow nearrow
        searrow swarrow nwarrow longleftarrow longrightarrow longleftrightarrow Longleftarrow
        Longrightarrow Longleftrightarrow longmapsto rightleftharpoons leftharpoonup
        leftharpoondown rightharpoonup rightharpoondown
        leq geq neq approx equiv sim simeq cong ll gg propto prec succ preceq succeq asymp doteq
        in notin ni subset supset subseteq supseteq sqsubseteq sqsupseteq vdash dashv bot top
        models parallel mid angle pm mp times div circ cdot ast star surd infty cap cup sqcap
        sqcup wedge vee neg forall exists emptyset sum prod int oint oplus ominus otimes oslash
        odot triangle bigtriangledown diamond prime langle rangle lceil rceil lfloor rfloor cdots
        vdots ddots
        """,
    )
)
