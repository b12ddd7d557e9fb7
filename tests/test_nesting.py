"""Triples deep in triples, which would end the process that parses them, are refused everywhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode, RdfFormat, Triple, parse
from tests.test_release import put

from assbkg.asking.nanopubs.reading import read_nanopubs
from assbkg.errors import AssbkgError
from assbkg.graph.nesting import DEEPEST, nests_deep
from assbkg.graph.ontology import read_triples
from assbkg.graph.publish import sha256
from assbkg.graph.release import QUADS, open_release
from assbkg.graph.shapes import inverse_paths


def within(depth: int, value: str = "<x:o>") -> str:
    """A statement whose object is a triple in triples."""
    return "<x:s> <x:p> " + "<<( <x:s> <x:p> " * depth + value + " )>>" * depth + " .\n"


def depth_of(term: object) -> int:
    depth = 0
    while isinstance(term, Triple):
        depth, term = depth + 1, term.object
    return depth


#: What may stand in Turtle beside triple terms, and holds their brackets without being one.
BESIDE: Final = [
    "# <<( \" ' <\n",
    '<x:a> <x:b> ">> \\" <<( # <" .\n',
    "@prefix x: <x:> . x:a\\#b x:b '>> \\' \" <<( #' .\n",
    '<x:a> <x:b> """ "" >> \\""" <<( # """ .\n',
    "<x:a> <x:b> ''' '' >> \\''' <<( # ''' .\n",
    "<x:a> <x:b> <x:#'> , <x:o> . # >> >> '''\n",
]


@given(
    st.lists(st.sampled_from(BESIDE), max_size=4),
    st.integers(DEEPEST - 1, DEEPEST + 2),
    st.sampled_from(["<x:o>", '">> <<("', "<x:o#>", '"\\""']),
)
def test_the_depth_is_that_which_the_parser_finds(
    beside: list[str], depth: int, value: str
) -> None:
    text = "".join(beside) + within(depth, value) + "".join(beside)
    found = max(depth_of(quad.object) for quad in parse(text, format=RdfFormat.TURTLE))
    assert (found > DEEPEST) == nests_deep(text.encode())


def test_many_triples_beside_one_another_are_not_deep() -> None:
    assert not nests_deep(within(2).encode() * 1_000)
    assert not nests_deep(b'<x:a> <x:b> "a << b << c" .\n' * 1_000)


def open_altered(folder: Path, text: str) -> None:
    """Open a release whose maker put a text in the place of its quads."""
    release = put(folder / "release", 1)
    before = (release / QUADS).read_bytes()
    (release / QUADS).write_text(text, encoding="utf-8")
    manifest = release / "manifest.json"
    said = manifest.read_text(encoding="utf-8")
    manifest.write_text(said.replace(sha256(before), sha256(text.encode())), encoding="utf-8")
    open_release(release)


def read_file(folder: Path, name: str, text: str, read: Callable[[Path], object]) -> None:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    read(path)


DOORS: Final[dict[str, Callable[[Path, str], None]]] = {
    "a release": open_altered,
    "an ontology": lambda folder, text: read_file(folder, "own.ttl", text, read_triples),
    "nanopublications": lambda folder, text: read_file(folder, "a.nq", text, read_nanopubs),
}


@pytest.mark.parametrize("door", DOORS)
def test_every_door_refuses_them_in_a_sentence(tmp_path: Path, door: str) -> None:
    with pytest.raises(AssbkgError, match=r"holds (a triple term|triples within triples)") as told:
        DOORS[door](tmp_path, within(200_000))
    assert len(str(told.value)) < 300


def test_shapes_that_hold_them_are_left_to_the_process_of_their_own() -> None:
    shapes = (
        "@prefix sh: <http://www.w3.org/ns/shacl#> . <x:a> sh:path [ sh:inversePath <x:p> ] .\n"
    )
    assert frozenset({NamedNode("x:p")}) == inverse_paths(shapes)
    assert inverse_paths(shapes + within(200_000)) is None
