// The panel that tells of a chosen thing or link, down to claims, works and proofs.

function drawDetails(selection) {
  const panel = byId("details");
  const content = state.link ? linkDetails(selection) : state.thing ? thingDetails(selection) : null;
  panel.hidden = !content;
  document.body.classList.toggle("telling", Boolean(content));
  if (!content) return;
  const close = make("button", { type: "button", class: "close", "aria-label": "Close details", onclick: closeDetails }, "✕");
  fill(panel, close, content);
  panel.scrollTop = 0;
}

function closeDetails() {
  go({ thing: "", link: "", only: false });
  byId(`tab-${state.tab}`).focus();
}

function heading(...content) {
  return make("h2", { tabindex: "-1", dir: "auto" }, ...content);
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

// A thing

function thingDetails(selection) {
  const thing = THINGS.get(state.thing);
  const kinds = thing.columns.join(", ");
  const facts = [
    thing.formula ? ["Formula", thing.formula] : null,
    thing.alternatives.length ? ["Also called", thing.alternatives.join("; ")] : null,
    thing.columns.includes("system") && thing.family ? ["Serves as", thing.family] : null,
    thing.materials.length ? ["Holds", thing.materials.map(({ id, label }) => nameLink(id, label))] : null,
    ["Id", make("code", {}, thing.id)],
  ];
  const inside = thing.family && !thing.columns.includes("system") ? ` · ${thing.family}` : "";
  return [
    make("p", { class: `eyebrow ${thing.columns[0]}` }, `${kinds}${inside}`),
    heading(thing.label),
    thing.definition ? make("p", { class: "definition", dir: "auto" }, thing.definition) : null,
    hiddenNote(selection),
    onlyBox(),
    reached(selection, thing),
    neighbours(selection, "Acts from", "source", ({ target }) => target === thing.id),
    neighbours(selection, "Leads to", "target", ({ source }) => source === thing.id),
    gains(thing),
    make(
      "dl",
      {},
      facts.filter(Boolean).flatMap(([name, value]) => [make("dt", {}, name), make("dd", { dir: "auto" }, ...[value].flat())]),
    ),
  ].filter(Boolean);
}

function onlyBox() {
  const box = make("input", { type: "checkbox", id: "only" });
  box.checked = state.only;
  box.onchange = () => go({ only: box.checked });
  return make("label", { class: "check", for: "only" }, box, " Show only the ways through it");
}

/** A name that leads to its thing, where the page has more to tell of it. */
function nameLink(id, label = labelOf(id)) {
  const name = THINGS.has(id) ? goLink({ ...choosing(id), only: false }, label) : label;
  return make("span", { class: "name" }, name);
}

/** The other ends of the ways through a start or an outcome, the strongest first. */
function reached(selection, { id }) {
  const [starts, , outcomes] = selection.columns;
  if (!starts.includes(id) && !outcomes.includes(id)) return null;
  const [mine, other] = starts.includes(id) ? ["row", "column"] : ["column", "row"];
  const cells = [...cellsOf(selection, state.contested).values()].filter((cell) => cell[mine] === id);
  cells.sort((a, b) => a.grade - b.grade || b.claims.size - a.claims.size || (a.id < b.id ? -1 : 1));
  const helps = selection.toward === "bottleneck" ? "What helps against it" : "What helps it";
  const title = mine === "row" ? `Which ${OUTCOMES[selection.toward]} it serves` : helps;
  return section(title, cells, (items) =>
    make("ul", { class: "links" }, items.map((cell) => linkLine(cell, cell[other], cell.claims.size))),
  );
}

function neighbours(selection, title, end, here) {
  const links = selection.links.filter((link) => link.side < 2 && here(link));
  links.sort((a, b) => a.grade - b.grade || b.claims.length - a.claims.length || (a.id < b.id ? -1 : 1));
  const column = title === "Acts from" ? 0 : 1;
  const named = links.length ? `${title} ${HEADINGS[selection.kinds[links[0].side + column]]}` : title;
  const shown = end === "source" && links[0]?.side === 0 ? `Used by ${HEADINGS[selection.from]}` : named;
  const told = end === "source" && links[0]?.side === 1 ? "Through which mechanisms" : shown;
  return section(told, links, (items) =>
    make("ul", { class: "links" }, items.map((link) => linkLine(link, link[end], link.claims.length))),
  );
}

function linkLine(link, other, claims) {
  return make(
    "li",
    {},
    nameLink(other),
    " ",
    goLink({ link: link.id, thing: "", only: false }, claims ? count(claims, "claim") : "inferred"),
    " ",
    gradeChip(link.grade),
    link.contested ? make("span", { class: "tag contested" }, "contested") : null,
  );
}

/** What is reported of a system, and what may be expected of it by reasoning. */
function gains({ id }) {
  const of = (property) => tiesBy(property).filter((tie) => kindOf(tie.start) === id && stateOf(tie, state.contested));
  const parts = [
    section("Gains that are reported", of("reportedGain"), proofList),
    section("Gains to be expected, by reasoning", of("expectedGain"), proofList),
  ].filter(Boolean);
  return parts.length ? make("div", {}, parts) : null;
}

// A link

function linkDetails(selection) {
  const [source, target] = state.link.split(SEPARATOR);
  const link = selection.byId.get(state.link);
  const cell = cellsOf(selection, state.contested).get(state.link);
  const title = heading(nameLink(source), " → ", nameLink(target));
  if (link && link.side < 2) return hopDetails(link, title);
  if (cell) return cellDetails(selection, cell, title);
  return [title, make("p", { class: "note" }, "There is no such link in what is shown now. ", goLink(CLEARED, "Clear the filters"))];
}

function verdict({ grade, contested }, claims, systems) {
  return make(
    "p",
    { class: "verdict" },
    gradeChip(grade),
    contested ? make("span", { class: "tag contested" }, "contested") : null,
    ` ${claims ? count(claims, "claim") : "Inferred only: no claim says it"} · ${count(systems, "system")}`,
  );
}

function hopDetails(link, title) {
  const ties = [...new Set(link.strands.map(({ tie }) => tie))];
  return [
    make("p", { class: "eyebrow" }, "link"),
    title,
    verdict(link, link.claims.length, link.systems.size),
    section("What the paper says", link.claims, claimList),
    section("Why it holds, system by system", ties, proofList),
    section("Systems", [...link.systems], (systems) => make("p", { class: "names" }, systems.map((system) => nameLink(system)))),
  ].filter(Boolean);
}

function cellDetails(selection, cell, title) {
  const { row, column } = cell;
  const derived = { strategy: ["mayBenefit", "addresses"], system: ["expectedGain", "reportedGain"], material: [] };
  const ties = derived[selection.from]
    .flatMap(tiesBy)
    .filter((tie) => kindOf(tie.start) === row && tie.end === column && stateOf(tie, state.contested));
  const through = [...new Set(cell.ways.filter((way) => way.length === 2).map(([first]) => first.target))];
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
        ids.map((id) => make("li", {}, named(hop(row, id), row, id), " ", nameLink(id), " ", named(hop(id, column), id, column))),
      ),
    ),
    section("Said with no mechanism named", direct, (strands) => claimList(new Set(strands.flatMap(({ claims }) => claims)))),
    section("Why it holds, system by system", ties, proofList),
    section("Claims that it rests on", [...cell.claims], claimList),
  ].filter(Boolean);
}

function named(link, from, to) {
  link.setAttribute("aria-label", `${labelOf(from)} → ${labelOf(to)}`);
  return link;
}
