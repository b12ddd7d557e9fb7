// The selection as a table: one link a row, with all that the graph shows.

import { DATA, GRADES, MODALITIES, REFERENCES, labelOf } from "./data.js";
import { byId, fill, groupBy, inParts, make } from "./elements.js";
import { goLink, state } from "./state.js";

const MOST_LINKS = 150;
const sorting = { column: "claims", down: true };

export const LINK_COLUMNS = [
  { key: "from", title: "From", value: (link) => labelOf(link.source) },
  { key: "to", title: "To", value: (link) => labelOf(link.target) },
  { key: "claims", title: "Claims", value: (link) => link.claims.length, down: true },
  { key: "systems", title: "Systems", value: (link) => link.systems.size, down: true },
  { key: "grade", title: "Grade", value: (link) => GRADES[link.grade], rank: (link) => link.grade },
  { key: "modality", title: "Modality", value: (link) => modalitiesOf(link.claims) },
  { key: "places", title: "Places", value: (link) => placesOf(link.claims) },
  { key: "references", title: "References", value: (link) => referencesOf(link.claims) },
];

function modalitiesOf(claims) {
  const found = groupBy(claims, (claim) => DATA.claims[claim].modality);
  return MODALITIES.filter((one) => found.has(one))
    .map((one) => `${found.get(one).length} ${one}`)
    .join(", ");
}

function placesOf(claims) {
  return [...new Set(claims.map((claim) => DATA.claims[claim].place))].join("; ");
}

function referencesOf(claims) {
  const cited = new Set(claims.flatMap((claim) => DATA.claims[claim].cites));
  const numbers = [...cited].map((id) => REFERENCES.get(id)?.number ?? id)
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  return numbers.map((number) => `[${number}]`).join(" ");
}

/** A remark on a link that is not between neighbouring columns. */
export function remarkOf(link) {
  if (link.side === 2) return "no mechanism stated";
  if (link.contested) return "contested";
  return link.inferred ? "inferred only" : "";
}

export function sortedLinks(links) {
  const { value, rank = value } = LINK_COLUMNS.find(({ key }) => key === sorting.column);
  const compare = (a, b) => {
    const [one, two] = [rank(a), rank(b)];
    if (typeof one === "number") return one - two;
    return one.localeCompare(two, "en");
  };
  return [...links].sort(
    (a, b) => (sorting.down ? -compare(a, b) : compare(a, b)) || (a.id < b.id ? -1 : 1),
  );
}

export function drawTable(selection) {
  const more = make("button", { type: "button", class: "more" });
  const body = make("tbody", { role: "rowgroup" });
  const heads = LINK_COLUMNS.map(({ key, title, down = false }) => {
    const here = sorting.column === key;
    const order = here ? (sorting.down ? "descending" : "ascending") : null;
    const sort = () => {
      sorting.down = here ? !sorting.down : down;
      sorting.column = key;
      drawTable(selection);
      byId("links-table").querySelector(`[data-sort=${key}]`).focus();
    };
    return make(
      "th",
      { scope: "col", role: "columnheader", "aria-sort": order, class: key },
      make("button", { type: "button", "data-sort": key, onclick: sort }, title),
    );
  });
  const table = make(
    "table",
    { class: "links", role: "table" },
    make("caption", { class: "unseen" }, "Links of the selection"),
    make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, heads)),
    body,
  );
  inParts(sortedLinks(selection.links), linkRow, body, MOST_LINKS, more);
  fill(byId("links-table"), table, more);
}

function linkRow(link) {
  const remark = remarkOf(link);
  const cells = LINK_COLUMNS.map(({ key, title, value }) => {
    const text = String(value(link));
    return make(
      "td",
      { role: "cell", class: key, "data-title": title },
      key === "from" ? toLink(link, text) : text || "–",
      key === "grade" && remark
        ? make("span", { class: link.contested ? "tag contested" : "tag" }, remark)
        : null,
    );
  });
  return make("tr", { role: "row", class: state.link === link.id ? "chosen" : null }, cells);
}

function toLink(link, text) {
  const leads = goLink({ link: link.id, thing: "", only: false }, text);
  leads.setAttribute("aria-label", `${text} → ${labelOf(link.target)}`);
  return leads;
}
