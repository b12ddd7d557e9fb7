// A question of the library: a form for its parameters, and what can be put into each.

import { byId, element } from "./dom.js";
import { asked } from "./library.js";
import { rows } from "./service.js";
import { withPrefixes } from "./terms.js";

const NUMBERS = { integer: "1", decimal: "any" };
/** Parameter types that are no class of the ontology, with the pattern that finds them. */
const PATTERNS = {
  class: "?thing a owl:Class",
  property: "?thing a owl:ObjectProperty",
  thing: "FILTER NOT EXISTS { GRAPH graph:evidence { ?thing a ?record } }", // too many of those
};
/** Names by the pattern that finds them, as promises: asked for once. */
const offered = new Map();

/** Show the form for a query, with the values given or else its defaults. */
export function showQuestion(query, given) {
  const fields = query.parameters.map((parameter) => field(parameter, given.get(parameter.name)));
  byId("fields").replaceChildren(...fields);
  byId("summary").textContent = query.summary;
  const retell = () => { byId("asked").textContent = asked(query, values()); };
  byId("fields").oninput = retell;
  retell();
}

/** What stands in the form, by parameter, but for optional ones that are blank. */
export const values = () =>
  new Map([...byId("fields").querySelectorAll("input")]
    .filter(({ required, value }) => required || value !== "")
    .map(({ name, value }) => [name, value]));

function field(parameter, given) {
  const { name, type, about, default: usual, optional } = parameter;
  const id = `parameter-${name}`;
  const input = element("input", {
    id, name, value: given ?? usual ?? "", required: !optional, autocomplete: "off",
    "aria-describedby": `${id}-about`,
  });
  const parts = [element("label", { htmlFor: id }, name.replaceAll("_", " ")), input,
    element("span", { id: `${id}-about`, className: "quiet" }, optional ? `${about} (optional)` : about)];
  if (type in NUMBERS) {
    input.type = "number";
    input.step = NUMBERS[type];
  } else if (type !== "text") {
    input.setAttribute("list", `${id}-names`);
    parts.push(element("datalist", { id: `${id}-names` }));
    offer(parameter, parts.at(-1));
  }
  return element("div", { className: "field" }, ...parts);
}

async function offer(parameter, list) {
  const things = await names(parameter).catch(() => []); // suggestions: the form works without
  const labels = things.filter(({ isLabel }) => isLabel === "true").map(({ name }) => name);
  list.append(...[...new Set(labels)].sort().map((value) => element("option", { value })));
}

/** All names of the things that a parameter may mean: `thing`, `name`, `isLabel`. */
export function names({ type, under }) {
  const kind = PATTERNS[type] ?? `?thing a assb:${type}`;
  const pattern = under ? `${kind} ; rdfs:subClassOf* assb:${under}` : kind;
  if (!offered.has(pattern)) {
    const query = withPrefixes(`SELECT DISTINCT ?thing ?name ?isLabel WHERE {
      VALUES ?property { rdfs:label skos:altLabel assb:chemicalFormula }
      ?thing ?property ?name .
      ${pattern}
      BIND(?property = rdfs:label AS ?isLabel)
    }`);
    offered.set(pattern, rows(query).catch((error) => {
      offered.delete(pattern);
      throw error;
    }));
  }
  return offered.get(pattern);
}
