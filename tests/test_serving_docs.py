"""What the guides say of the service is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assbkg.service.serving.formats import GRAPHS, SOLUTIONS
from assbkg.service.serving.problems import MIB, Limits

ROOT = Path(__file__).parent.parent
SERVICE = (ROOT / "docs" / "service.md").read_text(encoding="utf-8")
THREATS = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
TESTS = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").glob("test_*.py"))


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`(test_\w+)`", THREATS))))
def test_each_test_that_holds_a_promise_is_there(name: str) -> None:
    assert f"def {name}(" in TESTS


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`(test_\w+\.py)`", THREATS))))
def test_each_file_of_tests_is_there(name: str) -> None:
    assert (ROOT / "tests" / name).is_file()


def test_every_test_of_the_suite_is_in_the_table() -> None:
    suite = (ROOT / "tests" / "test_serving_protocol.py").read_text(encoding="utf-8")
    names = set(re.findall(r'Sent\(\s*"(\w+)"', suite))
    ends = set(re.findall(r"`…_(\w+)`", SERVICE))
    assert 34 == len(names)
    assert [] == [n for n in names if f"`{n}`" not in SERVICE and n.rpartition("_")[2] not in ends]


@pytest.mark.parametrize("media_type", [*SOLUTIONS, *GRAPHS])
def test_every_media_type_is_named(media_type: str) -> None:
    assert f"`{media_type}`" in SERVICE


def test_limits_are_those_of_the_code() -> None:
    limits = Limits()
    for said in (
        f"`--timeout`: {limits.seconds:g} s",
        f"waited for {limits.patience_seconds:g} s",
        f"{limits.memory_bytes // MIB:,} MiB",
        f"{limits.rows:,}",
        f"{limits.answer_bytes // MIB} MiB",
        f"{limits.body_bytes:,} bytes",
        f"{limits.url_bytes:,} bytes",
        f"{limits.header_bytes:,} bytes",
        f"{limits.waiting} requests",
    ):
        assert said in SERVICE
    assert f"{limits.connections} connections are open" in SERVICE
