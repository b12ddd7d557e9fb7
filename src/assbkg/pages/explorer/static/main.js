// The page: one state, one selection, three views of it.

import { DATA, GRADES, labelOf } from "./data.js";
import { closeDetails, drawDetails, focusDetails } from "./details.js";
import { byId, fill, make } from "./elements.js";
import { startExport } from "./export.js";
import { CLEARED, cut, drawFilters, startFilters } from "./filters.js";
import { drawGraph, graph, light, reveal, startGraph } from "./graph.js";
import { claimsAlong, drawMatrix } from "./matrix.js";
import { startPointing } from "./pointing.js";
import { cellsOf, select } from "./projection.js";
import { startSearch } from "./search.js";
import { DEFAULTS, TABS, go, goLink, onChange, state } from "./state.js";
import { drawTable } from "./table.js";

let shown = null;

/** Draw what changed; `before` is the state until now, null at the start. */
function draw(now, before) {
  const same =
    before &&
    Object.keys(DEFAULTS).every(
      (name) => ["tab", "thing", "link", "open"].includes(name) || now[name] === before[name],
    );
  const through = before && now.only && now.thing !== before.thing;
  if (!same || through) shown = select(now);
  for (const tab of TABS) {
    const button = byId(`tab-${tab}`);
    button.setAttribute("aria-selected", String(now.tab === tab));
    button.tabIndex = now.tab === tab ? 0 : -1;
    byId(tab).hidden = now.tab !== tab;
  }
  byId("png").hidden = now.tab === "table";
  drawFilters(shown);
  byId("legend").hidden = now.tab === "table";
  document.body.dataset.tab = now.tab;
  drawDetails(shown);
  drawView(now, before, !same || through);
  document.title = [now.thing && labelOf(now.thing), DATA.title].filter(Boolean).join(" · ");
}

function drawView(now, before, anew) {
  if (now.tab === "matrix") drawMatrix(shown);
  if (now.tab === "table") drawTable(shown);
  if (now.tab !== "graph") return;
  if (anew || graph.selection !== shown || before?.open !== now.open) drawGraph(shown);
  else light();
  if (before?.thing !== now.thing || before?.link !== now.link) reveal();
}

function startTabs() {
  for (const tab of TABS) byId(`tab-${tab}`).onclick = () => go({ tab });
  byId("tabs").addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: TABS.length - 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    go({ tab: TABS[(TABS.indexOf(state.tab) + step) % TABS.length] });
    byId(`tab-${state.tab}`).focus();
  });
}

/** Questions to begin with: about the outcome and the start with the most claims. */
function drawExamples() {
  const examples = [];
  for (const [toward, words] of [
    ["bottleneck", "What helps against"],
    ["benefit", "What improves"],
  ]) {
    const id = mostClaimed({ ...DEFAULTS, toward }, 2);
    if (id) examples.push([`${words} ${labelOf(id)}?`, { from: "strategy", toward, thing: id }]);
  }
  for (const [from, words] of [
    ["strategy", "What is"],
    ["system", "What is"],
  ]) {
    const id = mostClaimed({ ...DEFAULTS, from }, 0);
    if (id)
      examples.push([`${words} ${labelOf(id)} good for?`, { from, toward: "benefit", thing: id }]);
  }
  const links = examples.map(([words, changes]) =>
    make(
      "li",
      {},
      goLink({ ...CLEARED, link: "", tab: "graph", ...changes, only: true }, cut(words, 70)),
    ),
  );
  fill(byId("examples"), links);
  byId("try").hidden = !links.length;
}

function mostClaimed(chosen, column) {
  const selection = select(chosen);
  const cells = [...cellsOf(selection, chosen.contested).values()];
  const side = column ? "column" : "row";
  const counted = selection.columns[column].map((id) => [claimsAlong(cells, side, id), id]);
  return counted.sort((a, b) => b[0] - a[0] || (a[1] < b[1] ? -1 : 1))[0]?.[1];
}

function start() {
  byId("title").textContent = DATA.title;
  byId("version").textContent = `assbkg ${DATA.version}`;
  byId("sources").textContent = DATA.sources.map(({ label }) => label).join("; ");
  byId("legend").append(
    ...GRADES.map((grade, place) =>
      make("li", { class: "in-matrix" }, make("i", { class: `dot grade-${place}` }), grade),
    ),
  );
  byId("skip").onclick = (event) => {
    event.preventDefault();
    byId("views").focus();
  };
  startFilters();
  startSearch();
  startTabs();
  startExport(() => shown);
  startGraph();
  startPointing(graph.cy);
  onChange((now, before) => {
    draw(now, before);
    const chosen =
      (now.thing !== before.thing || now.link !== before.link) && (now.thing || now.link);
    if (chosen && byId("canvas") !== document.activeElement) focusDetails();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !byId("details").hidden && event.target !== byId("search"))
      closeDetails();
  });
  draw(state, null);
  drawExamples();
  document.documentElement.dataset.drawn = String(Math.round(performance.now()));
}

start();
