"""Writers of one folder take turns, and readers see one version of it, whole."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Final

import duckdb
import pytest

from assbkg.errors import BuildError
from assbkg.files.locking import reading
from assbkg.files.replacing import prepared
from assbkg.graph.publish import RELEASE, publish
from assbkg.literature.at_scale import reason_in_duckdb
from assbkg.literature.fact_folder import write_origin
from assbkg.literature.reader import read_facts
from assbkg.literature.updating import update
from assbkg.reasoning.rules import Atom, Rule, RuleSet

#: p is transitive, so that papers have something to say together.
CHAIN: Final = RuleSet(
    (
        Rule(
            Atom("urn:p", "?x", "?z"),
            (Atom("urn:p", "?x", "?y"), Atom("urn:p", "?y", "?z")),
            "p ∘ p ⊑ p",
        ),
    ),
    (),
    (),
)


def paper(folder: Path, name: str, links: int = 2) -> Path:
    """A folder of facts with one paper, that links some things of its own in a row."""
    terms = ["urn:p", *(f"urn:{name}-{n}" for n in range(links + 1))]
    part = folder / "facts" / "property=0"
    part.mkdir(parents=True)
    with duckdb.connect() as database:
        database.execute(
            "COPY (SELECT unnest(range(len($1)))::INTEGER AS id, unnest($1) AS term) "
            f"TO '{folder}/terms.parquet' (FORMAT parquet)",
            [terms],
        )
        database.execute(
            "COPY (SELECT n::INTEGER AS subject, (n + 1)::INTEGER AS object, 1::TINYINT AS level, "
            f"0 AS source FROM range(1, {links + 1}) t(n)) "
            f"TO '{part}/part-0.parquet' (FORMAT parquet)"
        )
    write_origin(folder, {"papers": 1})
    return folder


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    """A closed folder of one paper."""
    return reason_in_duckdb(paper(tmp_path / "first", "first"), tmp_path / "closed", CHAIN).path


def papers_in(folder: Path) -> dict[int, set[str]]:
    """What each paper names, after checking that the folder is whole and of one version."""
    with read_facts(folder) as opened, duckdb.connect() as database:
        rows = database.execute(
            f"SELECT source, term FROM {opened.scan('given')} g "
            f"JOIN '{opened.terms}' ON id = subject"
        ).fetchall()
        found: dict[int, set[str]] = {}
        for source, term in rows:
            found.setdefault(source, set()).add(term.rpartition("-")[0])
        assert len(found) == opened.origin["papers"]
    return found


WRITER: Final = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    sys.path.insert(0, sys.argv[1])
    from test_folder_locks import CHAIN, paper, update
    closed, name, times = Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
    papers = [paper(closed.parent / f"{name}-{n}", f"{name}-{n}") for n in range(times)]
    print("ready", flush=True)
    sys.stdin.readline()
    for one in papers:
        update(closed, CHAIN, add=one)
    """
)

READER: Final = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    sys.path.insert(0, sys.argv[1])
    from test_folder_locks import papers_in
    print("ready", flush=True)
    sys.stdin.readline()
    seen, times = 0, 0
    while not Path(sys.argv[3]).exists():
        found = papers_in(Path(sys.argv[2]))
        assert all(len(names) == 1 for names in found.values()), found
        assert len(found) >= seen, (len(found), seen)
        seen, times = len(found), times + 1
    print(times)
    """
)


def start(program: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", program, str(Path(__file__).parent), *map(str, arguments)]
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def race(closed: Path, writers: int, readers: int, times: int) -> list[int]:
    """Let writers add papers while others read; gives how often each reader has read."""
    done = closed.parent / "done"
    started = [start(WRITER, closed, f"writer-{n}", times) for n in range(writers)]
    watching = [start(READER, closed, done) for n in range(readers)]
    for process in (*started, *watching):
        assert process.stdout
        assert process.stdin
        assert "ready\n" == process.stdout.readline(), process.communicate()[1]
    for process in (*started, *watching):
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    for process in started:
        _, errors = process.communicate(timeout=500)
        assert 0 == process.returncode, errors
    done.touch()
    counts = []
    for process in watching:
        told, errors = process.communicate(timeout=100)
        assert 0 == process.returncode, errors
        counts.append(int(told))
    found = papers_in(closed)
    names = {f"urn:writer-{w}-{n}" for w in range(writers) for n in range(times)}
    assert [{name} for name in sorted(names | {"urn:first"})] == sorted(found.values(), key=min)
    assert list(range(1 + writers * times)) == sorted(found)
    return counts


def test_two_writers_of_one_folder_lose_no_paper_and_readers_see_whole_ones(closed: Path) -> None:
    assert all(count > 0 for count in race(closed, writers=2, readers=1, times=2))


@pytest.mark.deep
def test_four_writers_of_one_folder_lose_no_paper_and_four_readers_see_whole_ones(
    closed: Path,
) -> None:
    counts = race(closed, writers=4, readers=4, times=25)
    assert all(count > 3 for count in counts), counts


# ── one after the other ───────────────────────────────────────────────────────


def in_thread(work: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


QUADS: Final = {"assbkg.nq": b""}


def put(folder: Path, version: int) -> None:
    publish(folder, QUADS, {"format": 2, "version": version})


def version(folder: Path) -> int:
    return int(json.loads((folder / "manifest.json").read_bytes())["version"])


def test_who_writes_first_is_waited_for_by_every_name_of_the_folder(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "release")
    with caplog.at_level(logging.WARNING):
        with prepared(tmp_path / "release", RELEASE) as staged:
            second = in_thread(lambda: put(tmp_path / "link", 2))
            second.join(1.3)
            assert second.is_alive()
            (staged / "manifest.json").write_text('{"outputs": {}, "version": 1}')
        second.join(30)
    assert 2 == version(tmp_path / "release")
    assert f"is being written by process {os.getpid()}; waiting" in caplog.text


def test_a_writer_waits_for_readers_and_new_readers_for_the_writer(tmp_path: Path) -> None:
    folder = tmp_path / "release"
    put(folder, 1)
    with reading(folder, "manifest.json") as found:
        writer = in_thread(lambda: put(folder, 2))
        until = time.monotonic() + 30
        while not (tmp_path / ".release.making" / "gate").exists():
            assert time.monotonic() < until
        seen: list[int] = []

        def read() -> None:
            with reading(folder, "manifest.json") as later:
                seen.append(version(later))

        reader = in_thread(read)
        reader.join(0.3)
        assert (True, True, 1) == (writer.is_alive(), reader.is_alive(), version(found))
    writer.join(30)
    reader.join(30)
    assert ([2], 2) == (seen, version(folder))


def test_who_reads_a_folder_can_not_replace_it_meanwhile_and_does_not_wait_for_ever(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "release"
    put(folder, 1)
    with (
        reading(folder, "manifest.json"),
        pytest.raises(BuildError, match="is being read by this process"),
    ):
        put(folder, 2)
    assert (1, ["release"]) == (version(folder), [path.name for path in tmp_path.iterdir()])


def test_a_folder_can_be_updated_with_itself_and_reasoned_over_in_place(closed: Path) -> None:
    update(closed, CHAIN, add=closed)
    assert {0: {"urn:first"}, 1: {"urn:first"}} == papers_in(closed)
    reason_in_duckdb(closed, closed, CHAIN)
    assert {0, 1} == papers_in(closed).keys()
    assert ["closed", "first"] == sorted(path.name for path in closed.parent.iterdir())


# ── stopped ───────────────────────────────────────────────────────────────────

#: Stops itself by a signal before the `fatal`th thing that it does; else prints how many it did.
STOPPED: Final = textwrap.dedent(
    """
    import os, signal, sys
    from pathlib import Path
    sys.path.insert(0, sys.argv[1])
    from test_folder_locks import CHAIN, put, update
    folder, number, fatal = Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    STEPS = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.scandir", "os.listdir"}
    done = 0

    def count(event, arguments):
        global done
        if event in STEPS:
            done += 1
            if done == fatal:
                os.kill(os.getpid(), number)

    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.addaudithook(count)
    put(folder, 2)
    print(done)
    """
)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
@pytest.mark.parametrize("stride", [12, pytest.param(1, marks=pytest.mark.deep)])
def test_stopped_at_any_step_it_leaves_a_whole_folder_and_nothing_beside_it(
    tmp_path: Path, number: signal.Signals, stride: int
) -> None:
    folder = tmp_path / "release"
    for step in count(2, stride):
        put(folder, 1)
        process = start(STOPPED, folder, int(number), step)
        done, _ = process.communicate(timeout=60)
        if number == signal.SIGINT:
            assert ["release"] == [path.name for path in tmp_path.iterdir()], step
        with reading(folder, "manifest.json") as found:
            assert version(found) in (1, 2)
        put(folder, 3)
        assert (3, ["release"]) == (version(folder), [path.name for path in tmp_path.iterdir()])
        if process.returncode == 0:
            assert int(done) < step, "the signal was lost"
            break
    assert step > 24


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a folder that takes nothing")
def test_a_place_where_nothing_can_be_made_is_not_waited_for() -> None:
    with pytest.raises(BuildError, match="can't be written"):
        put(Path("/proc/release"), 1)


def test_the_root_of_a_disk_is_no_release(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=r"holds other files|can't be written"):
        put(Path(tmp_path.anchor), 1)
    with reading(Path(tmp_path.anchor), "manifest.json") as found:
        assert found == Path(tmp_path.anchor)
