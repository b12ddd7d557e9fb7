// A question of the library as SPARQL that stands on its own.

import { asked } from "./library.js";
import { names } from "./question.js";
import { Refused } from "./service.js";
import { PREFIXES, isIri, withPrefixes } from "./terms.js";

const KG = PREFIXES.kg;

/**
 * Spell out a named query: its prefixes declared, the values of its parameters in place.
 * Throws `Refused` for a name that means nothing.
 */
export async function spellOut(query, values) {
  const text = query.sparql.split("\n").filter((line) => !line.startsWith("#+")).join("\n").trim();
  const at = firstPatterns(text);
  const [, indent = "\n  "] = text.slice(at).match(/^ *(\n *)/) ?? [];
  const lines = [];
  for (const parameter of query.parameters) {
    if (parameter.optional && !values.get(parameter.name)) continue;
    const value = await term(values.get(parameter.name) ?? "", parameter);
    lines.push(`${indent}VALUES ?${parameter.name} { ${value} }`);
  }
  const question = asked(query, values).replace(/\s+/g, " ");
  return withPrefixes(`# ${question}\n${text.slice(0, at)}${lines.join("")}${text.slice(at)}\n`);
}

/** Where the first group begins that holds patterns, and not only another SELECT. */
function firstPatterns(text) {
  const bare = text.replace(/#.*/g, (comment) => " ".repeat(comment.length));
  return bare.search(/\{(?!\s*SELECT\b)/i) + 1;
}

async function term(value, parameter) {
  const { type } = parameter;
  if (type === "integer" || type === "decimal") return number(value, type);
  if (type === "text") return JSON.stringify(value);
  return `<${await thing(value, parameter)}>`;
}

function number(value, type) {
  const pattern = type === "integer" ? /^[+-]?\d+$/ : /^[+-]?(\d+\.?\d*|\.\d+)$/;
  if (!pattern.test(value)) throw new Refused(`${value || "nothing"} is no ${type}`);
  return `"${value}"^^<${PREFIXES.xsd}${type}>`;
}

/** The IRI that a name means: the first by kind, then IRI, as in the library itself. */
async function thing(name, parameter) {
  const known = await names(parameter);
  const written = expand(name);
  if (parameter.type === "thing" && written) return written;
  const direct = [written, KG + name, PREFIXES.assb + name];
  const found = known.filter((row) =>
    direct.includes(row.thing) || fold(row.name) === fold(name)).map((row) => row.thing);
  if (!found.length) {
    throw new Refused(
      `no ${parameter.type} is called “${name}”; the field offers the names that there are`);
  }
  return found.sort((one, other) => rank(one).localeCompare(rank(other), "en"))[0];
}

function expand(name) {
  const bare = name.replace(/^<|>$/g, "");
  const [prefix, local] = bare.split(/:(.*)/s);
  if (local !== undefined && PREFIXES[prefix]) return PREFIXES[prefix] + local;
  return isIri(bare) ? bare : "";
}

const rank = (iri) =>
  `${+iri.replace(KG, "").includes(".")}${+!iri.startsWith(KG)}${iri}`;

const fold = (name) => name.normalize("NFKC").toLowerCase().replace(/[\s_–—-]+/g, " ").trim();
