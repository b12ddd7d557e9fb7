"""Who gives a figure, where: the paper if there are several, section, sentence, references."""

from __future__ import annotations

from collections.abc import Iterable

from assbkg.vocabulary import KG

__all__ = ["paper_of", "several_papers", "tell_place"]


def paper_of(figure: str) -> str:
    """The name of the paper that gives a figure, by the IRI of that.

    >>> paper_of("https://w3id.org/assbkg/id/nanostructured-frontiers.s067m1")
    'nanostructured-frontiers'
    """
    return figure.removeprefix(KG).rpartition(".")[0]


def several_papers(figures: Iterable[str]) -> bool:
    """Tell whether figures are of more than one paper, so that places must name it."""
    return len({paper_of(figure) for figure in figures}) > 1


def tell_place(figure: str, place: str, cites: str, *, naming: bool) -> str:
    """Where a figure is given, with the numbers of `cites` in brackets, and the paper if `naming`.

    >>> tell_place("https://w3id.org/assbkg/id/voids.s002m1", "§1 s.2", "1, 12", naming=False)
    '§1 s.2 [1][12]'
    """
    numbers = "".join(f"[{number}]" for number in cites.split(", ") if number)
    return " ".join(filter(None, (paper_of(figure) if naming else "", place, numbers)))
