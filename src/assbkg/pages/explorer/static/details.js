// The panel of a chosen thing or link: its names, links and gains, the claims, works and proofs.

import { claimList, disagreement, gradeChip, proofList, section } from "./claims.js";
import { HEADINGS, THINGS, kindOf, labelOf, stateOf, tiesBy } from "./data.js";
import { byId, count, fill, heading, make } from "./elements.js";
import { CLEARED } from "./filters.js";
import { cellsOf } from "./projection.js";
import { SEPARATOR, choosing, go, goLink, state } from "./state.js";

export function drawDetails(selection) {
  const panel = byId("details");
  const content = state.link
    ? linkDetails(selection)
    : state.thing
      ? thingDetails(selection)
      : null;
  panel.hidden = !content;
  document.body.classList.toggle("telling", Boolean(content));
  if (!content) return;
  const close = make(
    "button",
    { type: "button", class: "close", "aria-label": "Close details", onclick: closeDetails },
    "✕",
  );
  fill(panel, close, content);
  panel.scrollTop = 0;
}

export function closeDetails() {
  go({ thing: "", link: "", only: false });
  byId(`tab-${state.tab}`).focus();
}

/** Move the focus to the panel, for those who don't see it appear. */
export function focusDetails() {
  byId("details").querySelector("h2")?.focus({ preventScroll: true });
}

function thingDetails(selection) {
  const thing = THINGS.get(state.thing);
  const kinds = thing.columns.join(", ");
  const facts = [
    thing.formula ? ["Formula", thing.formula] : null,
    thing.alternatives.length ? ["Also called", thing.alternatives.join("; ")] : null,
    thing.columns.includes("system") && thing.family ? ["Serves as", thing.family] : null,
    thing.materials.length
      ? ["Holds", thing.materials.map(({ id, label }) => nameLink(id, label))]
      : null,
    ["Id", make("code", {}, thing.id)],
  ];
  const inside = thing.family && !thing.columns.includes("system") ? ` · ${thing.family}` : "";
  return [
    make("p", { class: `eyebrow ${thing.columns[0]}` }, `${kinds}${inside}`),
    heading(thing.label),
    thing.definition ? make("p", { class: "definition", dir: "auto" }, thing.definition) : null,
    hiddenNote(selection),
    onlyBox(),
    reached(selection, thing.id),
    ...neighbours(selection, thing.id),
    gains(thing),
    section("Where sources disagree", thing.disagreements, (found) =>
      make("div", {}, found.map(disagreement)),
    ),
    make(
      "dl",
      {},
      facts
        .filter(Boolean)
        .flatMap(([name, value]) => [
          make("dt", {}, name),
          make("dd", { dir: "auto" }, ...[value].flat()),
        ]),
    ),
  ].filter(Boolean);
}

function hiddenNote(selection) {
  if (selection.columns.some((column) => column.includes(state.thing))) return null;
  return make(
    "p",
    { class: "note" },
    "It is not in what is shown now. ",
    goLink(CLEARED, "Clear the filters"),
    " or look from or toward something else.",
  );
}

function onlyBox() {
  const box = make("input", { type: "checkbox", id: "only" });
  box.checked = state.only;
  box.onchange = () => go({ only: box.checked });
  return make("label", { class: "check", for: "only" }, box, " Show only the ways through it");
}

/** A name, as a link if the page has more on its thing. */
function nameLink(id, label = labelOf(id)) {
  const name = THINGS.has(id) ? goLink({ ...choosing(id), only: false }, label) : label;
  return make("span", { class: "name" }, name);
}

const strongestFirst = (a, b) => a.grade - b.grade || b.claims - a.claims || (a.id < b.id ? -1 : 1);

/** The other ends of the ways through a start or an outcome, the strongest first. */
function reached(selection, id) {
  const [starts, , outcomes] = selection.columns;
  if (!starts.includes(id) && !outcomes.includes(id)) return null;
  const against = selection.toward === "bottleneck";
  const [mine, other, title] = starts.includes(id)
    ? ["row", "column", against ? "Which bottlenecks it helps against" : "Which benefits it serves"]
    : ["column", "row", against ? "What helps against it" : "What helps it"];
  const cells = [...cellsOf(selection, state.contested).values()];
  const lines = cells
    .filter((cell) => cell[mine] === id)
    .map((cell) => ({ ...cell, other: cell[other], claims: cell.claims.size }));
  return section(title, lines, linkLines);
}

/** The links of a thing to the neighbouring columns. */
function neighbours(selection, id) {
  const { from, toward, links } = selection;
  const outcome = toward === "bottleneck" ? "Mitigates bottlenecks" : "Promotes benefits";
  const sides = [
    [from === "material" ? "Contributes to mechanisms" : "Acts through mechanisms", 0, "target"],
    [from === "material" ? "Contributed by materials" : `Used by ${HEADINGS[from]}`, 0, "source"],
    [outcome, 1, "target"],
    ["Through which mechanisms", 1, "source"],
  ];
  return sides.map(([title, side, other]) => {
    const mine = other === "target" ? "source" : "target";
    const lines = links
      .filter((link) => link.side === side && link[mine] === id)
      .map((link) => ({ ...link, other: link[other], claims: link.claims.length }));
    return section(title, lines, linkLines);
  });
}

function linkLines(lines) {
  return make("ul", { class: "links" }, lines.sort(strongestFirst).map(linkLine));
}

function linkLine({ id, other, claims, grade, contested }) {
  return make(
    "li",
    {},
    nameLink(other),
    " ",
    goLink({ link: id, thing: "", only: false }, claims ? count(claims, "claim") : "inferred"),
    " ",
    gradeChip(grade),
    contested ? make("span", { class: "tag contested" }, "contested") : null,
  );
}

/** The reported gains of a system, and those expected by reasoning. */
function gains({ id }) {
  const of = (property) =>
    tiesBy(property).filter((tie) => kindOf(tie.start) === id && stateOf(tie, state.contested));
  const parts = [
    section("Gains that are reported", of("reportedGain"), proofList),
    section("Gains to be expected, by reasoning", of("expectedGain"), proofList),
  ].filter(Boolean);
  return parts.length ? make("div", {}, parts) : null;
}

function linkDetails(selection) {
  const [source, target] = state.link.split(SEPARATOR);
  const link = selection.byId.get(state.link);
  const cell = cellsOf(selection, state.contested).get(state.link);
  const title = heading(nameLink(source), " → ", nameLink(target));
  if (link && link.side < 2) return hopDetails(link, title);
  if (cell) return cellDetails(selection, cell, title);
  return [
    title,
    make(
      "p",
      { class: "note" },
      "There is no such link in what is shown now. ",
      goLink(CLEARED, "Clear the filters"),
    ),
  ];
}

function verdict({ grade, contested }, claims, systems) {
  return make(
    "p",
    { class: "verdict" },
    gradeChip(grade),
    contested ? make("span", { class: "tag contested" }, "contested") : null,
    ` ${claims ? count(claims, "claim") : "Inferred only: no claim states it"} · ${count(systems, "system")}`,
  );
}

function hopDetails(link, title) {
  const ties = [...new Set(link.strands.map(({ tie }) => tie))];
  return [
    make("p", { class: "eyebrow" }, "link"),
    title,
    verdict(link, link.claims.length, link.systems.size),
    section("What the paper states", link.claims, claimList),
    section("Why it holds, system by system", ties, proofList),
    section("Systems", [...link.systems], (systems) =>
      make(
        "p",
        { class: "names" },
        systems.map((system) => nameLink(system)),
      ),
    ),
  ].filter(Boolean);
}

function cellDetails(selection, cell, title) {
  const { row, column } = cell;
  const derived = {
    strategy: ["mayBenefit", "addresses"],
    system: ["expectedGain", "reportedGain"],
    material: [],
  };
  const ties = derived[selection.from]
    .flatMap(tiesBy)
    .filter(
      (tie) => kindOf(tie.start) === row && tie.end === column && stateOf(tie, state.contested),
    );
  const through = [
    ...new Set(cell.ways.filter((way) => way.length === 2).map(([first]) => first.target)),
  ];
  const direct = cell.ways.filter((way) => way.length === 1).flat();
  const hop = (from, to) => goLink({ link: [from, to].join(SEPARATOR) }, "→");
  return [
    make("p", { class: "eyebrow" }, "ways from start to outcome"),
    title,
    verdict(cell, cell.claims.size, cell.systems.size),
    section("Through which mechanisms", through, (ids) =>
      make(
        "ul",
        { class: "links" },
        ids.map((id) =>
          make(
            "li",
            {},
            named(hop(row, id), row, id),
            " ",
            nameLink(id),
            " ",
            named(hop(id, column), id, column),
          ),
        ),
      ),
    ),
    section("Said with no mechanism named", direct, (strands) =>
      claimList(new Set(strands.flatMap(({ claims }) => claims))),
    ),
    section("Why it holds, system by system", ties, proofList),
    section("Claims that it rests on", [...cell.claims], claimList),
  ].filter(Boolean);
}

function named(link, from, to) {
  link.setAttribute("aria-label", `${labelOf(from)} → ${labelOf(to)}`);
  return link;
}
