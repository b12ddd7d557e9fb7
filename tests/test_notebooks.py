from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from nbformat import NotebookNode

NOTEBOOKS = sorted((Path(__file__).parents[1] / "docs" / "notebooks").glob("*.ipynb"))


def shown(notebook: NotebookNode) -> list[tuple[str, object]]:
    """What a reader sees, cell by cell, but for the pixels of plots.

    Two versions of matplotlib draw the same plot with other pixels.
    """
    seen: list[tuple[str, object]] = []
    for cell in notebook.cells:
        seen.append((cell.cell_type, cell.source))
        for output in cell.get("outputs", ()):
            said = output.get("data") or output.get("text") or output.get("evalue")
            if isinstance(said, dict):
                said = {kind: data for kind, data in said.items() if kind != "image/png"}
            seen.append((output.output_type, said))
    return seen


def test_there_are_two_notebooks() -> None:
    assert ["asking", "reasoning"] == [path.stem for path in NOTEBOOKS]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_shows_what_running_it_gives(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Imported here, since that takes seconds, which each process that collects tests would pay.
    import nbformat
    from docs.write_notebooks import run

    for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.delenv("MPLBACKEND", raising=False)
    committed = nbformat.read(path, as_version=4)
    assert shown(run(path)) == shown(committed), "`make notebooks` writes what they show now"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_holds_no_time_and_no_path(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for word in ("iopub.", "shell.execute", "/home/", "/root/", "/tmp/", "Traceback"):
        assert word not in text


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_keeps_no_page(path: Path) -> None:
    assert "srcdoc" not in path.read_text(encoding="utf-8")
