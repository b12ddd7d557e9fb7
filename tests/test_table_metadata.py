"""The curated tables are described for other tools, and these find them as described."""

from __future__ import annotations

import csv
import json
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import CliRunner
from csvw import metadata as csvw
from frictionless import Package

from assbkg.cli import app
from assbkg.curation.corpus import read_corpus
from assbkg.curation.describing import CSVW, PACKAGE, stale_metadata, table_metadata
from assbkg.curation.records import TABLES
from assbkg.places import shipped

PAPER: Final = shipped("graphs") / "nanostructured-frontiers"


@pytest.fixture(autouse=True)
def _limit_of_cells() -> Iterator[None]:
    """frictionless raises the limit of the whole process once it reads CSV."""
    limit = csv.field_size_limit()
    yield
    csv.field_size_limit(limit)


@pytest.fixture
def paper(graphs: Path) -> Path:
    """The folder of the source `voids`, with metadata."""
    done = CliRunner().invoke(app, ["metadata", "--graphs", str(graphs)])
    assert done.exit_code == 0, done.output
    return graphs / "voids"


def edited(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")


def faults(paper: Path) -> list[str]:
    """What frictionless finds wrong with the tables of a source."""
    report = Package(paper / PACKAGE).validate()
    return [error.type for task in report.tasks for error in task.errors]


def is_good_csvw(paper: Path) -> bool:
    """Whether the reader of CSVW accepts a source's tables; its own warnings are its verdict."""
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        return bool(csvw.CSVW(str(paper / CSVW), validate=True).is_valid)


def test_frictionless_finds_the_shipped_tables_as_described() -> None:
    assert [] == faults(PAPER)


def test_a_reader_of_csvw_finds_the_shipped_tables_as_described() -> None:
    assert is_good_csvw(PAPER)


def test_both_find_other_tables_as_described(paper: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert [] == faults(paper)
    assert is_good_csvw(paper)


@pytest.mark.parametrize(
    ("table", "old", "new"),
    [
        ("references.csv", "1,Doe J.", "one,Doe J."),
        ("references.csv", "2020", "in press"),
        ("references.csv", ",,,9", ",doi:10.1000/182,,9"),
        ("claims.csv", "measured", "proven"),
        ("claims.csv", "s002a", "claim 2"),
        ("claims.csv", "abstract,3,1", "abstract,three,1"),
        ("measurements.csv", "=,700", "=,many"),
    ],
)
def test_both_find_a_cell_that_is_not_as_described(
    paper: Path, table: str, old: str, new: str
) -> None:
    edited(paper / table, old, new)
    assert faults(paper)
    assert not is_good_csvw(paper)


def test_a_doubled_key_is_found(paper: Path) -> None:
    table = paper / "references.csv"
    row = table.read_text(encoding="utf-8").splitlines()[1]
    with table.open("a", encoding="utf-8", newline="") as file:
        file.write(row + "\n")
    assert "primary-key" in faults(paper)


def test_values_that_share_a_cell_are_read_as_a_list(paper: Path) -> None:
    tables = {table.local_name: table for table in csvw.CSVW(str(paper / CSVW)).tables}
    (first, *_) = tables["entities.csv"]
    assert first["alt_labels"] == ["Ar"]


def described(name: str) -> dict[str, Any]:
    return dict(json.loads((PAPER / name).read_bytes()))


def test_all_columns_of_all_tables_are_described() -> None:
    package = {r["name"]: r["schema"]["fields"] for r in described(PACKAGE)["resources"]}
    csvw = {t["url"]: t["tableSchema"]["columns"] for t in described(CSVW)["tables"]}
    for kind in TABLES:
        header = (PAPER / f"{kind.table}.csv").read_text(encoding="utf-8").partition("\n")[0]
        expected = header.split(",")
        assert expected == [field["name"] for field in package[kind.table]]
        assert expected == [column["name"] for column in csvw[f"{kind.table}.csv"]]
        assert all(field["description"] for field in package[kind.table])


def test_the_licence_of_the_tables_is_told() -> None:
    address = "https://creativecommons.org/licenses/by/4.0/"
    assert [{"name": "CC-BY-4.0", "path": address}] == described(PACKAGE)["licenses"]
    assert address == described(CSVW)["dc:license"]


def test_tables_of_which_no_licence_is_known_have_none(paper: Path) -> None:
    assert "licenses" not in json.loads((paper / PACKAGE).read_bytes())


def test_the_shipped_metadata_are_those_of_the_definitions() -> None:
    """`assbkg metadata` writes them anew."""
    papers = read_corpus(shipped("graphs")).papers
    assert papers
    for found in papers:
        for name, data in table_metadata(found).items():
            assert data == (found.folder / name).read_bytes()


# ── what is stale is noticed ──────────────────────────────────────────────────


def test_a_check_names_metadata_of_other_tables(
    paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assbkg.checking.check_quality", lambda _: iter(()))
    edited(paper / PACKAGE, '"sentence"', '"line"')
    done = CliRunner().invoke(app, ["check", "--graphs", str(paper.parent)])
    assert done.exit_code == 1
    told = f"{paper / PACKAGE}: describes different tables; `assbkg metadata`"
    assert told in done.output


@pytest.mark.parametrize("change", [Path.unlink, Path.touch])
def test_metadata_that_are_missing_or_fit_are_not_named(
    paper: Path, change: Callable[[Path], None]
) -> None:
    for name in (PACKAGE, CSVW):
        change(paper / name)
    (found,) = read_corpus(paper.parent).papers
    assert [] == list(stale_metadata(found))


def test_a_new_title_makes_metadata_stale(paper: Path) -> None:
    edited(paper / "source.toml", "Voids in silicon", "Walls in silicon")
    (found,) = read_corpus(paper.parent).papers
    assert [paper / PACKAGE, paper / CSVW] == list(stale_metadata(found))


def test_nothing_is_described_where_there_are_no_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["metadata"])
    assert 2 == done.exit_code
    assert "there is no folder `graphs` here" in done.output
