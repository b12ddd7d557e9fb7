// An answer as a table: things by their names, sorted by any column, drawn in parts.

import { queryAddress } from "./address.js";
import { element } from "./dom.js";
import { PREFIXES, describing, isIri, isOurs, learnLabels, nameOf } from "./terms.js";

/** Rows drawn at once. */
const PART = 100;
const NUMBERS = new Set(["integer", "decimal", "double", "float", "long", "int",
  "nonNegativeInteger", "positiveInteger"].map((name) => PREFIXES.xsd + name));

export const isNumber = (term) => term?.type !== "uri" && NUMBERS.has(term?.datatype);

/** What a reader sees of a term. */
export const textOf = (term) =>
  !term ? "" : term.type === "uri" ? nameOf(term.value) : term.value;

/** Whether all values of a column are numbers, and there are some. */
export const isNumeric = (column, rows) =>
  rows.some((row) => row[column]) && rows.every((row) => !row[column] || isNumber(row[column]));

/** Draw an answer into `place`; `signal` stops the questions for labels. */
export function drawTable(place, { columns, rows }, signal) {
  const numeric = new Set(columns.filter((column) => isNumeric(column, rows)));
  const body = element("tbody");
  const heads = columns.map((column) => head(column, numeric.has(column)));
  const table = element("table", {},
    element("thead", {}, element("tr", {}, ...heads.map(({ cell }) => cell))), body);
  const more = element("button", { type: "button", className: "more" });
  let shown = [...rows];

  const extend = async () => {
    const part = shown.slice(body.rows.length, body.rows.length + PART);
    await learn(part, signal);
    body.append(...part.map((row) => line(columns, row, numeric)));
    const left = shown.length - body.rows.length;
    more.hidden = left === 0;
    more.textContent = `Show ${Math.min(left, PART)} more of ${left}`;
  };
  const sortBy = async (column, down) => {
    await learn(rows.map((row) => ({ only: row[column] })), signal);
    shown = sorted(rows, column, down, numeric.has(column));
    body.replaceChildren();
    await extend();
  };
  for (const { cell, button, column } of heads) {
    button.addEventListener("click", () => {
      const down = cell.getAttribute("aria-sort") === "ascending";
      for (const other of heads) other.cell.removeAttribute("aria-sort");
      cell.setAttribute("aria-sort", down ? "descending" : "ascending");
      sortBy(column, down);
    });
  }
  more.addEventListener("click", extend);
  place.replaceChildren(
    element("div", {
      className: "scroll", tabIndex: 0, role: "region", "aria-label": "Table of the answer",
    }, table), more);
  return extend();
}

function head(column, isNumeric) {
  const button = element("button", { type: "button" }, column.replaceAll("_", " "));
  const cell = element("th", { scope: "col", className: isNumeric ? "number" : "" }, button);
  return { cell, button, column };
}

function line(columns, row, numeric) {
  return element("tr", {}, ...columns.map((column) =>
    element("td", { className: numeric.has(column) ? "number" : "" }, ...shownTerm(row[column]))));
}

/** Labels only make a table easier to read: without them it shows short names. */
const learn = (rows, signal) =>
  learnLabels(rows.flatMap((row) => Object.values(row))
    .filter((term) => term?.type === "uri").map((term) => term.value), signal).catch(() => {});

/**
 * A term as elements. A thing of the graph leads to what the graph says of it, an address of
 * the web to that; any other IRI, `javascript:` among them, is text.
 */
function shownTerm(term) {
  if (!term) return [];
  const text = textOf(term);
  if (term.type !== "uri") {
    const note = term["xml:lang"] ? `@${term["xml:lang"]}` : term.datatype ?? "";
    return [element("span", { title: note }, text)];
  }
  if (!isIri(term.value) || !/^https?:/i.test(term.value)) {
    return [element("span", { title: term.value }, text)];
  }
  const link = element("a", { title: term.value }, text);
  if (isOurs(term.value)) {
    link.href = queryAddress(describing(term.value));
  } else {
    Object.assign(link, { href: term.value, rel: "noopener noreferrer", target: "_blank" });
  }
  return [link];
}

function sorted(rows, column, down, isNumeric) {
  const compare = isNumeric
    ? (one, other) => Number(one) - Number(other)
    : new Intl.Collator("en", { numeric: true }).compare;
  return [...rows].sort((one, other) => {
    const [a, b] = [textOf(one[column]), textOf(other[column])];
    if (!a || !b) return !a - !b; // blanks stand last, either way
    return down ? compare(b, a) : compare(a, b);
  });
}
