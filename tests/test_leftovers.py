"""A test that leaves a process behind has failed, and not the one after it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

LEAKY: Final = """
import asyncio, pytest, subprocess

def sleep():
    return subprocess.Popen(["sleep", "60"])

@pytest.fixture(scope="session")
def lasting():
    process = sleep()
    yield process
    process.kill()
    process.wait()

@pytest.fixture(scope="session")
def open_transport():
    loop = asyncio.new_event_loop()
    process = loop.run_until_complete(asyncio.create_subprocess_exec("sleep", "60"))
    yield
    process.kill()
    loop.run_until_complete(process.wait())
    loop.close()

@pytest.fixture(scope="module")
def server():
    process = sleep()
    yield process
    process.kill()
    process.wait()

def test_uses_a_server_of_the_module(server): pass
def test_uses_it_again(server): assert server.poll() is None
def test_uses_one_of_the_session(lasting): pass
def test_uses_a_transport_of_the_session(open_transport): pass
"""
BESIDE: Final = """
import asyncio, subprocess

def test_leaves_one(): subprocess.Popen(["sleep", "60"])
def test_waits_for_one(): subprocess.run(["true"], check=True)
def test_leaves_a_transport():
    async def start(): await asyncio.create_subprocess_exec("sleep", "60")
    asyncio.run(start())
def test_does_nothing(): pass
"""


def test_whoever_leaves_a_process_behind_has_failed(tmp_path: Path) -> None:
    (tmp_path / "test_a.py").write_text(LEAKY, encoding="utf-8")
    (tmp_path / "test_b.py").write_text(BESIDE, encoding="utf-8")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-W",
            "ignore",
            "-p",
            "no:cacheprovider",
            "-p",
            "tests.leftovers",
            ".",
        ],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
        capture_output=True,
        text=True,
        check=False,
    )
    failed = [line.split(" - ")[0] for line in done.stdout.splitlines() if line[:5] == "ERROR"]
    expected = ["test_b.py::test_leaves_one", "test_b.py::test_leaves_a_transport"]
    assert [f"ERROR {name}" for name in expected] == failed, done.stdout
    assert "8 passed, 2 errors" in done.stdout
