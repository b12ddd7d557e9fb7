"""Run the notebooks and write what they show into them: `make notebooks`."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

FOLDER = Path(__file__).parent / "notebooks"
SECONDS = 60


def _without_pages(cell: NotebookNode) -> None:
    """Leave of a page what is said of it in words.

    It is half a megabyte of script, which shows where the notebook runs and nowhere else.
    """
    for output in cell.get("outputs", ()):
        if "srcdoc=" in output.get("data", {}).get("text/html", ""):
            del output.data["text/html"]


def run(path: Path) -> NotebookNode:
    """The notebook with what its cells show now, and without what differs from run to run."""
    notebook: NotebookNode = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=SECONDS,
        kernel_name="python3",
        record_timing=False,
        store_widget_state=False,
    )
    client.execute(cwd=str(path.parent))
    notebook.metadata = NotebookNode(
        kernelspec={"display_name": "Python 3", "language": "python", "name": "python3"},
        language_info={"name": "python"},
    )
    for number, cell in enumerate(notebook.cells):
        _without_pages(cell)
        cell.id = f"{path.stem}-{number}"
        # A tag says that a cell is meant to fail.
        cell.metadata = NotebookNode({k: v for k, v in cell.metadata.items() if k == "tags"})
    return notebook


def main() -> None:
    """Run and write each notebook."""
    for path in sorted(FOLDER.glob("*.ipynb")):
        nbformat.write(run(path), path)


if __name__ == "__main__":
    main()
