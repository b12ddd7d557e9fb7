// Pointing at the graph by mouse, touch, wheel and keyboard; the keyboard announces names.

import { GRADES } from "./data.js";
import { announce, byId, count } from "./elements.js";
import { allowPanning, bringIntoView, graph, light, resetView } from "./graph.js";
import { ALL_OPEN, isGroup, labelOfDrawn, toggled } from "./groups.js";
import { SEPARATOR, go, state } from "./state.js";

export function startPointing(cy) {
  cy.on("mouseover", "node[column], edge", ({ target }) => {
    light(target.id());
    byId("pointed").textContent = nameOf(target.id());
    byId("canvas").classList.add("pointing");
  });
  cy.on("mouseout", "node[column], edge", () => {
    light();
    byId("pointed").textContent = "";
    byId("canvas").classList.remove("pointing");
  });
  cy.on("tap", ({ target }) => {
    if (swiped) return;
    if (target !== cy) choose(target.data("group") ?? target.id());
    else if (!state.only) go({ thing: "", link: "" });
  });
  const box = byId("canvas");
  box.addEventListener("wheel", onWheel, { passive: false });
  box.addEventListener("touchstart", () => (swiped = false), { passive: true, capture: true });
  box.addEventListener("touchmove", leaveScrolling, { passive: true });
  box.addEventListener("keydown", onKey);
  box.addEventListener("focus", () => current() || moveTo(firstNode()));
  box.addEventListener("blur", () => cy.nodes().removeClass("current"));
  byId("zoom-in").onclick = () => zoomBy(1.25);
  byId("zoom-out").onclick = () => zoomBy(0.8);
  byId("zoom-reset").onclick = resetView;
  byId("open-all").onclick = () => go({ open: state.open ? "" : ALL_OPEN });
}

/** Choose what was clicked; a group opens, and a link between groups opens both. */
function choose(id) {
  const groups = id.split(SEPARATOR).filter(isGroup);
  if (groups.length) {
    openOrClose(groups);
  } else if (id.includes(SEPARATOR)) {
    go({ link: id, thing: "", only: false });
  } else {
    go({ thing: id, link: "", only: state.only && state.thing === id });
  }
}

/** Open the families that are closed, close those that are open, and stay where they are. */
function openOrClose(groups) {
  const { families } = graph.drawn;
  go({ open: groups.reduce(toggled, state.open) });
  const opened = groups.filter((group) => graph.drawn.opened.has(group));
  const ids = opened.length ? families.get(opened[0]) : groups;
  const first = graph.order.flat().find((one) => ids.includes(one));
  const names = groups.map((group) => labelOfDrawn(group, families)).join(" and ");
  if (document.activeElement === byId("canvas")) moveTo(first);
  else bringIntoView(graph.cy.getElementById(first));
  announce(`${opened.length ? "Opened" : "Closed"} ${names}. ${nameOf(first)}`);
}

/** A node or a link in words, with what is behind it. */
function nameOf(id) {
  const label = (one) => labelOfDrawn(one, graph.drawn.families);
  const link = graph.drawn.links.find((one) => one.id === id);
  if (link) {
    const claims = link.inferred ? "inferred only, no claim states it" : count(link.claims, "claim");
    return `${label(link.source)} → ${label(link.target)} · ${claims} · ${GRADES[link.grade]}`;
  }
  const [into, out] = [
    graph.drawn.links.filter((one) => one.target === id),
    graph.drawn.links.filter((one) => one.source === id),
  ];
  const links = [
    into.length ? `${count(into.length, "link")} in` : "",
    out.length ? `${count(out.length, "link")} out` : "",
  ];
  return [label(id), ...links.filter(Boolean), isGroup(id) ? "click to open" : ""]
    .filter(Boolean)
    .join(" · ");
}

/** The wheel moves a drawing that is larger than its window, then the page; with Ctrl it zooms. */
function onWheel(event) {
  const { cy } = graph;
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    const box = byId("canvas").getBoundingClientRect();
    zoomBy(Math.exp(-event.deltaY / 300), {
      x: event.clientX - box.left,
      y: event.clientY - box.top,
    });
    return;
  }
  const { y } = cy.pan();
  const top = graph.sizes.edge;
  const bottom = Math.min(top, cy.height() - (graph.height - graph.sizes.edge) * cy.zoom());
  const to = Math.min(Math.max(y - event.deltaY, bottom), top);
  if (Math.abs(to - y) < 1) return;
  event.preventDefault();
  moveAsPicture();
  cy.pan({ x: cy.pan().x, y: to });
}

let resting = 0;

/** Move a drawing with many elements as one picture, as cytoscape does while it zooms. */
function moveAsPicture() {
  const renderer = graph.cy.renderer();
  renderer.data.wheelZooming = true;
  clearTimeout(resting);
  resting = setTimeout(() => {
    renderer.data.wheelZooming = false;
    renderer.redrawHint("eles", true);
    renderer.redraw();
  }, 150);
}

let swiped = false;

/** Cytoscape would keep the page from scrolling under a finger, and take a swipe for a tap. */
function leaveScrolling(event) {
  if (graph.cy.userPanningEnabled()) return;
  event.stopPropagation();
  swiped = true;
}

function zoomBy(factor, at = { x: graph.cy.width() / 2, y: graph.cy.height() / 2 }) {
  graph.cy.zoom({ level: graph.cy.zoom() * factor, renderedPosition: at });
  allowPanning();
}

const current = () => graph.cy.nodes(".current")[0];
const firstNode = () =>
  state.thing && graph.cy.getElementById(state.thing).length ? state.thing : graph.order?.flat()[0];

/** Arrows go through a column, and along links from column to column. */
function onKey(event) {
  if (["+", "=", "-"].includes(event.key) && !event.ctrlKey && !event.metaKey) {
    zoomBy(event.key === "-" ? 0.8 : 1.25);
    return event.preventDefault();
  }
  const node = current();
  if (!node) return;
  if (event.key === "Enter" || event.key === " ") {
    choose(node.id());
    return event.preventDefault();
  }
  const to = neighbourOf(node.id(), node.data("column"), event.key);
  if (to === undefined) return;
  event.preventDefault();
  if (to) moveTo(to);
}

function neighbourOf(id, column, key) {
  const row = graph.order[column];
  const at = row.indexOf(id);
  const along = (from, to) =>
    graph.drawn.links.filter((link) => link[from] === id).map((link) => link[to]);
  const first = (ids, number) => graph.order[number]?.find((one) => ids.includes(one)) ?? null;
  switch (key) {
    case "ArrowDown":
      return row[at + 1] ?? null;
    case "ArrowUp":
      return row[at - 1] ?? null;
    case "Home":
      return row[0];
    case "End":
      return row.at(-1);
    case "ArrowRight":
      return first(along("source", "target"), column + 1);
    case "ArrowLeft":
      return first(along("target", "source"), column - 1);
    default:
      return undefined;
  }
}

function moveTo(id) {
  if (!id) return;
  const { cy } = graph;
  cy.nodes().removeClass("current");
  bringIntoView(cy.getElementById(id).addClass("current"));
  announce(nameOf(id));
  byId("pointed").textContent = nameOf(id);
}
