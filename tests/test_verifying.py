"""What was published is checked file by file, and only what is whole is called ok."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import CliRunner, Result

from assbkg.cli import app
from assbkg.errors import AssbkgError
from assbkg.files import locking
from assbkg.graph import verifying
from assbkg.graph.publish import MANIFEST, publish, sha256
from assbkg.graph.verifying import Verification, held
from assbkg.places import shipped

RELEASE: Final = shipped("graphs") / "release"
FILES: Final = {
    "assbkg.nq": b'<https://e.org/s> <https://e.org/p> "1" <https://e.org/g> .\n',
    "rounds.csv": b"subject,property,object,grade,round\n",
}


def put(folder: Path, form: object = 2, **said: object) -> Path:
    """A small release or report, as its manifest says it."""
    files = FILES if form == 2 else {"report.html": b"<html>", "tables/numbers.csv": b"a,b\n"}
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    outputs = {name: sha256(data) for name, data in files.items()}
    manifest = {"format": form, "outputs": outputs, **said}
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def edit(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    change(manifest)
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


def verify(folder: Path) -> Verification:
    with held(folder) as mark:
        return verifying.verify(mark)


def checked(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(app, ["verify", str(folder), *options], prog_name="assbkg")


# ── as it should be ───────────────────────────────────────────────────────────


def test_the_shipped_release_is_ok() -> None:
    result = checked(RELEASE)
    assert 0 == result.exit_code
    assert f"{RELEASE}: ok\n  release of format 2 of 12 files" in result.output


def test_the_versions_that_made_a_report_are_shown(tmp_path: Path) -> None:
    made = put(tmp_path / "r", "assbkg report 1", ontology_version="3", tools={"typst": "0.14"})
    shown = checked(made).output
    assert "ok\n  report of 2 files" in shown
    assert "made with ontology 3\n  made with typst 0.14\n" in shown


def test_a_release_that_was_put_aside_by_a_killed_build_is_found(tmp_path: Path) -> None:
    put(tmp_path / ".release.old")
    assert () == verify(tmp_path / "release").problems


# ── altered ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("form", [2, "assbkg report 1"])
def test_every_file_is_checked(tmp_path: Path, form: object) -> None:
    folder = put(tmp_path / "published", form)
    for path in [path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST]:
        data = path.read_bytes()
        path.write_bytes(data[:-1] + b"!")
        altered = f"{path}: does not match the manifest; it was altered or truncated"
        assert (altered,) == verify(folder).problems
        path.unlink()
        assert (f"{path}: is missing",) == verify(folder).problems
        path.write_bytes(data)
    assert () == verify(folder).problems


def test_all_that_is_wrong_is_listed_with_exit_status_1(tmp_path: Path) -> None:
    folder = put(tmp_path / "release")
    (folder / "rounds.csv").unlink()
    (folder / "assbkg.nq").write_bytes(b"")
    (folder / "notes.txt").write_text("mine")
    result = checked(folder)
    names = [line.partition(":")[0].rpartition("/")[2] for line in result.output.splitlines()]
    assert ["assbkg.nq", "notes.txt", "rounds.csv", "release"] == names[:4]
    assert 1 == result.exit_code


@pytest.mark.parametrize("name", ["notes.txt", ".hidden", "tables/notes.csv", "manifest.json.bak"])
def test_a_file_that_the_manifest_does_not_list_is_foreign(tmp_path: Path, name: str) -> None:
    folder = put(tmp_path / "report", "assbkg report 1")
    (folder / name).write_text("mine")
    assert (f"{folder / name}: is a file that the manifest does not list",) == verify(
        folder
    ).problems


def test_a_folder_that_holds_nothing_of_the_manifest_is_foreign(tmp_path: Path) -> None:
    folder = put(tmp_path / "release")
    (folder / "empty").mkdir()
    assert f"{folder / 'empty'}: is a folder" in verify(folder).problems[0]


def test_a_foreign_name_cannot_write_to_the_terminal(tmp_path: Path) -> None:
    folder = put(tmp_path / "release")
    (folder / "a\x1b[2Jb\u202ec\r").write_text("mine")
    assert "\x1b" not in checked(folder).output
    assert "a\\x1b[2Jb" in checked(folder).output


def test_a_link_out_of_the_folder_is_named_even_to_the_same_bytes(tmp_path: Path) -> None:
    folder = put(tmp_path / "release")
    shutil.move(folder / "rounds.csv", tmp_path / "elsewhere.csv")
    (folder / "rounds.csv").symlink_to(tmp_path / "elsewhere.csv")
    found = " ".join(verify(folder).problems)
    assert "rounds.csv: leads out of the folder" in found
    assert "rounds.csv: is a link; expected a file of its own" in found


def test_a_pipe_in_place_of_a_file_does_not_wait(tmp_path: Path) -> None:
    folder = put(tmp_path / "release")
    (folder / "rounds.csv").unlink()
    os.mkfifo(folder / "rounds.csv")
    assert (f"{folder / 'rounds.csv'}: is a pipe; expected a regular file",) == verify(
        folder
    ).problems


def test_more_files_than_anybody_publishes_are_not_looked_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = put(tmp_path / "release")
    monkeypatch.setattr(verifying, "MOST_ENTRIES", 2)
    with pytest.raises(AssbkgError, match="holds more than 2 files and folders"):
        verify(folder)


# ── folders of facts ──────────────────────────────────────────────────────────


def test_a_folder_of_facts_is_checked_file_by_file(graphs: Path, tmp_path: Path) -> None:
    folder = tmp_path / "facts"
    made = CliRunner().invoke(app, ["facts", "--graphs", str(graphs), "--out", str(folder)])
    assert 0 == made.exit_code, made.output
    assert f"{folder}: ok\n  folder of facts of " in checked(folder).output
    tables = sorted(folder.rglob("*.parquet"))
    assert tables
    for path in tables:
        data = path.read_bytes()
        path.write_bytes(data + b"\n")
        assert [str(path)] == [problem.partition(":")[0] for problem in verify(folder).problems]
        path.write_bytes(data)
    (folder / "facts" / "notes.txt").write_text("mine")
    assert "notes.txt: is a file that the manifest does not list" in checked(folder).output


def test_a_folder_of_facts_without_sums_is_not_called_ok(tmp_path: Path) -> None:
    (tmp_path / "facts.json").write_text('{"format": 3, "papers": 1}')
    with pytest.raises(AssbkgError, match="lists no sums, as those of an older version"):
        verify(tmp_path)


# ── while another is published ────────────────────────────────────────────────


def test_a_release_that_is_replaced_meanwhile_is_checked_whole(tmp_path: Path) -> None:
    def release(version: int) -> None:
        publish(tmp_path / "release", {"assbkg.nq": b"%d" % version * 1000}, {"format": 2})

    release(0)
    with ThreadPoolExecutor() as pool:
        written = [pool.submit(release, version) for version in range(30)]
        while not all(one.done() for one in written):
            assert () == verify(tmp_path / "release").problems
    assert [None] * 30 == [one.result() for one in written]


def test_a_release_that_moves_between_looking_and_locking_is_located_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(tmp_path / "release", {"assbkg.nq": b"0"}, {"format": 2})
    where, looks = locking.locate, []

    def moved_once(folder: Path, mark: str) -> Path:
        looks.append(folder)
        return tmp_path / "gone" if len(looks) == 1 else where(folder, mark)

    monkeypatch.setattr(locking, "locate", moved_once)
    with locking.reading(tmp_path / "release", MANIFEST) as found:
        assert (found / MANIFEST).is_file()


# ── hostile manifests ─────────────────────────────────────────────────────────

DIGEST: Final = "0" * 64


@pytest.mark.parametrize(
    "name",
    [
        "../secret",
        "/etc/passwd",
        "a/../../b",
        "a//b",
        "./a",
        "a/.",
        "",
        "C:\\x",
        "a\\b",
        "a\nb",
        "a\x00b",
        ".hidden",
        "a/" * 9 + "b",
        "a" * 300,
        "ａ",
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    folder = put(tmp_path / "release")
    edit(folder, lambda manifest: manifest["outputs"].update({name: DIGEST}))
    with pytest.raises(AssbkgError, match="is not a name of a file in the folder"):
        verify(folder)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "{",
        '{"outputs": {}}',
        '{"format": 2}',
        '{"format": true, "outputs": {}}',
        '{"format": 3, "outputs": {}}',
        '{"format": [[[]]], "outputs": {}}',
        '{"format": 2, "outputs": []}',
        '{"format": 2, "outputs": {"a": 1}}',
        '{"format": 2, "outputs": {"a": "00"}}',
        '{"format": 2, "outputs": {"a": null}}',
        '{"format": 2, "format": 2, "outputs": {}}',
        f'{{"format": 2, "outputs": {{"a": "{DIGEST}", "a": "{DIGEST}"}}}}',
        '{"format": 2, "outputs": ' + "[" * 100_000,
        '{"format": 2, "outputs": {}, "x": NaN}',
        '{"format": 2, "outputs": {}, "x": ' + "9" * 5_000 + "}",
        "\ufeff{}",
    ],
)
def test_a_manifest_that_is_none_ends_in_one_sentence(tmp_path: Path, text: str) -> None:
    folder = put(tmp_path / "release")
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    with pytest.raises(AssbkgError) as caught:
        verify(folder)
    assert str(caught.value).startswith(str(folder / MANIFEST))
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400


def test_a_manifest_of_a_gigabyte_is_not_read(tmp_path: Path) -> None:
    folder = put(tmp_path / "release")
    with (folder / MANIFEST).open("wb") as file:
        file.truncate(1 << 30)
    with pytest.raises(AssbkgError, match="is larger than 16 MiB"):
        verify(folder)


@pytest.mark.parametrize("kind", ["missing", "empty", "file"])
def test_what_is_no_published_folder_is_said_to_be_none(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "folder"
    if kind == "empty":
        folder.mkdir()
    elif kind == "file":
        folder.write_text("no folder")
    with pytest.raises(AssbkgError, match="expected a release, a report or a folder of facts"):
        verify(folder)


# ── opening checks what it reads ──────────────────────────────────────────────


def test_what_a_command_reads_of_a_release_it_checks(tmp_path: Path) -> None:
    def answer() -> tuple[int, str]:
        command = ["explain", "SiNPs@MXenes", "expectedGain", "cycle life"]
        done = CliRunner().invoke(app, [*command, "--release", str(folder)], prog_name="assbkg")
        return done.exit_code, str(done.exception or done.output)

    folder = tmp_path / "release"
    shutil.copytree(RELEASE, folder)
    right = answer()
    assert 0 == right[0]
    for name in ("assbkg.nq", "rounds.csv"):
        data = (folder / name).read_bytes()
        (folder / name).write_bytes(data + b"\n")
        status, said = answer()
        assert 1 == status
        assert f"{name}: does not match the manifest" in said
        (folder / name).write_bytes(data)
    for name in json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["outputs"]:
        if name not in ("assbkg.nq", "rounds.csv"):
            (folder / name).unlink()
    assert right == answer()
