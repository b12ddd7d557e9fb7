"""The explorer in a browser, beside the page that pyvis makes of the same graph.

`python -m benchmarks.explorer` opens each some times in Chromium: 2,000 nodes and 3,000 links.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import TimeoutError as TookTooLong

from assbkg.pages.explorer.page import assemble
from benchmarks.made_up import payload_of

__all__ = ["links_of", "pyvis_page"]

_CHROMIUM: Final = Path("/usr/bin/chromium")
_LIMIT_SECONDS: Final = 120
#: Milliseconds from navigation until the drawing is there; ours marks it itself.
_OURS: Final = """() => new Promise((done) => {
  const look = () => document.documentElement.hasAttribute("data-drawn")
    ? requestAnimationFrame(() => done(performance.now())) : requestAnimationFrame(look);
  look();
})"""
#: vis-network shows a bar until its physics stands still.
_PYVIS: Final = """() => new Promise((done) => {
  network.once("stabilizationIterationsDone", () => done(performance.now()));
})"""
#: Milliseconds between frames while something else moves the view.
_FRAMES: Final = """() => {
  window.frames_ = [];
  let last = performance.now();
  const next = (now) => {
    window.frames_.push(now - last);
    last = now;
    requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
}"""


def main() -> None:
    """Time both and tell medians."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=5)
    runs = options.parse_args().runs
    payload = payload_of(1000, 980, 20)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        ours, theirs = Path(folder) / "ours.html", Path(folder) / "pyvis.html"
        ours.write_text(assemble(payload), encoding="utf-8")
        theirs.write_text(pyvis_page(payload), encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=["--no-sandbox"])
        for name, path, drawn in (("explorer", ours, _OURS), ("pyvis", theirs, _PYVIS)):
            times = [_time(browser, path, drawn) for _ in range(runs)]
            print(f"{name}: drawn after {_told(times)}")
        for opened, words in ((False, "by families"), (True, "all open")):
            frames = _pan(browser, ours, opened=opened)
            print(f"explorer, dragged {words}: a frame in {_told(frames)}")


def links_of(payload: dict[str, Any]) -> list[tuple[str, str]]:
    """The links between kinds that the graph of the explorer shows."""
    kind = {part["id"]: part["kind"] for part in payload["parts"]}
    shown = ("operatesThrough", "promotes")
    return sorted(
        {
            (kind.get(tie["start"], tie["start"]), kind.get(tie["end"], tie["end"]))
            for tie in payload["ties"]
            if tie["property"] in shown
        }
    )


def pyvis_page(payload: dict[str, Any]) -> str:
    """The same nodes and links as pyvis draws them, with its library inside the page."""
    from pyvis.network import Network

    network = Network(directed=True, cdn_resources="in_line")
    for thing in payload["things"]:
        if "system" not in thing["columns"]:
            network.add_node(thing["id"], label=thing["label"])
    for start, end in links_of(payload):
        network.add_edge(start, end)
    return str(network.generate_html())


def _time(browser: Browser, path: Path, drawn: str) -> float:
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.context.set_offline(True)
    page.set_default_timeout(_LIMIT_SECONDS * 1000)
    try:
        page.goto(path.as_uri(), wait_until="commit")
        page.wait_for_function("typeof network !== 'undefined' || typeof cytoscape !== 'undefined'")
        return float(page.evaluate(f"Promise.race([({drawn})(), {_give_up()}])"))
    except TookTooLong:
        return _LIMIT_SECONDS * 1000.0
    finally:
        page.close()


def _give_up() -> str:
    milliseconds = _LIMIT_SECONDS * 1000
    return f"new Promise((done) => setTimeout(() => done({milliseconds}), {milliseconds}))"


def _pan(browser: Browser, path: Path, *, opened: bool) -> list[float]:
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.goto(path.as_uri())
    page.evaluate(_OURS)
    if opened:
        page.get_by_role("button", name="Open all families").click()
        page.get_by_role("button", name="Close families").wait_for()
    _drag(page)
    found = page.evaluate("window.frames_")
    page.close()
    return [float(frame) for frame in found[2:]]


def _drag(page: Page) -> None:
    box = page.locator("#canvas").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 3, box["y"] + 30
    page.evaluate(_FRAMES)
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(60):
        page.mouse.move(x + step * 3, y + step * 2)
    page.mouse.up()


def _told(times: list[float]) -> str:
    return f"{statistics.median(times):.0f} ms (most {max(times):.0f})"


if __name__ == "__main__":
    main()
