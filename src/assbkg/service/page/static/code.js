// The shown question as code: in Python, R and for a shell, ready to be copied and run.

import { byId, element } from "./dom.js";
import { namedQuery } from "./service.js";
import { spellOut } from "./spelling.js";

/** Words that no argument of Python can be called. */
const KEYWORDS = new Set(("False None True and as assert async await break class continue def del "
  + "elif else except finally for from global if import in is lambda nonlocal not or pass raise "
  + "return try while with yield").split(" "));

// --- texts in each language -----------------------------------------------------------------

const plain = (text) => !/[\\\u0000-\u0009\u000b-\u001f\u007f\ud800-\udfff]/.test(text);

/** Text as Python has it: over several lines where that is safe. JSON's escapes are Python's. */
function inPython(text) {
  const fits = text.includes("\n") && plain(text) && !text.includes('"""') && !text.endsWith('"');
  return fits ? `"""\n${text.trim()}\n"""` : JSON.stringify(text);
}

/** Text as R has it: raw over several lines, where nothing in it ends it. */
function inR(text) {
  const fits = text.includes("\n") && plain(text) && !text.includes(")---");
  return fits ? `r"---(\n${text.trim()}\n)---"` : JSON.stringify(text);
}

/** Text as a shell has it: nothing in single quotes means anything but itself. */
const inShell = (text) => `'${text.replaceAll("'", "'\\''")}'`;

// --- samples --------------------------------------------------------------------------------

const LANGUAGES = {
  "Python: assbkg": assbkg,
  "Python: pandas": pandas,
  "Python: requests": requests,
  "Python: SPARQLWrapper": wrapper,
  R: r,
  "Shell: curl": curl,
};

const isNamed = (asked) => asked.query === undefined;
const pairs = (asked) => [...asked.values].filter(([, value]) => value !== "");

/** The address of the answer to a named query, in the format of an ending. */
const named = (asked, ending, more = []) => {
  const values = new URLSearchParams([...pairs(asked), ...more]);
  return `${location.origin}/queries/${encodeURIComponent(asked.example)}.${ending}`
    + (values.size ? `?${values}` : "");
};
const endpoint = () => `${location.origin}/sparql`;

function assbkg(asked, kind) {
  const lines = ["import assbkg", "", "graph = assbkg.open()"];
  if (isNamed(asked)) {
    const usual = pairs(asked).map(([name, value]) => KEYWORDS.has(name)
      ? `**{${JSON.stringify(name)}: ${inPython(value)}}` : `${name}=${inPython(value)}`);
    lines.push(`answer = graph.query(${[JSON.stringify(asked.example), ...usual].join(", ")})`);
  } else {
    lines.push(`answer = graph.sparql(${inPython(asked.query)})`);
  }
  return [...lines, ...(kind === "graph" ? ['print(answer.write("turtle"))']
    : ["for row in answer:", "    print(row)"])];
}

function pandas(asked, kind) {
  if (kind !== "rows") return undefined;
  if (isNamed(asked)) {
    return ["import pandas", "", `address = ${inPython(named(asked, "csv", [["labels", "1"]]))}`,
      "print(pandas.read_csv(address))"];
  }
  return ["from urllib.parse import urlencode", "", "import pandas", "",
    `query = ${inPython(asked.query)}`,
    'values = urlencode({"query": query, "format": "csv", "labels": 1})',
    `print(pandas.read_csv(f"${endpoint()}?{values}"))`];
}

function requests(asked, kind) {
  const address = isNamed(asked) ? inPython(named(asked, "json")) : inPython(endpoint());
  const query = isNamed(asked) ? [] : [`query = ${inPython(asked.query)}`];
  const form = kind === "graph" ? "ttl" : "json";
  const call = isNamed(asked) ? `requests.get(${address}, timeout=60)`
    : `requests.post(${address}, data={"query": query, "format": "${form}"}, timeout=60)`;
  return ["import requests", "", ...query, `answer = ${call}`, "answer.raise_for_status()",
    ...shown("answer.json()", "answer.text", kind)];
}

function wrapper(asked, kind, sparql) {
  const form = kind === "graph" ? "TURTLE" : "JSON";
  return [`from SPARQLWrapper import ${form}, POST, SPARQLWrapper`, "",
    `client = SPARQLWrapper(${inPython(endpoint())})`, "client.setMethod(POST)",
    `client.setReturnFormat(${form})`, `client.setQuery(${inPython(sparql)})`,
    "answer = client.query().convert()", ...shown("answer", "answer.decode()", kind)];
}

/** Lines of Python that print an answer in SPARQL Results JSON, or a graph. */
function shown(json, text, kind) {
  if (kind === "graph") return [`print(${text})`];
  if (kind === "boolean") return [`print(${json}["boolean"])`];
  return [`for row in ${json}["results"]["bindings"]:`,
    '    print({name: term["value"] for name, term in row.items()})'];
}

function r(asked, kind) {
  const form = kind === "graph" ? "ttl" : "csv";
  const lines = isNamed(asked)
    ? [`address <- ${inR(named(asked, form, [["labels", "1"]]))}`]
    : [`query <- ${inR(asked.query)}`,
      `address <- paste0("${endpoint()}?format=${form}${kind === "rows" ? "&labels=1" : ""}&query=",`,
      "                  URLencode(query, reserved = TRUE))"];
  const read = kind === "rows" ? 'read.csv(address, encoding = "UTF-8")' : "readLines(address)";
  return [...lines, `answer <- ${read}`, "print(answer)"];
}

function curl(asked, kind) {
  const form = kind === "graph" ? "ttl" : "csv";
  const parts = isNamed(asked)
    ? [inShell(named({ ...asked, values: [] }, form)), ...pairs(asked).map(
      ([name, value]) => `--data-urlencode ${inShell(`${name}=${value}`)}`)]
    : [inShell(endpoint()), `--data-urlencode 'format=${form}'`,
      `--data-urlencode ${inShell(`query=${asked.query}`)}`];
  return [`curl --fail --silent --show-error ${isNamed(asked) ? "--get " : ""}`
    + parts.join(" \\\n  ")];
}

/** The question in every language that can ask it, each with its code. */
export async function samples(asked, kind) {
  const sparql = isNamed(asked)
    ? await spellOut(await namedQuery(asked.example), asked.values) : asked.query;
  return Object.entries(LANGUAGES)
    .map(([language, write]) => [language, write(asked, kind, sparql)])
    .filter(([, lines]) => lines)
    .map(([language, lines]) => [language, `${lines.join("\n")}\n`]);
}

// --- on the page ----------------------------------------------------------------------------

let offered = []; // the samples of the shown question
let current = 0; // counts the questions, so that a late sample of an earlier one is dropped

/** Offer the code of the question that is shown; without a question, nothing. */
export function offerCode(asked, kind) {
  const mine = (current += 1);
  showCode(false);
  byId("code").hidden = !asked;
  byId("code").onclick = async () => {
    const found = await samples(asked, kind).catch((error) => [["There is no code", error.message]]);
    if (mine !== current) return;
    offered = found;
    const before = byId("language").value;
    byId("language").replaceChildren(
      ...offered.map(([value]) => element("option", { value }, value)));
    if (offered.some(([language]) => language === before)) byId("language").value = before;
    drawCode();
    showCode(byId("samples").hidden);
  };
}

/** Show the code in the language that is chosen. */
export function drawCode() {
  const found = offered.find(([language]) => language === byId("language").value);
  byId("sample").textContent = found?.[1] ?? "";
}

function showCode(open) {
  byId("samples").hidden = !open;
  byId("code").setAttribute("aria-expanded", open);
}
