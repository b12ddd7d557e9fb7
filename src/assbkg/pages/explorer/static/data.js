// The data of the page, and lookups by id.

import { byId } from "./elements.js";

export const DATA = JSON.parse(byId("data").textContent);
export const GRADES = DATA.grades;
export const MODALITIES = ["measured", "stated", "hedged", "expected"];
export const STARTS = { strategy: "strategies", system: "systems", material: "materials" };
export const OUTCOMES = { benefit: "benefits", bottleneck: "bottlenecks" };
export const HEADINGS = { ...STARTS, mechanism: "mechanisms", ...OUTCOMES };

export const THINGS = new Map(DATA.things.map((thing) => [thing.id, thing]));
const PARTS = new Map(DATA.parts.map((part) => [part.id, part]));
export const REFERENCES = new Map(DATA.references.map((work) => [work.id, work]));
export const SOURCES = new Map(DATA.sources.map((source) => [source.id, source]));
export const COMPONENTS = new Map(DATA.components.map((component) => [component.id, component]));

export const kindOf = (part) => PARTS.get(part)?.kind ?? part;
export const labelOf = (id) => THINGS.get(id)?.label ?? PARTS.get(id)?.label ?? id;

const TIES = new Map();
for (const tie of DATA.ties) {
  if (!TIES.has(tie.property)) TIES.set(tie.property, []);
  TIES.get(tie.property).push(tie);
}
export const tiesBy = (property) => TIES.get(property) ?? [];

/** The systems that employ each strategy, and those in which each mechanism acts. */
const USERS = new Map();
function addUsers(part, systems) {
  if (!USERS.has(part)) USERS.set(part, new Set());
  for (const system of systems) USERS.get(part).add(system);
}
for (const tie of tiesBy("employs")) addUsers(tie.end, [tie.start]);
for (const tie of tiesBy("operatesThrough")) addUsers(tie.end, USERS.get(tie.start) ?? []);
export const usersOf = (part) => USERS.get(part) ?? new Set();

export const FAMILIES = [
  ...new Set(
    DATA.things
      .filter((one) => one.columns.includes("mechanism") && one.family)
      .map((one) => one.family),
  ),
].sort();

/** The state of a tie with or without contested claims; undefined if it doesn't hold. */
export const stateOf = (tie, contested) => (contested ? tie.with : tie.without);

/** Whether a tie, or its grade, rests on contested claims only. */
export const isContested = (tie) => !tie.without || tie.with.grade < tie.without.grade;

/** The claims at the leaves of a proof, as their places in the list of claims. */
export function leavesOf(step, found = new Set(), seen = new Set()) {
  if (seen.has(step)) return found;
  seen.add(step);
  const { claims = [], premises = [] } = DATA.steps[step];
  for (const claim of claims) found.add(claim);
  for (const premise of premises) leavesOf(premise, found, seen);
  return found;
}
