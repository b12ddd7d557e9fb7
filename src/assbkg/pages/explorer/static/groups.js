// The groups of the graph: a large selection shows families, which open on demand.

import { THINGS, labelOf } from "./data.js";
import { groupBy } from "./elements.js";
import { SEPARATOR } from "./state.js";

/** With more nodes, families are grouped until they are opened. */
const MOST_NODES = 150;
const GROUP = "family ";
export const ALL_OPEN = "*";

/** The id of a group has no separator of the address in it, whatever its family is called. */
export const groupId = (column, family) => `${GROUP}${column}:${encodeURIComponent(family)}`;
export const isGroup = (id) => id.startsWith(GROUP);

/** The families of each column that have several members, as `groupId`s with their members. */
function familiesOf(selection) {
  const found = new Map();
  selection.columns.forEach((column, number) => {
    for (const id of column) {
      const family = THINGS.get(id)?.family;
      if (!family) continue;
      const group = groupId(number, family);
      if (!found.has(group)) found.set(group, []);
      found.get(group).push(id);
    }
  });
  for (const [group, members] of found) if (members.length < 2) found.delete(group);
  return found;
}

/** Nodes and links as the graph draws them, `open` as in the state. */
export function drawnOf(selection, open) {
  const total = selection.columns.reduce((sum, column) => sum + column.length, 0);
  const large = total > MOST_NODES;
  const families = familiesOf(selection);
  const opened = new Set(open.split(SEPARATOR).filter(Boolean));
  const place = new Map();
  if (large && !opened.has(ALL_OPEN)) {
    for (const [group, members] of families) {
      if (!opened.has(group)) for (const id of members) place.set(id, group);
    }
  }
  const at = (id) => place.get(id) ?? id;
  const links = gathered(selection.links, at);
  const linked = new Set(links.flatMap(({ source, target }) => [source, target]));
  const kept = selection.columns.map((column) => column.filter((id) => linked.has(at(id))));
  const columns = kept.map((column) => [...new Set(column.map(at))]);
  return {
    large,
    families,
    place,
    columns,
    members: kept.map(({ length }) => length),
    links,
    opened,
  };
}

/** Links between drawn nodes; direct ones skip a column, and are only in matrix and table. */
function gathered(links, at) {
  const hops = links.filter(({ side }) => side < 2);
  const together = groupBy(hops, ({ source, target }) => [at(source), at(target)].join(SEPARATOR));
  return [...together].map(([id, parts]) => {
    const [source, target] = [at(parts[0].source), at(parts[0].target)];
    return {
      id,
      source,
      target,
      side: parts[0].side,
      claims: new Set(parts.flatMap((part) => part.claims)).size,
      grade: Math.min(...parts.map((part) => part.grade)),
      contested: parts.every((part) => part.contested),
      inferred: parts.every((part) => part.inferred),
      members: parts.map((part) => part.id),
    };
  });
}

export function labelOfDrawn(id, families) {
  if (!isGroup(id)) return labelOf(id);
  const family = decodeURIComponent(id.slice(id.indexOf(":") + 1));
  return `${family} (${families.get(id)?.length ?? 0})`;
}

/** The state's `open` after a group was opened or closed. */
export function toggled(open, group) {
  const opened = new Set(open.split(SEPARATOR).filter(Boolean));
  if (!opened.delete(group)) opened.add(group);
  return [...opened].sort().join(SEPARATOR);
}
