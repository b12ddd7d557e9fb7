from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def run(*command: str | Path, folder: Path) -> str:
    clean = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=clean,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_pip_install_into_an_empty_environment_gives_a_working_query(tmp_path: Path) -> None:
    environment = tmp_path / "env"
    python = environment / "bin" / "python"
    uv = shutil.which("uv")
    if uv:
        run(uv, "venv", "--quiet", "--python", sys.executable, environment, folder=tmp_path)
        run(uv, "pip", "install", "--quiet", "--python", python, ROOT, folder=tmp_path)
    else:
        run(sys.executable, "-m", "venv", environment, folder=tmp_path)
        # What is never imported need not be compiled.
        run(python, "-m", "pip", "install", "--quiet", "--no-compile", ROOT, folder=tmp_path)
    (sbom,) = environment.rglob("assbkg-*.dist-info/sboms/*")
    assert (ROOT / sbom.name).read_bytes() == sbom.read_bytes()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    answer = run(
        environment / "bin" / "assbkg", "query", "milestones", "--format", "csv", folder=elsewhere
    )
    golden = (ROOT / "tests" / "golden" / "milestones.csv").read_text(encoding="utf-8")
    assert golden == answer
    built = run(environment / "bin" / "assbkg", "build", "--out", "release", folder=elsewhere)
    assert built == ""
    assert (elsewhere / "release" / "manifest.json").is_file()
