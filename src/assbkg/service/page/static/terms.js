// IRIs and what to call them.

import { byId } from "./dom.js";
import { rows } from "./service.js";

/** Prefixes of the graph, each with its namespace. */
export const PREFIXES = JSON.parse(byId("prefixes").textContent);

const OWN = "https://w3id.org/assbkg/";
/** Labels asked for at once, and for one answer: beyond that things go by short names. */
const AT_ONCE = 500;
const MOST = 10 * AT_ONCE;
const labels = new Map([[`${PREFIXES.rdf}type`, "is a"]]);

/** Whether text can stand between < and > in a query. */
export const isIri = (text) => /^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`\u0000-\u0020]*$/i.test(text);

/** Whether an IRI is a thing of this graph, and not an address of the web. */
export const isOurs = (iri) =>
  iri.startsWith(OWN) || Object.values(PREFIXES).some((namespace) => iri.startsWith(namespace));

/** An IRI as prefix and name, where a prefix fits. */
export function shorten(iri) {
  const fitting = Object.entries(PREFIXES)
    .filter(([, namespace]) => iri.startsWith(namespace))
    .sort(([, one], [, other]) => other.length - one.length);
  for (const [prefix, namespace] of fitting.slice(0, 1)) {
    const local = iri.slice(namespace.length);
    if (/^\w([\w.-]*[\w-])?$/.test(local)) return `${prefix}:${local}`;
  }
  return iri;
}

/** What to call a thing: its label where one was learnt, else its short name. */
export const nameOf = (iri) => labels.get(iri) || shorten(iri);

/** Learn the labels of things, so that `nameOf` knows them. */
export async function learnLabels(iris, signal) {
  const unknown = [...new Set(iris)].filter((iri) => !labels.has(iri) && isIri(iri))
    .slice(0, MOST);
  for (let start = 0; start < unknown.length; start += AT_ONCE) {
    const some = unknown.slice(start, start + AT_ONCE);
    const things = some.map((iri) => `<${iri}>`).join(" ");
    const found = await rows(
      `SELECT ?thing (MIN(STR(?name)) AS ?label) WHERE {
         VALUES ?thing { ${things} }
         ?thing <${PREFIXES.rdfs}label> ?name
       } GROUP BY ?thing`, signal);
    for (const iri of some) labels.set(iri, "");
    for (const row of found) if (row.thing) labels.set(row.thing, row.label);
  }
}

// What may hold a colon without being a prefixed name comes first, then prefixed names.
const NAMES = /<[^<>\s]*>|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|#.*|([A-Za-z][\w-]*):/g;

/** A query with a declaration for each prefix of ours that it uses and doesn't declare. */
export function withPrefixes(query) {
  const used = new Set([...query.matchAll(NAMES)].map((found) => found[1]).filter(Boolean));
  for (const [, declared] of query.matchAll(/\bPREFIX\s+([\w-]*):/gi)) used.delete(declared);
  const lines = Object.entries(PREFIXES)
    .filter(([prefix]) => used.has(prefix))
    .map(([prefix, namespace]) => `PREFIX ${prefix}: <${namespace}>\n`);
  return lines.length ? `${lines.join("")}\n${query}` : query;
}

/** A query for all that the graph says of a thing. */
export const describing = (iri) => withPrefixes(
  `# What does the graph say of ${nameOf(iri).replace(/\s+/g, " ")}?
SELECT DISTINCT ?subject ?property ?object
WHERE {
  { VALUES ?subject { <${iri}> } ?subject ?property ?object }
  UNION
  { VALUES ?object { <${iri}> } ?subject ?property ?object }
}
ORDER BY DESC(?subject = <${iri}>) ?property ?subject ?object`);
