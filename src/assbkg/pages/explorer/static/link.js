// What the panel tells of a link, or of the ways from a start to an outcome.

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
