// The search box: names, other names and formulas; `Ti3C2Tx` finds Ti₃C₂Tₓ.

import { DATA } from "./data.js";
import { focusDetails } from "./details.js";
import { announce, byId, count, fill, folded, make } from "./elements.js";
import { choosing, go } from "./state.js";

const MOST_FOUND = 12;

const NAMES = DATA.things.map((thing) => ({
  thing,
  names: [thing.label, thing.formula, ...thing.alternatives, thing.id.replace(/^\w+:/, "")]
    .filter(Boolean)
    .map((name) => ({
      name,
      folded: folded(name),
      words: name.toLowerCase().split(/\s+/).map(folded),
    })),
}));

/** The things whose names fit best: the whole name, its start, the start of a word, any part. */
function found(typed) {
  const wanted = folded(typed);
  if (!wanted) return [];
  const standing = ({ folded: name, words }) => {
    if (name === wanted) return 0;
    if (name.startsWith(wanted)) return 1;
    if (words.some((word) => word.startsWith(wanted))) return 2;
    return name.includes(wanted) ? 3 : 9;
  };
  return NAMES.map(({ thing, names }) => {
    const best = names.map((name) => [standing(name), name.name]).sort((a, b) => a[0] - b[0])[0];
    return { thing, rank: best[0], by: best[1] };
  })
    .filter(({ rank }) => rank < 9)
    .sort(
      (a, b) =>
        a.rank - b.rank ||
        a.thing.label.length - b.thing.label.length ||
        (a.thing.id < b.thing.id ? -1 : 1),
    )
    .slice(0, MOST_FOUND);
}

export function startSearch() {
  const input = byId("search");
  const list = byId("found");
  let active = -1;

  function show(open) {
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    if (!open) mark(-1);
  }

  function mark(number) {
    const options = [...list.children];
    active = options.length ? number : -1;
    options.forEach((option, place) =>
      option.setAttribute("aria-selected", String(place === active)),
    );
    if (options[active]) {
      input.setAttribute("aria-activedescendant", options[active].id);
      options[active].scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }

  function pick(id) {
    input.value = "";
    show(false);
    go({ ...choosing(id), only: false });
    focusDetails();
  }

  function update() {
    const results = found(input.value);
    fill(
      list,
      results.map(({ thing, by }, place) =>
        make(
          "li",
          {
            role: "option",
            id: `option-${place}`,
            "aria-selected": "false",
            "data-id": thing.id,
            onmousedown: (event) => event.preventDefault(),
            onclick: () => pick(thing.id),
          },
          make("span", { dir: "auto" }, thing.label),
          make("small", {}, ` ${thing.columns.join(", ")}${by === thing.label ? "" : ` · ${by}`}`),
        ),
      ),
    );
    show(results.length > 0);
    const typed = input.value.trim();
    byId("found-none").hidden = !typed || results.length > 0;
    announce(typed ? `${count(results.length, "name")} found` : "");
    mark(results.length ? 0 : -1);
  }

  input.addEventListener("input", update);
  input.addEventListener("blur", () => show(false));
  input.addEventListener("focus", () => input.value && update());
  input.addEventListener("keydown", (event) => {
    const many = list.children.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden || !many) return;
      event.preventDefault();
      mark((active + (event.key === "ArrowDown" ? 1 : many - 1)) % many);
    } else if (event.key === "Enter" && list.children[active] && !list.hidden) {
      event.preventDefault();
      pick(list.children[active].dataset.id);
    } else if (event.key === "Escape") {
      show(false);
    }
  });
}
