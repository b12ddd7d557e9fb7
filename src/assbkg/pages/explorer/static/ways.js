// Ways from start to outcome: strands that meet in the mechanism of one system.

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
function litBy(selection, wanted) {
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
function cellsOf(selection, contested) {
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
  const best = cell.ways.filter((_, place) => grades[place] === cell.grade);
  cell.contested = best.every((way) =>
    way.some(({ contested, use }) => contested || use?.contested),
  );
}

function restingOn({ tie, claims, use }, contested) {
  const own = claims.length ? claims : [...leavesOf(stateOf(tie, contested).proof)];
  return use ? [...own, ...use.claims] : own;
}
