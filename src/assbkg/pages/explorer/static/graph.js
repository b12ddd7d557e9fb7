// The selection as a graph in three columns, drawn by cytoscape.

import { HEADINGS, THINGS } from "./data.js";
import { byId, fill, make, styled, upperFirst } from "./elements.js";
import { drawnOf, groupId, isGroup, labelOfDrawn } from "./groups.js";
import { even, graphStyle, linesOf, shortened, sizesFor, stroke } from "./look.js";
import { blocksOf, place } from "./placing.js";
import { litBy } from "./projection.js";
import { SEPARATOR, state } from "./state.js";

export const graph = { cy: null, drawn: null, selection: null, sizes: null, order: null, height: 0 };
/** Taller drawings scroll within a window, which for narrow ones is limited by its area. */
const TALLEST = 112; // times the size of letters
const LARGEST = 1_200_000;
/** With more elements the drawing moves as one picture, and labels are less sharp. */
const MANY = 700;
const SHARP = Math.max(2, devicePixelRatio); // labels come out soft otherwise

export function startGraph() {
  graph.cy = cytoscape({
    container: byId("canvas"),
    autoungrabify: true,
    boxSelectionEnabled: false,
    userZoomingEnabled: false,
    userPanningEnabled: false,
    minZoom: 0.1,
    maxZoom: 4,
    layout: { name: "preset" },
    pixelRatio: SHARP,
  });
  let width = 0;
  new ResizeObserver(([{ contentRect }]) => {
    if (byId("graph").hidden || Math.abs(contentRect.width - width) < 2) return;
    width = contentRect.width;
    if (graph.selection) drawGraph(graph.selection);
  }).observe(byId("canvas"));
  const redraw = () => graph.selection && drawGraph(graph.selection);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
}

/** Draw a selection anew, as wide as the window allows. */
export function drawGraph(selection) {
  const { cy } = graph;
  const width = byId("canvas").clientWidth;
  graph.selection = selection;
  if (!width) return;
  const drawn = drawnOf(selection, state.open);
  const sizes = sizesFor(width);
  const font = `${sizes.font}px ${sizes.family}`;
  const room = sizes.box - 2 * sizes.inset;
  const ids = drawn.columns.flat();
  const lines = new Map(
    ids.map((id) => [id, linesOf(labelOfDrawn(id, drawn.families), room, font)]),
  );
  const heights = new Map(
    ids.map((id) => [id, even((lines.get(id).length + 0.55) * sizes.leading)]),
  );
  const blocks = blocksOf(drawn, selection, (id) => groundOf(id, drawn, selection));
  const placed = place(blocks, drawn.links, heights, sizes.spaces);
  const x = (column) => Math.round(sizes.edge + sizes.box / 2 + column * sizes.stride);
  const elements = [
    ...placed.grounds.map((ground) => groundElement(ground, drawn, x, sizes, font)),
    ...drawn.columns.flatMap((column, number) =>
      column.map((id) => ({
        data: { id, lines: lines.get(id).join("\n"), height: heights.get(id), column: number },
        position: { x: x(number), y: Math.round(placed.centres.get(id)) },
        classes: [selection.kinds[number], isGroup(id) ? "group" : ""].join(" "),
      })),
    ),
    ...linkElements(drawn, selection, placed, sizes),
  ];
  graph.drawn = drawn;
  graph.sizes = sizes;
  graph.height = placed.height + 2 * sizes.edge;
  graph.order = blocks.map((column) => column.flatMap(({ members }) => members));
  const most = Math.max(TALLEST * sizes.root, innerHeight, LARGEST / width);
  const tall = Math.min(Math.max(graph.height, 80), most);
  styled(byId("canvas"), { height: `${tall}px` });
  cy.batch(() => {
    cy.elements().remove();
    cy.style(graphStyle(sizes));
    cy.add(elements);
  });
  const many = elements.length > MANY;
  cy.renderer().textureOnViewport = many;
  cy.renderer().forcedPixelRatio = many ? devicePixelRatio : SHARP;
  cy.resize();
  resetView();
  headColumns(selection, drawn, sizes);
  light();
}

/** The family on whose ground a node stands; only mechanisms have grounds, as in the figures. */
function groundOf(id, drawn, selection) {
  if (isGroup(id)) return "";
  const column = selection.columns.findIndex((one) => one.includes(id));
  const family = THINGS.get(id)?.family ?? "";
  const opened = drawn.large && drawn.families.has(groupId(column, family));
  return column === 1 || opened ? family : "";
}

/** The ground of a family; a click on that of a family opened by itself closes it. */
function groundElement({ column, name, top, height }, { opened }, x, { box, spaces }, font) {
  const group = groupId(column, name);
  const closable = opened.has(group);
  const lines = shortened(closable ? `${name} ✕` : name, box, font);
  return {
    data: { id: `ground of ${group}`, group, lines, height, width: box + 2 * spaces.padding },
    position: { x: x(column), y: Math.round(top + height / 2) },
    classes: closable ? "ground closable" : "ground",
    selectable: false,
  };
}

function linkElements(drawn, selection, { centres }, { box, stride, font }) {
  const most = Math.max(1, ...drawn.links.map(({ claims }) => claims));
  return drawn.links.map((link) => {
    const rise = centres.get(link.target) - centres.get(link.source);
    const run = stride - box;
    const square = run * run + rise * rise;
    // Two points on the level of either end make tangents horizontal there.
    const points = [
      [run * 0.32, 0],
      [run * 0.68, rise],
    ];
    return {
      data: {
        id: link.id,
        source: link.source,
        target: link.target,
        width: (stroke(link.claims, most) * font) / 12.5,
        weights: points.map(([right, down]) => (right * run + down * rise) / square),
        distances: points.map(([right, down]) => (down * run - right * rise) / Math.sqrt(square)),
      },
      classes: [
        selection.kinds[link.side],
        link.inferred ? "inferred" : "",
        link.contested ? "contested" : "",
      ].join(" "),
      selectable: false,
    };
  });
}

/** Show the drawing from its top, at its own size. */
export function resetView() {
  graph.cy.viewport({ zoom: 1, pan: { x: 0, y: graph.sizes?.edge ?? 0 } });
  allowPanning();
}

function headColumns(selection, drawn, { box, stride, edge }) {
  const share = (length) => `${(100 * length) / graph.cy.width()}%`; // paper has another width
  const heads = drawn.members.map((column, number) =>
    styled(
      make(
        "div",
        { class: `head ${selection.kinds[number]}` },
        `${upperFirst(HEADINGS[selection.kinds[number]])} `,
        make("span", { class: "number" }, String(column)),
      ),
      { left: share(edge + number * stride), width: share(box) },
    ),
  );
  fill(byId("heads"), heads);
  byId("open-all").hidden = !drawn.large;
  byId("open-all").textContent = drawn.opened.size ? "Close families" : "Open all families";
}

/** Light up what is chosen, or else pointed at, with the ways through it; fade the rest. */
export function light(pointed = "") {
  const { cy, drawn, selection } = graph;
  if (!drawn) return;
  const at = (id) => drawn.place.get(id) ?? id;
  const chosen = state.link || state.thing;
  const wanted = pointed || chosen;
  const lit = new Set();
  for (const one of membersOf(wanted)) {
    for (const id of litBy(selection, one)) lit.add(id.split(SEPARATOR).map(at).join(SEPARATOR));
  }
  cy.batch(() => {
    cy.elements().removeClass("faded lit chosen");
    if (lit.size) {
      for (const element of cy.elements().not(".ground")) {
        element.addClass(lit.has(element.id()) ? "lit" : "faded");
      }
    }
    if (chosen)
      cy.getElementById(chosen.split(SEPARATOR).map(at).join(SEPARATOR)).addClass("chosen");
  });
}

/** Bring what is chosen into view, when it came there by search, address or a link. */
export function reveal() {
  const { cy, drawn } = graph;
  const chosen = state.link || state.thing;
  if (!drawn || !chosen) return;
  const at = (id) => drawn.place.get(id) ?? id;
  const ends = chosen
    .split(SEPARATOR)
    .map((id) => cy.getElementById(at(id)))
    .filter((one) => one.length);
  if (ends.length) bringIntoView(ends[0]);
}

/** The ids that a drawn node or link stands for: its own, or those of a group. */
function membersOf(id) {
  if (!id) return [];
  if (isGroup(id) && !id.includes(SEPARATOR)) return graph.drawn.families.get(id) ?? [];
  return graph.drawn.links.find((link) => link.id === id)?.members ?? [id];
}

/** Dragging moves a drawing that is larger than its window; otherwise touch scrolls the page. */
export function allowPanning() {
  const { cy, height } = graph;
  const larger = cy.zoom() > 1.001 || height > cy.height() + 1;
  cy.userPanningEnabled(larger);
  styled(byId("canvas"), { "touch-action": larger ? "none" : "pan-y" });
}

/** Pan the drawing and scroll the page as far as a node needs to be seen. */
export function bringIntoView(node) {
  const { cy } = graph;
  const { y } = node.renderedPosition();
  const hidden = y < 30 || y > cy.height() - 30;
  if (hidden && cy.userPanningEnabled()) cy.panBy({ x: 0, y: cy.height() / 2 - y });
  const seen = byId("canvas").getBoundingClientRect().top + node.renderedPosition().y;
  const covered = innerWidth < 960 && !byId("details").hidden ? innerHeight * 0.6 : 0;
  const bottom = innerHeight - covered;
  if (seen < 80 || seen > bottom - 40) window.scrollBy({ top: seen - bottom / 2 });
}
