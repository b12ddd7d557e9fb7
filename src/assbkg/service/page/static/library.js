// The list of questions, by topic, with a search.

import { exampleAddress } from "./address.js";
import { byId, element } from "./dom.js";

/** Rules of quality are for those who make the graph: they stand last, folded. */
const LAST = "quality";

/** The question of a query, with values in the place of parameters. */
export function asked(query, values = new Map()) {
  return query.parameters.reduce((text, { name, default: usual }) =>
    text.replaceAll(`{${name}}`, values.get(name) ?? usual ?? name), query.question);
}

/** Draw the list; gives what marks the question that is shown. */
export function drawLibrary(queries) {
  const topics = Map.groupBy ? Map.groupBy(queries, (query) => query.topic) : grouped(queries);
  const order = [...topics.keys()].sort((one, other) =>
    (one === LAST) - (other === LAST) || one.localeCompare(other));
  const entries = [];
  for (const topic of order) {
    const list = element("ul");
    const fold = element("details", { open: topic !== LAST }, element("summary", {}, topic), list);
    for (const query of topics.get(topic)) {
      const link = element("a", { href: exampleAddress(query.name), title: query.summary },
        asked(query));
      const item = element("li", {}, link);
      const words = [query.name, topic, query.summary, asked(query)].join(" ").toLowerCase();
      entries.push({ name: query.name, item, link, fold, words });
      list.append(item);
    }
    byId("topics").append(fold);
  }
  const again = () => search(entries, byId("search").value);
  byId("search").addEventListener("input", again);
  again(); // something may have been typed while the list was on its way
  return (name) => mark(entries, name);
}

function grouped(queries) {
  const topics = new Map();
  for (const query of queries) {
    topics.set(query.topic, [...(topics.get(query.topic) ?? []), query]);
  }
  return topics;
}

function search(entries, text) {
  // Without their endings, `capacity` finds `capacities`.
  const stem = (word) => (word.length > 4 ? word.replace(/(ies|y|s)$/, "") : word);
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean).map(stem);
  const folds = new Map(entries.map(({ fold }) => [fold, 0]));
  let found = 0;
  for (const { item, fold, words } of entries) {
    item.hidden = !wanted.every((word) => words.includes(word));
    if (!item.hidden) folds.set(fold, folds.get(fold) + 1);
    found += !item.hidden;
  }
  for (const [fold, count] of folds) {
    fold.hidden = count === 0;
    fold.open = wanted.length ? count > 0 : fold.querySelector("summary").textContent !== LAST;
  }
  byId("found").textContent = wanted.length ? `${found} of ${entries.length}` : "";
}

/** Bring a link into sight where the list scrolls by itself; the page stays where it is. */
function scrollTo(link) {
  const list = byId("library");
  const [inner, outer] = [link.getBoundingClientRect(), list.getBoundingClientRect()];
  if (inner.top < outer.top || inner.bottom > Math.min(outer.bottom, innerHeight)) {
    list.scrollTop += inner.top - outer.top - outer.height / 3;
  }
}

function mark(entries, name) {
  for (const entry of entries) {
    if (entry.name === name) {
      entry.link.setAttribute("aria-current", "page");
      entry.fold.open = true;
      scrollTo(entry.link);
    } else {
      entry.link.removeAttribute("aria-current");
    }
  }
}
