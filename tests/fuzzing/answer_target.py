"""Fuzz answers of other servers: any bytes, read as SPARQL Results JSON, written in all forms."""

from __future__ import annotations

import unicodedata
from typing import Final

from assbkg.asking.results.result import SPREADSHEETS, read_answer
from assbkg.errors import QueryError
from assbkg.printable import one_line

_TRIPLE: Final = b'{"type":"triple","value":{"subject":'
_TABLE: Final = b'{"head":{"vars":["x","y"]},"results":{"bindings":['

SEEDS: Final = (
    b'{"head":{},"boolean":true}',
    _TABLE + b'{"x":{"type":"literal","value":"=1\\u001b[2J"},"y":{"type":"bnode","value":"b"}}]}}',
    _TABLE + b'{"x":{"type":"uri","value":"urn:a"}},{"y":{"type":"literal","value":"-5",'
    b'"datatype":"http://www.w3.org/2001/XMLSchema#integer"}}]}}',
    _TABLE + b'{"x":{"type":"literal","value":"\\ud800","xml:lang":"en"}}]}}',
    _TABLE + b'{"x":' + _TRIPLE * 40,
    b"[" * 100,
    b'{"results":{"bindings":[{}]},"head":{"vars":[]}}',
)


def one_input(data: bytes) -> None:
    """Read an answer and write it; what people see holds nothing that they can't see."""
    try:
        result = read_answer(data, str)
        chosen = read_answer(data, str, ("y", "z"))
    except QueryError as error:
        _require_visible(one_line(str(error)))
        return
    for one in (result, chosen):
        for form in ("table", "markdown"):
            _require_visible(one.write(form))
        for form in ("csv", "tsv", "json", "latex"):
            one.write(form)  # type: ignore[arg-type]
        for form in SPREADSHEETS:
            one.write(form, safe=True)


def _require_visible(text: str) -> None:
    hidden = [c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
    assert set(hidden) <= {"\n", "\t"}, hidden
