"""The keys of the JSON that commands and agents' tools write, collected over typical calls."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Final

from click.testing import CliRunner

import assbkg
from assbkg.cli import app
from assbkg.service.agents.server import LIMITS
from assbkg.service.agents.worker import ToolAnswerer
from assbkg.service.serving.answering import Answerer
from assbkg.service.serving.questions import ToolQuestion

__all__ = ["TOOLS", "collect", "paths"]

_GAIN: Final = ("SiNPs@MXenes", "expectedGain", "cycle life")
_LACKING: Final = ("Si/TiC", "expectedGain", "fast charging")
_COATED: Final = ("Si/TiC", "employs", "InterfaceCoating")
_WITHOUT: Final = ("SiNPs@MXenes", "employs", "VoidEngineering")
_CONTESTED: Final = ("RGO–CNT", "reportedGain", "specific capacity")

_COMMANDS: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "explain": (("explain", *_GAIN, "--all"), ("explain", *_LACKING), ("explain", *_CONTESTED)),
    "advise": (
        ("advise", "--bottleneck", "volume expansion", "--component", "negative electrode"),
        ("advise", "--component", "solid electrolyte"),
        ("advise", "--dimension", "safety"),
    ),
    "what-if": (("what-if", *_COATED), ("what-if", "--without", *_WITHOUT)),
}

#: Typical arguments of each tool of agents.
TOOLS: Final[Mapping[str, tuple[dict[str, object], ...]]] = {
    "describe_schema": ({},),
    "resolve_entity": ({"name": "graphite", "kind": ""}, {"name": "silicon", "kind": ""}),
    "list_queries": ({"topic": ""}, {"topic": "measurements"}),
    "run_query": ({"name": "milestones", "parameters": {}, "limit": 1},),
    "sparql": (
        {"query": "SELECT ?s { ?s a assb:Bottleneck }", "limit": 1},
        {"query": "DESCRIBE kg:graphite", "limit": 1},
    ),
    "ask": (
        {"question": "which strategies mitigate volume expansion", "limit": 1},
        {"question": "what is known of graphite", "limit": 1},
        {"question": "who won the cup", "limit": 1},
    ),
    "explain": (
        {"subject": _GAIN[0], "predicate": _GAIN[1], "target": _GAIN[2]},
        {"subject": _LACKING[0], "predicate": _LACKING[1], "target": _LACKING[2]},
    ),
    "advise": ({"component": "", "bottleneck": "volume expansion", "dimension": ""},),
    "what_if": ({"add": [_COATED], "without": []}, {"add": [], "without": [_WITHOUT]}),
}


def collect() -> Iterator[tuple[str, str]]:
    """Yield a name and the sorted key paths, a line each, of every command and tool."""
    for command, calls in _COMMANDS.items():
        yield f"command-{command}", _listed(map(_run, calls))
    graph = assbkg.open()
    answerer = ToolAnswerer(Answerer(graph, LIMITS))
    for tool, arguments in TOOLS.items():
        answers = (json.loads(answerer.answer(ToolQuestion(tool, a)).body) for a in arguments)
        yield f"tool-{tool}", _listed(answers)


def _run(arguments: tuple[str, ...]) -> object:
    outcome = CliRunner().invoke(app, [*arguments, "--format", "json"])
    return json.loads(outcome.stdout)


def _listed(values: Iterator[object]) -> str:
    found = {path for value in values for path in paths(value)}
    return "".join(f"{path}\n" for path in sorted(found))


def paths(value: object, at: str = "") -> Iterator[str]:
    """Yield the path of every key: `options[].uses[].grade`. Trees of steps count once."""
    if isinstance(value, dict):
        for key, inner in value.items():
            path = f"{at}.{key}".lstrip(".").replace("premises[].premises", "premises")
            yield path
            yield from paths(inner, path)
    elif isinstance(value, list):
        for inner in value:
            yield from paths(inner, at + "[]")
