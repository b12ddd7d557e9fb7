// What the reader has chosen. It lives in the address, so that a view can be shared.

import {
  COMPONENTS,
  DATA,
  FAMILIES,
  GRADES,
  MODALITIES,
  OUTCOMES,
  REFERENCES,
  SOURCES,
  STARTS,
  THINGS,
} from "./data.js";
import { make } from "./elements.js";

export const DEFAULTS = {
  tab: "graph",
  from: "strategy",
  toward: "benefit",
  component: "",
  family: "",
  grade: "",
  modality: "",
  reference: "",
  source: "",
  contested: DATA.contested,
  thing: "", // the id of a thing
  link: "", // the ids of two things, or of what stands in a row and a column of the matrix
  only: false, // show only what leads through the thing
  open: "", // the groups of the graph that are open; * for all
};

/** The filters, and what each is called. */
export const FILTERS = {
  component: "component",
  family: "mechanism family",
  grade: "least grade",
  modality: "modality",
  reference: "reference",
  source: "paper",
  only: "only ways through",
};

export const TABS = ["graph", "matrix", "table"];
export const SEPARATOR = "|";

/** The values allowed; anything else in an address is ignored. */
const ALLOWED = {
  tab: (value) => TABS.includes(value),
  from: (value) => Object.hasOwn(STARTS, value),
  toward: (value) => Object.hasOwn(OUTCOMES, value),
  component: (value) => COMPONENTS.has(value),
  family: (value) => FAMILIES.includes(value),
  grade: (value) => GRADES.includes(value),
  modality: (value) => MODALITIES.includes(value),
  reference: (value) => REFERENCES.has(value),
  source: (value) => SOURCES.has(value),
  contested: (value) => value === "1" || value === "0",
  thing: (value) => THINGS.has(value),
  link: (value) =>
    value.split(SEPARATOR).length === 2 && value.split(SEPARATOR).every((id) => THINGS.has(id)),
  only: (value) => value === "1",
  open: () => true,
};

function readAddress() {
  const found = { ...DEFAULTS };
  for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
    if (!Object.hasOwn(ALLOWED, name) || !ALLOWED[name](value)) continue;
    found[name] = typeof DEFAULTS[name] === "boolean" ? value === "1" : value;
  }
  return found;
}

/** The address of a state: what differs from the defaults, in a fixed order. */
function addressOf(wanted) {
  const address = new URLSearchParams();
  for (const [name, start] of Object.entries(DEFAULTS)) {
    if (wanted[name] !== start)
      address.set(name, typeof start === "boolean" ? Number(wanted[name]) : wanted[name]);
  }
  return `#${address}`;
}

export let state = readAddress();
const listeners = [];

/** Call `listener(state, before)` at every change. */
export function onChange(listener) {
  listeners.push(listener);
}

function notify(before) {
  for (const listener of listeners) listener(state, before);
}

/** Change what is chosen, and the address with it. */
export function go(changes) {
  const before = state;
  const address = addressOf({ ...state, ...changes });
  if (address === addressOf(before)) return;
  state = { ...state, ...changes };
  history.pushState(null, "", address);
  notify(before);
}

function follow() {
  const before = state;
  state = readAddress();
  if (addressOf(before) !== addressOf(state)) notify(before);
}
window.addEventListener("popstate", follow);
window.addEventListener("hashchange", follow);

/** Changes that choose a thing, and bring it into view in whatever column it stands. */
export function choosing(id) {
  const { columns } = THINGS.get(id);
  const changes = { thing: id, link: "" };
  if (columns.includes(state.from) || columns.includes(state.toward)) return changes;
  for (const column of columns) {
    if (Object.hasOwn(STARTS, column)) return { ...changes, from: column };
    if (Object.hasOwn(OUTCOMES, column)) return { ...changes, toward: column };
  }
  return changes;
}

/** A link in the page that changes what is chosen; it can be copied and opened anew. */
export function goLink(changes, ...content) {
  return make(
    "a",
    {
      href: location.href.split("#")[0] + addressOf({ ...state, ...changes }),
      onclick: (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        go(changes);
      },
    },
    ...content,
  );
}
