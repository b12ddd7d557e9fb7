"""Fuzz the headers of named queries: any bytes as a `.rq` file."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from assbkg.asking.plainly.wordings import Wordings
from assbkg.errors import AssbkgError
from assbkg.files.opening import to_text
from assbkg.library import Library, NamedQuery, parse_query
from assbkg.places import shipped

_QUERIES: Final = sorted(shipped("queries").glob("*/*.rq"))

SEEDS: Final = (
    *(path.read_bytes()[:3_000] for path in _QUERIES[::12]),
    b"#+ summary = 1\n#+ columns = {a = 1}\n#+ parameters = []\nSELECT * {}",
    b'#+ summary = "s"\n#+ question = "q {n}"\n#+ columns = ["n"]\n#+ asks = ["{n} {ignored}"]\n'
    b'#+ parameters.n = {type = "decimal", about = "n", default = 1.5}\nSELECT ?n {}',
    b"#+ " + b"[" * 200,
)


def one_input(data: bytes) -> None:
    """Raise `AssertionError` if a header is taken that can't be used."""
    try:
        query = parse_query(to_text(data, Path("fuzzed.rq")), "fuzzed", "topic", "fuzzed.rq")
    except AssbkgError as error:
        message = str(error)
    else:
        _use(query)
        return
    assert len(message) < 2_000, "a message is as long as what it is about"


def _use(query: NamedQuery) -> None:
    """Do with a query what is done with every query of a library."""
    values = {parameter.name: "<urn:x:y>" for parameter in query.parameters}
    query.asked(values)
    query.filled(values)
    wordings = Wordings(Library({query.name: query}))
    for wording in wordings.all:
        assert all(wordings.weight(word) > 0 for word in wording.words)
