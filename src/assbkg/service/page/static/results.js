// The answer on the page: state, errors, table or chart, downloads.

import { drawChart } from "./chart.js";
import { offerCode } from "./code.js";
import { defused } from "./defusing.js";
import { byId, element } from "./dom.js";
import { answer, shownAnswer } from "./service.js";
import { drawTable } from "./table.js";

const ROW_FORMATS = [
  ["CSV", "text/csv", "csv"],
  ["TSV", "text/tab-separated-values", "tsv"],
  ["JSON", "application/sparql-results+json", "json"],
  ["XML", "application/sparql-results+xml", "xml"],
];
const GRAPH_FORMATS = [
  ["Turtle", "text/turtle", "ttl"],
  ["N-Triples", "application/n-triples", "nt"],
  ["JSON-LD", "application/ld+json", "jsonld"],
  ["RDF/XML", "application/rdf+xml", "rdf"],
];
const DRAW = { table: drawTable, chart: drawChart };

let running; // what stops the question that is being answered
let shown; // the last answer with rows

/** Ask, and show the answer or why there is none. A question that is still open is stopped. */
export async function run(asked) {
  running?.abort();
  const mine = (running = new AbortController());
  const started = performance.now();
  clear();
  const seconds = () => (performance.now() - started) / 1000;
  const tick = () => { byId("clock").textContent = `${seconds().toFixed(0)} s`; };
  say("Running …");
  const clock = setInterval(tick, 1000);
  byId("stop").hidden = false;
  try {
    const response = await shownAnswer(asked, mine.signal);
    const kind = response.headers.get("Content-Type") ?? "";
    const text = await response.text();
    const took = `${seconds().toFixed(2)} s`;
    if (running !== mine) return;
    if (kind.includes("json")) await showRows(JSON.parse(text), took, mine.signal);
    else showGraph(text, took);
    offerDownloads(asked, kind.includes("json") ? ROW_FORMATS : GRAPH_FORMATS);
    offerCode(asked, !kind.includes("json") ? "graph" : shown ? "rows" : "boolean");
    byId("tools").hidden = false;
  } catch (error) {
    if (running === mine) fail(error);
  } finally {
    clearInterval(clock);
    if (running === mine) {
      byId("clock").textContent = "";
      byId("stop").hidden = true;
    }
  }
}

/** Stop the question that is being answered. */
export const stop = () => running?.abort();

/** Show nothing, as before the first question. */
export function clear() {
  shown = undefined;
  say("");
  byId("clock").textContent = "";
  byId("error").hidden = true;
  byId("tools").hidden = true;
  byId("samples").hidden = true;
  byId("view").replaceChildren();
}

/** Show what went wrong, in full. */
export function fail(error) {
  const stopped = error.name === "AbortError";
  say(stopped ? "Stopped." : "There is no answer.");
  byId("error").hidden = stopped;
  byId("error").textContent = stopped ? "" : error.message;
}

/** Draw the last answer as table or chart, as chosen. */
export async function drawShown(signal) {
  if (!shown) return;
  const chosen = document.querySelector("#views input:checked").value;
  await DRAW[chosen](byId("view"), shown, signal);
}

const say = (text) => { byId("status").textContent = text; };

async function showRows(said, took, signal) {
  byId("views").hidden = true;
  if (said.boolean !== undefined) {
    const verdict = said.boolean ? "Yes." : "No.";
    byId("view").replaceChildren(element("p", { className: "verdict" }, verdict));
    say(took);
    return;
  }
  shown = { columns: said.head.vars, rows: said.results.bindings };
  const count = shown.rows.length;
  say(`${count} row${count === 1 ? "" : "s"}, ${took}`);
  if (!count) {
    byId("view").replaceChildren(
      element("p", { className: "quiet" }, "Nothing in the graph fits."));
    return;
  }
  byId("views").hidden = false;
  await drawShown(signal);
}

function showGraph(text, took) {
  byId("views").hidden = true;
  say(`a graph, ${took}`);
  byId("view").replaceChildren(element("pre", { tabIndex: 0, className: "scroll" }, text));
}

function offerDownloads(asked, formats) {
  const name = asked.example ?? "answer";
  byId("downloads").replaceChildren(...formats.map(([label, kind, ending]) => {
    const button = element("button", { type: "button", title: `Download as ${label}` }, label);
    button.addEventListener("click", () => download(asked, kind, `${name}.${ending}`).catch(fail));
    return button;
  }));
}

async function download(asked, kind, name) {
  const text = defused(await (await answer(asked, kind)).text(), kind);
  const href = URL.createObjectURL(new Blob([text], { type: kind }));
  element("a", { href, download: name }).click();
  URL.revokeObjectURL(href);
}
