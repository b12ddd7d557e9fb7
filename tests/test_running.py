"""Another program is run, and never outlives the one who wanted its answer."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Final, NoReturn

import pytest

from assbkg.stopping import run_within

#: A program with a child: both write their process number into a folder, and sleep.
PARENT: Final = """
import os, subprocess, sys, time
from pathlib import Path
folder, child = Path(sys.argv[1]), "child" in sys.argv
(folder / ("child" if child else "parent")).write_text(str(os.getpid()))
if not child:
    subprocess.Popen([sys.executable, __file__, str(folder), "child"])
time.sleep(60)
"""


@pytest.fixture
def sleepers(tmp_path: Path) -> list[str]:
    """The command that starts a sleeping program with a sleeping child."""
    program = tmp_path / "program.py"
    program.write_text(PARENT)
    return [sys.executable, str(program), str(tmp_path)]


def number(folder: Path, name: str) -> int:
    """The process number that a program wrote, once it has."""
    for _ in range(1000):
        written = (folder / name).read_text() if (folder / name).exists() else ""
        if written:
            return int(written)
        time.sleep(0.01)
    raise AssertionError(f"the {name} did not start")


def runs(process: int) -> bool:
    """Whether a process is there and has not just been left for its parent to notice."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state not in "ZX"


def both_end(folder: Path) -> bool:
    processes = [number(folder, name) for name in ("parent", "child")]
    for _ in range(500):
        if not any(map(runs, processes)):
            return True
        time.sleep(0.01)
    return False


def in_time(folder: Path) -> None:
    """Wait until both programs run."""
    number(folder, "parent")
    number(folder, "child")


needs_proc = pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="no /proc here to look for processes in"
)


def test_a_program_is_heard_to_its_end() -> None:
    code = "import sys; print('an Ä'); print('a fault', file=sys.stderr); sys.exit(3)"
    done = run_within([sys.executable, "-X", "utf8", "-c", code], 60)
    assert (3, "an Ä\n", "a fault\n") == (done.returncode, done.stdout, done.stderr)


def test_a_program_that_waits_for_input_gets_none() -> None:
    done = run_within([sys.executable, "-c", "print(repr(input.__self__.open(0).read()))"], 60)
    assert "''\n" == done.stdout


def test_a_program_that_is_missing_is_told() -> None:
    with pytest.raises(FileNotFoundError):
        run_within(["no-such-program"], 1)


@needs_proc
def test_when_time_is_up_a_program_is_stopped_with_its_child(
    sleepers: list[str], tmp_path: Path
) -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        run_within(sleepers, 2)
    assert both_end(tmp_path)


@needs_proc
def test_on_an_interrupt_a_program_is_stopped_with_its_child(
    sleepers: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> NoReturn:
        in_time(tmp_path)
        raise KeyboardInterrupt

    monkeypatch.setattr("subprocess.Popen.communicate", interrupt)
    with pytest.raises(KeyboardInterrupt):
        run_within(sleepers, 60)
    assert both_end(tmp_path)


@needs_proc
def test_when_we_are_told_to_end_a_program_is_stopped_with_its_child(
    sleepers: list[str], tmp_path: Path
) -> None:
    code = "import sys; from assbkg.stopping import run_within; run_within(sys.argv[1:], 60)"
    with subprocess.Popen([sys.executable, "-c", code, *sleepers]) as us:
        in_time(tmp_path)
        us.send_signal(signal.SIGTERM)
        assert 128 + signal.SIGTERM == us.wait(10)
    assert both_end(tmp_path)


def test_what_sigterm_does_is_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    run_within([sys.executable, "-c", ""], 60)
    assert signal.SIG_DFL == signal.getsignal(signal.SIGTERM)


def test_a_thread_may_run_a_program_too() -> None:
    found: list[int] = []
    command = [sys.executable, "-c", "raise SystemExit(7)"]
    thread = threading.Thread(target=lambda: found.append(run_within(command, 60).returncode))
    thread.start()
    thread.join()
    assert [7] == found
