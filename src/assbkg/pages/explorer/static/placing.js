// The places of nodes: in the order found beforehand, with heights for a window.

import { DATA } from "./data.js";
import { groupBy } from "./elements.js";

/** Distances in pixels, for letters of a size. */
export const spacesFor = (font) => ({
  node: font * 0.55,
  block: font * 0.95,
  heading: font * 1.5,
  padding: font * 0.55,
});

const LEVELLING = 12;
const SWEEPS = 6;

/** Columns of blocks, which are families with a name or single nodes, in a good order. */
export function blocksOf(drawn, selection, families) {
  const known = DATA.orders[`${selection.from}>${selection.toward}`];
  let ranks;
  if (known) {
    const rank = new Map(
      known.flatMap((column) => column.map((id, number) => [id, number / column.length])),
    );
    ranks = (id) => mean((drawn.families.get(id) ?? [id]).map((one) => rank.get(one) ?? 1));
  } else {
    ranks = barycentres(drawn);
  }
  return drawn.columns.map((column) => {
    const sorted = [...column].sort((a, b) => ranks(a) - ranks(b) || (a < b ? -1 : 1));
    const named = groupBy(sorted, (id) => families(id) || id);
    const blocks = [...named].map(([name, members]) => ({
      name: families(members[0]) ? name : "",
      members,
    }));
    return blocks.sort((a, b) => mean(a.members.map(ranks)) - mean(b.members.map(ranks)));
  });
}

/** Ranks by repeated means of the neighbours' ranks, to and fro. */
function barycentres(drawn) {
  const rank = new Map(
    drawn.columns.flatMap((column) => column.map((id, n) => [id, n / column.length])),
  );
  const neighbours = neighboursOf(drawn.links);
  const forth = [0, 1, 2];
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    for (const number of sweep % 2 ? [...forth].reverse() : forth) {
      const aims = new Map(
        drawn.columns[number].map((id) => [
          id,
          mean((neighbours.get(id) ?? [id]).map((one) => rank.get(one))),
        ]),
      );
      const sorted = [...drawn.columns[number]].sort(
        (a, b) => aims.get(a) - aims.get(b) || (a < b ? -1 : 1),
      );
      sorted.forEach((id, place) => rank.set(id, place / sorted.length));
    }
  }
  return (id) => rank.get(id);
}

function neighboursOf(links) {
  const found = new Map();
  const note = (id, other) => (found.has(id) ? found.get(id).push(other) : found.set(id, [other]));
  for (const { source, target } of links) {
    note(source, target);
    note(target, source);
  }
  return found;
}

function mean(values) {
  return values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : 0;
}

/**
 * The centre of each node, the ground of each family and the full height. The fullest column
 * is packed; the blocks of the others move, by least squares, to where their links are level.
 */
export function place(columns, links, heights, spaces) {
  const stacks = columns.map((blocks) => stackOf(blocks, heights, spaces));
  const height = Math.max(0, ...stacks.map(({ length }) => length));
  const centres = new Map();
  const settle = (stack, tops) => {
    stack.blocks.forEach(({ members }, number) => {
      for (const id of members) centres.set(id, tops[number] + stack.offsets.get(id));
    });
    stack.tops = tops;
  };
  for (const stack of stacks)
    settle(
      stack,
      stack.floors.map((floor) => floor + (height - stack.length) / 2),
    );
  const neighbours = neighboursOf(links);
  for (let round = 0; round < LEVELLING; round += 1) {
    for (const stack of stacks)
      settle(stack, levelled(stack, centres, neighbours, height - stack.length));
  }
  const grounds = stacks.flatMap((stack, column) =>
    stack.blocks
      .map(({ name }, number) => ({
        column,
        name,
        top: stack.tops[number],
        height: stack.extents[number],
      }))
      .filter(({ name }) => name),
  );
  return { centres, grounds, height };
}

function stackOf(blocks, heights, { node, block, heading, padding }) {
  const offsets = new Map();
  const floors = [];
  const extents = [];
  let length = 0;
  for (const { name, members } of blocks) {
    let bottom = name ? padding + heading : 0;
    for (const id of members) {
      offsets.set(id, bottom + heights.get(id) / 2);
      bottom += heights.get(id) + node;
    }
    const extent = bottom - node + (name ? padding : 0);
    floors.push(length);
    extents.push(extent);
    length += extent + block;
  }
  return { blocks, offsets, floors, extents, length: Math.max(0, length - block), tops: [] };
}

function levelled({ blocks, floors, offsets }, centres, neighbours, slack) {
  const pools = []; // mean shift, weight, number of blocks: pooling adjacent violators
  blocks.forEach(({ members }, number) => {
    const aims = members.flatMap((id) =>
      (neighbours.get(id) ?? []).map((one) => centres.get(one) - offsets.get(id)),
    );
    let [shift, weight, size] = [
      aims.length ? mean(aims) - floors[number] : slack / 2,
      Math.max(aims.length, 1),
      1,
    ];
    while (pools.length && pools.at(-1)[0] >= shift) {
      const [above, its, many] = pools.pop();
      shift = (above * its + shift * weight) / (its + weight);
      weight += its;
      size += many;
    }
    pools.push([shift, weight, size]);
  });
  const shifts = pools.flatMap(([shift, , size]) =>
    Array(size).fill(Math.min(Math.max(shift, 0), slack)),
  );
  return floors.map((floor, number) => floor + shifts[number]);
}
