// The page: what its address says is shown and asked.

import { exampleAddress, queryAddress, readAddress } from "./address.js";
import { drawCode } from "./code.js";
import { byId, element } from "./dom.js";
import { START, fill, makeEditor } from "./editor.js";
import { drawLibrary } from "./library.js";
import { showQuestion, values } from "./question.js";
import { clear, drawShown, fail, run, stop } from "./results.js";
import { Refused, library, namedQuery, rows } from "./service.js";
import { spellOut } from "./spelling.js";
import { withPrefixes } from "./terms.js";

const editor = makeEditor(() => byId("sparql").requestSubmit());
let queries = new Map();
let mark = () => {};
const listed = list();
const wide = matchMedia("(min-width: 60rem)");

async function list() {
  try {
    const found = await library();
    queries = new Map(found.map((query) => [query.name, query]));
    mark = drawLibrary(found);
  } catch (error) {
    byId("found").textContent = `The questions can't be listed: ${error.message}`;
  }
}

/** Show what the address says; ask it, too. */
async function open() {
  const asked = readAddress();
  if (asked.example) await listed;
  const query = queries.get(asked.example);
  if (!wide.matches) byId("library").open = false; // it stands above, and would hide the question
  byId("question").hidden = !query;
  byId("sparql").hidden = Boolean(query);
  mark(asked.example);
  if (query) showQuestion(query, asked.values);
  else fill(editor, asked.query ?? START);
  if (query) await run({ example: query.name, values: values() });
  else if (asked.example) fail(new Refused(`no question is called “${asked.example}”`));
  else if (asked.query !== undefined) await run(asked);
  else clear();
}

/** Go to an address, from the # on. Where it is shown already, it is asked anew. */
function go(address) {
  if (location.hash === address) open();
  else location.hash = address;
}

async function openAsSparql() {
  try {
    const query = await namedQuery(readAddress().example);
    go(queryAddress(await spellOut({ ...queries.get(query.name), ...query }, values())));
  } catch (error) {
    fail(error);
  }
}

async function copyLink() {
  try {
    await navigator.clipboard.writeText(location.href);
    byId("copied").textContent = "copied";
  } catch { // the browser allows it on safe addresses only
    const field = element("input", { value: location.href, readOnly: true, "aria-label": "Link" });
    byId("copied").replaceChildren(field);
    field.select();
  }
  setTimeout(() => byId("copied").replaceChildren(), 10000);
}

/** Copy the code; where the browser refuses, select it. */
async function copyCode() {
  try {
    await navigator.clipboard.writeText(byId("sample").textContent);
    byId("code-copied").textContent = "copied";
  } catch {
    getSelection().selectAllChildren(byId("sample"));
    byId("code-copied").textContent = "selected: copy with Ctrl+C";
  }
  setTimeout(() => byId("code-copied").replaceChildren(), 10000);
}

/** Say in the title what graph this is, and how much it holds. */
async function introduce() {
  const [ontology] = await rows(withPrefixes(
    `SELECT ?title WHERE { ?ontology a owl:Ontology ; dcterms:title ?title }
     ORDER BY STRLEN(STR(?ontology)) LIMIT 1`));
  if (ontology) document.title = byId("title").textContent = ontology.title;
  const counts = await rows(withPrefixes(
    `SELECT ?label (COUNT(DISTINCT ?thing) AS ?count) WHERE {
       VALUES ?kind { assb:Claim assb:Measurement assb:MaterialSystem assb:Source }
       ?thing a ?kind . ?kind rdfs:label ?label
     } GROUP BY ?label ORDER BY DESC(?count)`));
  byId("counts").textContent = counts.filter(({ label }) => label)
    .map(({ label, count }) => `${count}\u00a0${label}${count === "1" ? "" : "s"}`).join(" · ");
}

function start() {
  byId("question").addEventListener("submit", (event) => {
    event.preventDefault();
    go(exampleAddress(readAddress().example, values()));
  });
  byId("sparql").addEventListener("submit", (event) => {
    event.preventDefault();
    go(queryAddress(withPrefixes(editor.getValue()))); // it runs elsewhere, too
  });
  byId("spell-out").addEventListener("click", openAsSparql);
  byId("stop").addEventListener("click", stop);
  byId("skip").addEventListener("click", (event) => {
    event.preventDefault(); // the address behind the # is for questions
    byId("work").focus();
  });
  byId("copy").addEventListener("click", copyLink);
  byId("copy-code").addEventListener("click", copyCode);
  byId("language").addEventListener("change", drawCode);
  byId("views").addEventListener("change", () => drawShown());
  window.addEventListener("hashchange", open);
  introduce().catch(() => {}); // the page works under its general title
  open();
}

start();
