// The controls above the views: both ends of the network, and the filters.

import {
  DATA,
  FAMILIES,
  GRADES,
  HEADINGS,
  MODALITIES,
  OUTCOMES,
  SOURCES,
  STARTS,
  THINGS,
  labelOf,
} from "./data.js";
import { byId, count, fill, make, upperFirst } from "./elements.js";
import { loosening } from "./projection.js";
import { DEFAULTS, FILTERS, go, goLink, state } from "./state.js";

export const CLEARED = Object.fromEntries(Object.keys(FILTERS).map((name) => [name, DEFAULTS[name]]));

/** The choices of each filter, as value and label. */
const CHOICES = {
  component: DATA.components.map(({ id, label }) => [id, label]),
  family: FAMILIES.map((family) => [family, family]),
  grade: GRADES.slice(0, -1).map((grade, place) => [grade, place ? `${grade} or stronger` : grade]),
  modality: MODALITIES.map((modality) => [modality, modality]),
  reference: DATA.references.map((work) => [
    work.id,
    cut(`[${work.number}] ${work.authors ?? ""}: ${work.title}`, 80),
  ]),
  source: SOURCES.size > 1 ? DATA.sources.map(({ id, label }) => [id, cut(label, 80)]) : [],
};

export function cut(text, most) {
  const letters = [...text];
  return letters.length > most ? `${letters.slice(0, most - 1).join("")}…` : text;
}

export function startFilters() {
  fill(byId("from"), make("legend", {}, "From"), switches("from", STARTS));
  fill(byId("toward"), make("legend", {}, "toward"), switches("toward", OUTCOMES));
  const boxes = Object.entries(CHOICES).filter(([, choices]) => choices.length);
  fill(
    byId("choices"),
    boxes.map(([name, choices]) => choiceBox(name, choices)),
    contestedBox(),
  );
  byId("clear").onclick = () => go(CLEARED);
  byId("filters").open = matchMedia("(min-width: 60rem)").matches;
}

function switches(name, values) {
  return Object.entries(values).map(([value, label]) => {
    const input = make("input", { type: "radio", name, value, id: `${name}-${value}` });
    input.onchange = () => go({ [name]: value, ...keeping(name, value) });
    return make("label", { for: input.id }, input, make("span", {}, label));
  });
}

/** Keep a chosen thing when the columns change, if it is in one of them. */
function keeping(name, value) {
  const kept = { from: state.from, toward: state.toward, [name]: value };
  const stays = THINGS.get(state.thing)?.columns.some((column) =>
    [kept.from, "mechanism", kept.toward].includes(column),
  );
  return stays ? { link: "" } : { thing: "", link: "", only: false };
}

function choiceBox(name, choices) {
  const select = make(
    "select",
    { id: `filter-${name}` },
    make("option", { value: "" }, "any"),
    choices.map(([value, label]) => make("option", { value }, label)),
  );
  select.onchange = () => go({ [name]: select.value });
  return make(
    "div",
    { class: "choice" },
    make("label", { for: select.id }, upperFirst(FILTERS[name])),
    select,
  );
}

function contestedBox() {
  const contested = DATA.claims.filter(({ status }) => status === "contested").length;
  const box = make("input", { type: "checkbox", id: "filter-contested" });
  box.onchange = () => go({ contested: box.checked });
  return make(
    "label",
    { class: "check", for: box.id },
    box,
    ` Count contested claims (${contested})`,
  );
}

/** Make the controls show the state. */
export function drawFilters(selection) {
  for (const name of ["from", "toward"]) byId(`${name}-${state[name]}`).checked = true;
  for (const name of Object.keys(CHOICES)) {
    const select = byId(`filter-${name}`);
    if (select) {
      select.value = state[name];
      select.classList.toggle("set", Boolean(state[name]));
    }
  }
  byId("filter-contested").checked = state.contested;
  const set = Object.keys(FILTERS).filter((name) => state[name] !== DEFAULTS[name]);
  byId("filters-set").textContent = set.length ? ` (${set.length} set)` : "";
  byId("clear").hidden = set.length === 0;
  fill(byId("set"), set.map(setChip));
  drawCounts(selection);
}

function setChip(name) {
  const choices = new Map(CHOICES[name] ?? []);
  const value = name === "only" ? labelOf(state.thing) : (choices.get(state[name]) ?? state[name]);
  return make(
    "button",
    {
      type: "button",
      class: "set",
      onclick: () => go({ [name]: DEFAULTS[name] }),
      "aria-label": `Remove filter: ${FILTERS[name]} ${value}`,
    },
    `${FILTERS[name]}: ${value} `,
    make("span", { "aria-hidden": "true" }, "✕"),
  );
}

function drawCounts(selection) {
  const { links } = selection;
  const inferred = links.filter((link) => link.inferred).length;
  const claims = new Set(links.flatMap((link) => link.claims)).size;
  const direct = links.filter(({ side }) => side === 2).length;
  const nodes = selection.columns.map((column, place) => {
    const many = HEADINGS[selection.kinds[place]];
    return count(column.length, selection.kinds[place], many);
  });
  const parts = [
    nodes.join(", "),
    `${count(links.length, "link")}, ${inferred} of them inferred only`,
    count(claims, "claim"),
  ];
  if (direct) parts.push(`${direct} with no stated mechanism: in matrix and table`);
  byId("counts").textContent = links.length ? parts.join(" · ") : "Nothing matches.";
  drawEmpty(selection);
}

/** If nothing is left: which filter to loosen, and how many links that would bring. */
function drawEmpty(selection) {
  const box = byId("empty");
  box.hidden = selection.links.length > 0;
  document.body.classList.toggle("nothing", !box.hidden);
  if (!box.hidden) {
    const ways = loosening(state).filter(({ links }) => links);
    const set = Object.keys(FILTERS).some((name) => state[name] !== DEFAULTS[name]);
    const words = set
      ? "Nothing matches all filters together."
      : "This graph holds no link between designs and what they are for.";
    fill(
      box,
      make("p", {}, words),
      ways.length
        ? make(
            "ul",
            {},
            ways.map(({ name, links }) =>
              make(
                "li",
                {},
                goLink(
                  { [name]: DEFAULTS[name] },
                  `Without “${FILTERS[name]}” there are ${count(links, "link")}`,
                ),
              ),
            ),
          )
        : null,
      set ? make("p", {}, goLink(CLEARED, "Clear all filters")) : null,
    );
  }
}
