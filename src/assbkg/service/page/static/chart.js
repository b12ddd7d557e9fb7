// An answer as bars: a number of each row, or how many rows share a text.

import { element, shape } from "./dom.js";
import { isNumeric, textOf } from "./table.js";
import { learnLabels } from "./terms.js";

const ROWS = "number of rows";
const MOST = 60;
/** Lengths in pixels: one bar with its text above it. */
const STEP = 40;
const BAR = 14;
/** Part of the width for bars; the rest is for figures behind the longest. */
const WIDEST = 86;

/** Draw an answer into `place`, with a choice of what is drawn. */
export async function drawChart(place, { columns, rows }, signal) {
  const iris = rows.flatMap((row) => Object.values(row)).filter(({ type }) => type === "uri");
  await learnLabels(iris.map(({ value }) => value), signal).catch(() => {}); // as in a table
  const numbers = columns.filter((column) => isNumeric(column, rows));
  const texts = columns.filter((column) => !numbers.includes(column));
  const measure = choice("bars-measure", "Bars show", [...numbers, ROWS]);
  const category = choice("bars-category", "of each", texts.length ? texts : columns);
  if (!numbers.length) category.list.value = mostShared(texts, rows);
  const drawing = element("div", { className: "drawing" });
  const draw = () => {
    const bars = measure.list.value === ROWS
      ? counted(rows, category.list.value)
      : valued(rows, category.list.value, measure.list.value);
    const title = `${measure.list.value} of each ${category.list.value}`.replaceAll("_", " ");
    drawing.replaceChildren(...barChart(bars, title));
  };
  for (const { list } of [measure, category]) list.addEventListener("change", draw);
  place.replaceChildren(
    element("div", { className: "choices" }, ...measure.parts, ...category.parts), drawing);
  draw();
}

function choice(id, label, options) {
  const list = element("select", { id },
    ...options.map((value) => element("option", { value }, value.replaceAll("_", " "))));
  return { list, parts: [element("label", { htmlFor: id }, label), list] };
}

/** The column in which rows share the fewest texts, but more than one. */
function mostShared(columns, rows) {
  const counts = columns.map((column) => [column, new Set(rows.map((row) => textOf(row[column])))]);
  const several = counts.filter(([, texts]) => texts.size > 1);
  return several.sort(([, one], [, other]) => one.size - other.size)[0]?.[0] ?? columns[0];
}

function counted(rows, column) {
  const counts = new Map();
  for (const row of rows) {
    const text = textOf(row[column]) || "(blank)";
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts].sort(([, one], [, other]) => other - one)
    .map(([text, value]) => ({ text, value, figure: String(value) }));
}

const valued = (rows, column, measure) =>
  rows.filter((row) => row[measure]).map((row) => ({
    text: textOf(row[column]) || "(blank)",
    value: Number(row[measure].value),
    figure: row[measure].value,
  }));

function barChart(bars, title) {
  const drawn = bars.slice(0, MOST);
  const least = Math.min(0, ...drawn.map(({ value }) => value));
  const span = Math.max(0, ...drawn.map(({ value }) => value)) - least || 1;
  const at = (value) => ((value - least) / span) * WIDEST;
  const svg = shape("svg", {
    role: "img", class: "bars", "aria-label": title, width: "100%", height: drawn.length * STEP,
  });
  drawn.forEach(({ text, value, figure }, index) => {
    const top = index * STEP;
    const [from, to] = [at(Math.min(0, value)), at(Math.max(0, value))];
    svg.append(
      shape("text", { x: 0, y: top + 15, class: "bar-text" }, text),
      shape("rect", {
        x: `${from}%`, y: top + 20, width: `${to - from}%`, height: BAR, class: "bar",
      }),
      shape("text", { x: `${to}%`, dx: 6, y: top + 32, class: "bar-figure" }, figure));
  });
  const left = bars.length - drawn.length;
  if (!left) return [svg];
  return [svg, element("p", { className: "quiet" }, `and ${left} more, in the table`)];
}
