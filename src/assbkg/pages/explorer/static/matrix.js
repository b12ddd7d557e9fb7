// The selection as a matrix: starts against outcomes, a bubble for the ways between them.

import { GRADES, HEADINGS, labelOf } from "./data.js";
import { byId, count, fill, inParts, make, styled, upperFirst } from "./elements.js";
import { ALL_OPEN, drawnOf } from "./groups.js";
import { blocksOf } from "./placing.js";
import { cellsOf } from "./projection.js";
import { SEPARATOR, go, goLink, state } from "./state.js";

const MOST_ROWS = 120;

export function drawMatrix(selection) {
  const cells = cellsOf(selection, state.contested);
  const all = [...cells.values()];
  const rows = ranked(selection, 0).filter((id) => all.some((cell) => cell.row === id));
  const columns = ranked(selection, 2).filter((id) => all.some((cell) => cell.column === id));
  const most = Math.max(1, ...all.map(({ claims }) => claims.size));
  const head = make(
    "tr",
    {},
    make(
      "td",
      { class: "corner" },
      `${upperFirst(HEADINGS[selection.from])} ↓  ${upperFirst(HEADINGS[selection.toward])} →`,
    ),
    columns.map((id) => make("th", { scope: "col", class: "upright" }, headLink(id))),
    make("th", { scope: "col", class: "upright sum" }, make("span", {}, "claims in all")),
  );
  const body = make("tbody");
  const table = make(
    "table",
    { class: "matrix", "aria-describedby": "matrix-help" },
    make(
      "caption",
      { class: "unseen" },
      `${upperFirst(HEADINGS[selection.from])} against ${HEADINGS[selection.toward]}`,
    ),
    make("thead", {}, head),
    body,
  );
  const drawRow = (row) =>
    make(
      "tr",
      {},
      make("th", { scope: "row" }, headLink(row)),
      columns.map((column) =>
        make("td", {}, bubble(cells.get([row, column].join(SEPARATOR)), most)),
      ),
      make("td", { class: "sum" }, String(claimsAlong(all, "row", row))),
    );
  const more = make("button", { type: "button", class: "more" });
  inParts(rows, drawRow, body, MOST_ROWS, more);
  const foot = make(
    "tr",
    {},
    make("th", { scope: "row", class: "sum" }, "claims in all"),
    columns.map((column) =>
      make("td", { class: "sum" }, String(claimsAlong(all, "column", column))),
    ),
    make("td", { class: "sum" }, String(new Set(all.flatMap(({ claims }) => [...claims])).size)),
  );
  table.append(make("tfoot", {}, foot));
  fill(byId("matrix-table"), table, more);
  table.addEventListener("keydown", onMatrixKey);
  const first =
    table.querySelector("button.bubble[aria-pressed=true]") ?? table.querySelector("button.bubble");
  if (first) first.tabIndex = 0;
  return { cells, rows, columns };
}

/** The ids of a column in the order that the graph has, with those that only the matrix shows. */
function ranked(selection, number) {
  const drawn = { ...drawnOf(selection, ALL_OPEN), columns: selection.columns };
  const order = blocksOf(drawn, selection, () => "")[number];
  return order.flatMap(({ members }) => members);
}

export function claimsAlong(cells, side, id) {
  return new Set(cells.filter((cell) => cell[side] === id).flatMap(({ claims }) => [...claims]))
    .size;
}

function headLink(id) {
  return goLink({ thing: id, link: "", only: false }, labelOf(id));
}

/** Area by claims; derived ones grey and round, stated ones square and in the colour of the grade. */
function bubble(cell, most) {
  if (!cell) return null;
  const size = 0.95 + 1.35 * Math.sqrt(cell.claims.size / most);
  const words = `${labelOf(cell.row)} → ${labelOf(cell.column)}: ${count(cell.claims.size, "claim")}, ${cell.derived ? "derived, weakest premise " : ""}${GRADES[cell.grade]}${cell.contested ? ", contested" : ""}`;
  const chosen = state.link === cell.id;
  const button = make(
    "button",
    {
      type: "button",
      class: `bubble ${cell.derived ? "derived" : "stated"} grade-${cell.grade}${cell.contested ? " contested" : ""}`,
      "aria-label": words,
      "aria-pressed": String(chosen),
      "data-cell": cell.id,
      title: words,
      tabindex: "-1",
      onclick: () => go({ link: cell.id, thing: "", only: false }),
    },
    String(cell.claims.size),
  );
  return styled(button, { "--size": `${size}rem` });
}

/** Arrows go to the next bubble in their direction; Tab leaves the matrix. */
function onMatrixKey(event) {
  const steps = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
  const from = event.target.closest("button.bubble");
  if (!from || !steps[event.key]) return;
  event.preventDefault();
  const [down, right] = steps[event.key];
  const rows = [...event.currentTarget.tBodies[0].rows];
  const cell = from.parentElement;
  let [row, column] = [rows.indexOf(cell.parentElement), cell.cellIndex];
  let next = null;
  while (!next) {
    row += down;
    column += right;
    const at = rows[row]?.cells[column];
    if (!at) return;
    next = at.querySelector("button.bubble");
  }
  from.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}
