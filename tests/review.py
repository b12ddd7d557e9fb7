"""The review alone as the shipped tables, whatever other papers stand beside it.

Tests about the review's answers would otherwise break with each paper that is added.
"""

from __future__ import annotations

import csv
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from assbkg import places
from assbkg.curation.corpus import source_folders

__all__ = ["REVIEW", "all_papers", "alone", "count_claims", "pytest_configure"]
__all__ += ["pytest_unconfigure"]

REVIEW: Final = "nanostructured-frontiers"

#: Where processes that share the work of a run find the review's tables and their release.
_ALONE: Final = "ASSBKG_TESTS_REVIEW"

#: Returns the shipped folders with the tables of all papers.
all_papers = places.shipped


def count_claims(*, contested: bool = True) -> int:
    """Return how many claims the review's table has, with or without contested ones."""
    with (all_papers("graphs") / REVIEW / "claims.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return sum(contested or row["status"] != "contested" for row in rows)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Let the shipped tables be those of the review, before a test asks for them."""
    graphs = all_papers("graphs")
    if [folder.name for folder in source_folders(graphs)] == [REVIEW]:
        return
    if not hasattr(config, "workerinput"):
        os.environ[_ALONE] = tempfile.mkdtemp(prefix="assbkg-review-")
        _build(graphs / REVIEW, _shipped("graphs"))
    places.shipped = _shipped


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove what was built for the run."""
    if not hasattr(config, "workerinput") and _ALONE in os.environ:
        shutil.rmtree(os.environ.pop(_ALONE), ignore_errors=True)


@contextmanager
def together() -> Iterator[None]:
    """Let the shipped tables be those of all papers meanwhile, as a user has them."""
    folder = os.environ.pop(_ALONE, "")
    try:
        yield
    finally:
        if folder:
            os.environ[_ALONE] = folder


@contextmanager
def alone() -> Iterator[None]:
    """Let the shipped tables be those of the review meanwhile, outside of a run of tests."""
    with tempfile.TemporaryDirectory(prefix="assbkg-review-") as folder:
        os.environ[_ALONE] = folder
        _build(all_papers("graphs") / REVIEW, _shipped("graphs"))
        places.shipped = _shipped
        try:
            yield
        finally:
            places.shipped = all_papers
            del os.environ[_ALONE]


def _build(tables: Path, graphs: Path) -> None:
    from assbkg.building import build

    shutil.copytree(tables, graphs / REVIEW)
    build(all_papers("ontology"), graphs, graphs / "release")


def _shipped(name: str) -> Path:
    alone = name == "graphs" and _ALONE in os.environ
    return Path(os.environ[_ALONE]) / "graphs" if alone else all_papers(name)
