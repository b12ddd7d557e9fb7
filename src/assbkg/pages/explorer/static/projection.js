// One selection for graph, matrix and table: individual facts, filtered and grouped by kinds.

import {
  DATA,
  GRADES,
  THINGS,
  isContested,
  kindOf,
  leavesOf,
  stateOf,
  tiesBy,
  usersOf,
} from "./data.js";
import { groupBy } from "./elements.js";
import { DEFAULTS, FILTERS, SEPARATOR } from "./state.js";

/** Which claims count: those of a modality, a reference, a paper; contested ones on demand. */
function claimFilter({ contested, modality, reference, source }) {
  return (place) => {
    const claim = DATA.claims[place];
    return (
      (contested || claim.status !== "contested") &&
      (!modality || claim.modality === modality) &&
      (!reference || claim.cites.includes(reference)) &&
      (!source || claim.source === source)
    );
  };
}

/**
 * Strands: ties between individuals as parts of the links between the nodes they belong to.
 * Each has `side`: 0 from the start to a mechanism, 1 from there to the outcome, 2 for a
 * strategy that is stated to address a bottleneck with no mechanism. From a system it starts
 * with the `use` of a strategy, and is no stronger than that.
 */
function strandsOf(chosen) {
  const counts = claimFilter(chosen);
  const byClaims = chosen.modality || chosen.reference || chosen.source;
  const weakest = chosen.grade ? GRADES.indexOf(chosen.grade) : GRADES.length - 1;
  const strands = [];

  /** The ties of a property that pass the filters, with the claims that do. */
  function passing(property, stated = byClaims) {
    const found = [];
    for (const tie of tiesBy(property)) {
      const held = stateOf(tie, chosen.contested);
      if (!held || held.grade > weakest) continue;
      const claims = tie.claims.filter(counts);
      if (stated && !claims.length) continue;
      found.push({
        tie,
        claims,
        grade: held.grade,
        contested: chosen.contested && isContested(tie),
      });
    }
    return found;
  }

  function add(side, source, target, part, passed, systems, use) {
    const served = [...systems].filter(
      (system) => !chosen.component || THINGS.get(system)?.serves.includes(chosen.component),
    );
    if (chosen.component && !served.length) return;
    if (side < 2 && chosen.family && THINGS.get(kindOf(part))?.family !== chosen.family) return;
    const grade = Math.max(passed.grade, use?.grade ?? 0);
    strands.push({ side, source, target, part, systems: served, use, ...passed, grade });
  }

  const employing = groupBy(passing("employs", false), ({ tie }) => tie.end);

  /** Where what a strategy does starts: at its kind, or at each system that employs it. */
  function startsOf(strategy) {
    if (chosen.from === "strategy")
      return [{ source: kindOf(strategy), systems: usersOf(strategy) }];
    const uses = employing.get(strategy) ?? [];
    return uses.map((use) => ({ source: use.tie.start, systems: [use.tie.start], use }));
  }

  if (chosen.from === "material") {
    for (const one of passing("contributedBy")) {
      const { start, end } = one.tie;
      add(0, end, kindOf(start), start, one, usersOf(start));
    }
  } else {
    for (const one of passing("operatesThrough")) {
      const { start, end } = one.tie;
      for (const { source, systems, use } of startsOf(start))
        add(0, source, kindOf(end), end, one, systems, use);
    }
  }
  for (const one of passing(chosen.toward === "benefit" ? "promotes" : "mitigates")) {
    const { start, end } = one.tie;
    add(1, kindOf(start), end, start, one, usersOf(start));
  }
  if (chosen.toward === "bottleneck" && chosen.from !== "material" && !chosen.family) {
    for (const one of passing("addresses").filter(({ claims }) => claims.length)) {
      const { start, end } = one.tie;
      for (const { source, systems, use } of startsOf(start))
        add(2, source, end, start, one, systems, use);
    }
  }
  return strands;
}

/** Strands between the same nodes as links, in the order of their ids. */
function linksOf(strands) {
  const together = groupBy(strands, ({ side, source, target }) =>
    [source, target, side].join(SEPARATOR),
  );
  return [...together.keys()].sort().map((key) => {
    const parts = together.get(key);
    const claims = [...new Set(parts.flatMap((part) => part.claims))].sort((a, b) => a - b);
    const { side, source, target } = parts[0];
    return {
      id: [source, target].join(SEPARATOR),
      side,
      source,
      target,
      claims,
      strands: parts,
      systems: new Set(parts.flatMap((part) => part.systems)),
      grade: Math.min(...parts.map((part) => part.grade)),
      contested: parts.every((part) => part.contested),
      inferred: !claims.length,
    };
  });
}

/** What is shown: the links, and the ids of the nodes in each column. */
export function select(chosen) {
  let strands = strandsOf(chosen);
  if (chosen.only && chosen.thing) strands = throughOf(strands, chosen.thing);
  const columns = [new Set(), new Set(), new Set()];
  for (const { side, source, target } of strands) {
    columns[side === 2 ? 0 : side].add(source);
    columns[side === 2 ? 2 : side + 1].add(target);
  }
  const links = linksOf(strands);
  return {
    from: chosen.from,
    toward: chosen.toward,
    kinds: [chosen.from, "mechanism", chosen.toward],
    strands,
    links,
    columns: columns.map((column) => [...column].sort()),
    byId: new Map(links.map((link) => [link.id, link])),
  };
}

/** The filters that are set, and how many links there would be without each. */
export function loosening(chosen) {
  return Object.keys(FILTERS)
    .filter((name) => chosen[name] !== DEFAULTS[name])
    .map((name) => ({ name, links: select({ ...chosen, [name]: DEFAULTS[name] }).links.length }));
}

/** All strands on the ways through a thing or, as `source|target`, through a link. */
function throughOf(strands, wanted) {
  const [first, second] = wanted.split(SEPARATOR);
  const touches = (strand) =>
    second
      ? strand.source === first && strand.target === second
      : strand.source === first || strand.target === first;
  const touching = strands.filter(touches);
  if (second && !touching.length) return betweenOf(strands, first, second);
  const lit = new Set(touching);
  const before = new Set(touching.filter(({ side }) => side === 0).map(meeting));
  const after = new Set(touching.filter(({ side }) => side === 1).map(meeting));
  for (const strand of strands) {
    if (strand.side === 1 && before.has(meeting(strand))) lit.add(strand);
    if (strand.side === 0 && after.has(meeting(strand))) lit.add(strand);
  }
  return strands.filter((strand) => lit.has(strand));
}

/** All strands on the ways from a start to an outcome. */
function betweenOf(strands, start, outcome) {
  const starting = strands.filter(({ side, source }) => side === 0 && source === start);
  const ending = strands.filter(({ side, target }) => side === 1 && target === outcome);
  const [before, after] = [new Set(starting.map(meeting)), new Set(ending.map(meeting))];
  return [
    ...starting.filter((strand) => after.has(meeting(strand))),
    ...ending.filter((strand) => before.has(meeting(strand))),
  ];
}

/** Where a strand meets others: in its part, which is one mechanism of one system. */
function meeting({ part }) {
  return part;
}

/** The ids of the nodes and links on the ways through a thing or a link. */
export function litBy(selection, wanted) {
  const lit = new Set();
  for (const { source, target, side } of throughOf(selection.strands, wanted)) {
    if (side === 2) continue;
    lit.add(source).add(target).add([source, target].join(SEPARATOR));
  }
  return lit;
}

/**
 * The cells of the matrix, by `row|column`: the ways from one to the other, in which each
 * strand counts with its claims or, where it only follows, with those its proof rests on.
 */
export function cellsOf(selection, contested) {
  const after = groupBy(
    selection.strands.filter(({ side }) => side === 1),
    meeting,
  );
  const cells = new Map();
  function note(row, column, way) {
    const id = [row, column].join(SEPARATOR);
    if (!cells.has(id)) cells.set(id, { id, row, column, ways: [] });
    cells.get(id).ways.push(way);
  }
  for (const strand of selection.strands) {
    if (strand.side === 2) note(strand.source, strand.target, [strand]);
    if (strand.side !== 0) continue;
    for (const next of after.get(meeting(strand)) ?? []) {
      note(strand.source, next.target, [strand, next]);
    }
  }
  for (const cell of cells.values()) weigh(cell, contested);
  return cells;
}

function weigh(cell, contested) {
  const grades = cell.ways.map((way) => Math.max(...way.map(({ grade }) => grade)));
  const strands = [...new Set(cell.ways.flat())];
  cell.grade = Math.min(...grades);
  cell.claims = new Set(strands.flatMap((strand) => restingOn(strand, contested)));
  cell.systems = new Set(strands.flatMap(({ systems }) => systems));
  cell.derived = cell.ways.every(
    ([first, ...rest]) => rest.length || first.use || !first.claims.length,
  );
  const best = cell.ways.filter((_, place) => grades[place] === cell.grade);
  cell.contested = best.every((way) =>
    way.some(({ contested, use }) => contested || use?.contested),
  );
}

function restingOn({ tie, claims, use }, contested) {
  const own = claims.length ? claims : [...leavesOf(stateOf(tie, contested).proof)];
  return use ? [...own, ...use.claims] : own;
}
