"""Files from outside: whatever they are, reading ends soon, with the text or one sentence."""

from __future__ import annotations

import os
import socket
import tomllib
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assbkg.errors import MissingFile, UnreadableFile
from assbkg.files.opening import KIB, parse_json, parse_toml, read_bytes, read_text, to_text

HERE = Path("here")


def refusal(path: Path, most: int = KIB, inside: Path | None = None) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_text(path, most, inside)
    return str(caught.value)


def test_a_regular_file_is_read_and_so_is_one_that_a_link_names(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("ä", encoding="utf-8")
    (tmp_path / "link").symlink_to("a")
    assert read_bytes(tmp_path / "a", 2) == "ä".encode()
    assert read_text(tmp_path / "link", 2) == "ä"


def test_a_missing_file_is_told_from_an_unreadable_one(tmp_path: Path) -> None:
    (tmp_path / "dangling").symlink_to("nowhere")
    for name in ("none", "dangling"):
        with pytest.raises(MissingFile, match="is missing"):
            read_bytes(tmp_path / name, KIB)


def test_what_is_no_regular_file_is_refused_without_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "pipe")
    listener = socket.socket(socket.AF_UNIX)
    monkeypatch.chdir(tmp_path)  # names of sockets are short
    listener.bind("socket")
    (tmp_path / "link").symlink_to("/dev/zero")
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to("loop")
    kinds = {"pipe": "a pipe", "socket": "a socket", "link": "a device", "folder": "a folder"}
    for name, kind in kinds.items():
        assert refusal(tmp_path / name) == f"{tmp_path / name}: is {kind}; expected a regular file"
    listener.close()
    assert "can't be read" in refusal(tmp_path / "loop")
    assert "can't be read" in refusal(tmp_path / ("x" * 300))
    assert "can't be read" in refusal(tmp_path / "a\0b")


def test_a_file_may_have_as_many_bytes_as_are_allowed_and_no_more(tmp_path: Path) -> None:
    with (tmp_path / "large").open("wb") as file:
        file.truncate(1 << 40)
    (tmp_path / "fits").write_bytes(b"x" * KIB)
    assert refusal(tmp_path / "large").endswith("is larger than 1 KiB")
    assert len(read_text(tmp_path / "fits", KIB)) == KIB
    # A file of the system has no size and is read to its bound all the same.
    assert refusal(Path("/proc/self/smaps"), 10).endswith("is larger than 0 KiB")


def test_a_link_in_a_listed_folder_leads_nowhere_outside_of_it(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x", encoding="utf-8")
    folder = tmp_path / "folder"
    (folder / "deep").mkdir(parents=True)
    (folder / "file").write_text("y", encoding="utf-8")
    (folder / "deep" / "in").symlink_to("../file")
    (folder / "out").symlink_to("../secret")
    (folder / "up").symlink_to("..")
    assert read_text(folder / "deep" / "in", KIB, folder) == "y"
    for name in ("out", "up/secret", "../secret"):
        assert "leads out of the folder" in refusal(folder / name, inside=folder)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"a\nb\xff", "here, line 2: is not UTF-8: byte 3 is 0xff"),
        (b"a\n\n\0", "here, line 3: holds a NUL byte"),
        (b"\xef\xbb\xbfa", "here: begins with a byte-order mark"),
        ("a".encode("utf-16"), "here: is UTF-16; save as UTF-8"),
        (b"\xed\xa0\x80", "here, line 1: is not UTF-8"),
    ],
)
def test_what_is_no_plain_utf_8_is_named_with_its_line(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        to_text(data, HERE)
    assert str(caught.value).startswith(reason)


MANY = 100_000


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * MANY,
        "a = " + "{ a = " * MANY,
        "a = [" + "[" * MANY + "]" * MANY + "]",
        ".".join("a" * MANY) + " = 1",
        "[" + ".".join("a" * MANY) + "]",
        'a = ["""b"""", ' + "[" * MANY + ' "]',
        "a = ['''b'''', " + "[" * MANY + " ']",
        "a = 1 # '\nb = " + "[" * MANY,
        "]" * MANY + "[" * MANY,
        "a = " + "9" * MANY,
        "a = 0x" + "g",
        "a = 'b",
        'a = "' + '\\"' * MANY,
        'a = """' + '\\"""' * MANY,
    ],
)
def test_toml_that_no_parser_stands_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        parse_toml(text, HERE)
    assert len(str(caught.value)) < 200


def test_brackets_and_dots_in_strings_and_numbers_do_not_count() -> None:
    marks = "[{." * MANY
    text = f"""a = "{marks}\\""\nb = '{marks}'\n# {marks}\nc = \"\"\"{marks}""\"\"\"\n"""
    text += "d = [" + "1.5, " * MANY + "]\n"
    assert parse_toml(text, HERE) == tomllib.loads(text)


@given(
    st.lists(st.sampled_from(['"', "'", "#", "\n", "\\", "a = ", "[", "]", ".", ",", "[" * 2000]))
)
def test_no_text_sends_the_parser_of_toml_too_deep(pieces: list[str]) -> None:
    text, read = "".join(pieces), None
    with suppress(UnreadableFile):
        read = parse_toml(text, HERE)
    assert read is None or read == tomllib.loads(text)


@pytest.mark.parametrize(
    "text",
    [
        "[" * MANY,
        '{"a":' * MANY,
        '{"a":' * 65 + "1" + "}" * 65,
        '["\\"", ' + "[" * MANY,
        '{"a":' + "9" * MANY + "}",
        '{"a": NaN}',
        '{"a": [-Infinity]}',
        '{"a": "\\ud800"}',
        "[]",
        '"' + '\\"' * MANY,
        "",
        "{",
    ],
)
def test_json_that_is_none_or_too_deep_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        parse_json(text, HERE)
    assert len(str(caught.value)) < 200


def test_json_within_bounds_is_what_it_says() -> None:
    assert parse_json('{"a": ["[[[\\ud83d\\ude00", 1.5, null]}', HERE) == {
        "a": ["[[[😀", 1.5, None]
    }
    deepest = '{"a":' * 64 + "1" + "}" * 64
    assert str(parse_json(deepest, HERE)).count("{") == 64
