"""Files are written whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from assbkg.errors import DrawingError
from assbkg.files.replacing import check_target, ending_of, write_whole


def test_an_unknown_ending_is_told_those_that_there_are() -> None:
    with pytest.raises(DrawingError, match=r"'\.jpg'.*\.svg, \.pdf"):
        ending_of(Path("network.jpg"), (".svg", ".pdf"))


def test_a_name_without_an_ending_is_told_those_that_there_are() -> None:
    with pytest.raises(DrawingError, match=r"has no extension.*\.svg, \.pdf"):
        ending_of(Path("network"), (".svg", ".pdf"))


def test_the_ending_may_be_in_capitals() -> None:
    assert ".svg" == ending_of(Path("network.SVG"), (".svg", ".pdf"))


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(DrawingError, match=r"there is no folder .*nowhere"):
        write_whole(tmp_path / "nowhere" / "network.svg", b"new")


def test_a_folder_is_not_drawn_over(tmp_path: Path) -> None:
    (tmp_path / "network.svg").mkdir()
    with pytest.raises(DrawingError, match="is a folder"):
        write_whole(tmp_path / "network.svg", b"new")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_drawn_over(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "network.svg")
    with pytest.raises(DrawingError, match="not an ordinary file"):
        write_whole(tmp_path / "network.svg", b"new")


def test_a_folder_that_cannot_be_written_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root may write everywhere, so the refusal of the system is played."""
    opened = Path.open

    def refuse(path: Path, mode: str = "r", *rest: object, **named: object) -> object:
        if "x" in mode:
            raise PermissionError(13, "Permission denied")
        return opened(path, mode, *rest, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(DrawingError, match=r"network\.svg: can't be written: Permission denied"):
        write_whole(tmp_path / "network.svg", b"new")


def test_a_failure_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "network.svg"
    path.write_text("old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DrawingError, match="No space left"):
        write_whole(path, b"new")
    assert [path] == list(tmp_path.iterdir())
    assert path.read_text() == "old"


def test_a_name_may_be_as_long_as_the_system_lets_it_be(tmp_path: Path) -> None:
    path = tmp_path / f"{'n' * 251}.svg"
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"


def test_a_link_to_a_file_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.svg").write_text("old")
    (tmp_path / "network.svg").symlink_to("real.svg")
    write_whole(tmp_path / "network.svg", b"new")
    assert (tmp_path / "network.svg").is_symlink()
    assert b"new" == (tmp_path / "real.svg").read_bytes()


@pytest.mark.skipif(os.name != "posix", reason="only POSIX systems have a umask")
def test_a_picture_may_be_read_by_those_who_may_read_other_new_files(tmp_path: Path) -> None:
    (tmp_path / "other").touch()
    write_whole(tmp_path / "network.svg", b"new")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert len(modes) == 1


def test_a_link_to_a_file_in_a_missing_folder_is_told_which(tmp_path: Path) -> None:
    (tmp_path / "network.svg").symlink_to("nowhere/real.svg")
    with pytest.raises(DrawingError, match=r"network\.svg: there is no folder .*nowhere; make"):
        check_target(tmp_path / "network.svg")


def test_a_link_that_leads_to_itself_is_not_drawn_over(tmp_path: Path) -> None:
    (tmp_path / "network.svg").symlink_to("network.svg")
    with pytest.raises(DrawingError, match="is a link to itself"):
        write_whole(tmp_path / "network.svg", b"new")
