from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.shipped_work import shipped_build

from assbkg.checking import check_text
from assbkg.curation.sentences import read_sentences

SOURCE = "nanostructured-frontiers"


def _text() -> Path:
    """The review's text, which is not part of the project; the only reason to skip a test."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "sources"
    path = Path(os.environ.get("ASSBKG_SOURCES", beside)) / f"{SOURCE}.txt"
    if not path.is_file():
        reason = f"the text of {SOURCE} is not here; set ASSBKG_SOURCES to its folder"
        if os.environ.get("ASSBKG_REQUIRE_ALL") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


def test_the_tables_agree_with_the_text_of_the_review() -> None:
    text = _text()
    checked = check_text(shipped_build(), SOURCE, text)
    assert () == checked.problems
    assert len(read_sentences(text)) == len(checked.beside)
