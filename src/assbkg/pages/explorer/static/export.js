// Exports: the selection as CSV, the view as PNG.

import { DATA, GRADES, HEADINGS, labelOf } from "./data.js";
import { byId, make, upperFirst } from "./elements.js";
import { graph } from "./graph.js";
import { shortened, token } from "./look.js";
import { drawMatrix } from "./matrix.js";
import { DEFAULTS, FILTERS, state } from "./state.js";
import { LINK_COLUMNS, remarkOf, sortedLinks } from "./table.js";

const SHARPNESS = 2;
const MOST_PIXELS = 8_000;

export function startExport(selection) {
  byId("csv").onclick = () =>
    save("csv", new Blob(["\ufeff", csvOf(selection())], { type: "text/csv" }));
  byId("png").onclick = async () => {
    const canvas =
      state.tab === "matrix" ? matrixPicture(selection()) : await graphPicture();
    canvas.toBlob((blob) => save("png", blob), "image/png");
  };
}

function save(ending, blob) {
  const address = URL.createObjectURL(blob);
  const name = `assbkg-${state.tab}-${state.from}-${state.toward}.${ending}`;
  make("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

const FORMULA = /^(?:[\t\r\n]|[\s\u200b\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20])/;
const NUMBER = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;

/** CSV of RFC 4180; a cell that a spreadsheet would take for a formula gets an apostrophe. */
function csvOf(selection) {
  const cell = (value) => {
    const text = String(value);
    const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const titles = LINK_COLUMNS.map(({ title }) => title.toLowerCase());
  const head = [...titles, "remark", "from id", "to id", "claim ids"];
  const rows = sortedLinks(selection.links).map((link) => [
    ...LINK_COLUMNS.map(({ value }) => value(link)),
    remarkOf(link),
    link.source,
    link.target,
    link.claims.map((claim) => DATA.claims[claim].id).join(" "),
  ]);
  return [head, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

/** A canvas with title, subtitle and foot, and room between them. */
function sheet(width, height, scale) {
  const canvas = make("canvas");
  const [top, bottom] = [56, 26];
  canvas.width = width * scale;
  canvas.height = (height + top + bottom) * scale;
  const pen = canvas.getContext("2d");
  pen.scale(scale, scale);
  pen.fillStyle = token("paper");
  pen.fillRect(0, 0, width, height + top + bottom);
  pen.fillStyle = token("ink");
  pen.textBaseline = "middle";
  pen.font = `600 15px ${token("font")}`;
  pen.fillText(`${upperFirst(HEADINGS[state.from])} toward ${HEADINGS[state.toward]}`, 12, 18);
  pen.font = `12px ${token("font")}`;
  pen.fillStyle = token("muted");
  pen.fillText(byId("counts").textContent, 12, 38);
  pen.fillText(`assbkg ${DATA.version} · ${filtersInWords()}`, 12, height + top + bottom / 2);
  return { canvas, pen, top };
}

function filtersInWords() {
  const set = Object.keys(FILTERS).filter((name) => state[name] !== DEFAULTS[name]);
  const labels = [...byId("set").children].map((chip) => chip.firstChild.textContent.trim());
  return [...(set.length ? labels : ["no filters"]), state.contested ? "contested claims count" : ""]
    .filter(Boolean)
    .join(" · ");
}

async function graphPicture() {
  const { cy, height, selection, sizes } = graph;
  const width = cy.width();
  const scale = Math.min(SHARPNESS, MOST_PIXELS / Math.max(width, height));
  const blob = await cy.png({ output: "blob-promise", full: true, scale, bg: token("paper") });
  const picture = await createImageBitmap(blob);
  const { x1, w, h } = cy.elements().boundingBox();
  const head = 24;
  const { canvas, pen, top } = sheet(width, head + h, scale);
  pen.drawImage(picture, x1, top + head, w, h);
  pen.fillStyle = token("ink");
  pen.textAlign = "center";
  pen.font = `600 13px ${token("font")}`;
  selection.kinds.forEach((kind, number) => {
    const x = sizes.edge + sizes.box / 2 + number * sizes.stride;
    pen.fillText(upperFirst(HEADINGS[kind]), x, top + 8);
  });
  return canvas;
}

function matrixPicture(selection) {
  const { cells, rows, columns } = drawMatrix(selection);
  const all = [...cells.values()];
  const [label, head, size, legend] = [260, 172, 34, 36];
  const width = Math.max(label + columns.length * size + 100, 640);
  const height = head + rows.length * size + legend;
  const scale = Math.min(SHARPNESS, MOST_PIXELS / Math.max(width, height));
  const { canvas, pen, top } = sheet(width, height, scale);
  const most = Math.max(1, ...all.map(({ claims }) => claims.size));
  const font = `12px ${token("font")}`;
  const dot = (x, y, radius, grade) => {
    pen.beginPath();
    pen.arc(x, y, radius, 0, 2 * Math.PI);
    pen.fillStyle = token(`grade-${grade}`);
    pen.fill();
  };
  pen.translate(0, top);
  pen.font = font;
  pen.fillStyle = token("ink");
  rows.forEach((id, number) =>
    pen.fillText(shortened(labelOf(id), label - 20, font), 12, head + (number + 0.5) * size),
  );
  columns.forEach((id, number) => {
    pen.save();
    pen.translate(label + (number + 0.5) * size, head - 8);
    pen.rotate(-Math.PI / 3);
    pen.fillText(shortened(labelOf(id), head * 1.06, font), 0, 0);
    pen.restore();
  });
  let at = 12;
  for (const grade of new Set(all.map((cell) => cell.grade).sort())) {
    dot(at + 5, height - 14, 5, grade);
    pen.fillStyle = token("ink");
    pen.fillText(GRADES[grade], at + 15, height - 14);
    at += pen.measureText(GRADES[grade]).width + 34;
  }
  pen.textAlign = "center";
  for (const cell of all) {
    const [x, y] = [
      label + (columns.indexOf(cell.column) + 0.5) * size,
      head + (rows.indexOf(cell.row) + 0.5) * size,
    ];
    dot(x, y, 6 + 9 * Math.sqrt(cell.claims.size / most), cell.grade);
    pen.fillStyle = token(`on-grade-${cell.grade}`);
    pen.fillText(String(cell.claims.size), x, y);
  }
  return canvas;
}
