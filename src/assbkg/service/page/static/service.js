// What the page asks of the service: the library, answers, and SPARQL.

export const JSON_RESULTS = "application/sparql-results+json";
const TURTLE = "text/turtle";

/** Something the service refused; the message is its own words. */
export class Refused extends Error {}

/** The named queries: name, topic, summary, question, columns, parameters. */
export async function library() {
  const said = await (await fetchWhole("/queries", { Accept: "application/json" })).json();
  return Array.isArray(said) ? said : said.queries;
}

/** One named query, with its `sparql`. */
export async function namedQuery(name) {
  const path = `/queries/${encodeURIComponent(name)}`;
  return (await fetchWhole(path, { Accept: "application/json" })).json();
}

/**
 * The answer to what an address of the page means, in the media type `accept`: a named query
 * with values for its parameters, or SPARQL.
 */
export async function answer(asked, accept, signal) {
  if (asked.query === undefined) {
    const values = new URLSearchParams([...asked.values]);
    const path = `/queries/${encodeURIComponent(asked.example)}/answer?${values}`;
    return fetchWhole(path, { Accept: accept }, { signal });
  }
  return fetchWhole("/sparql", { Accept: accept }, {
    method: "POST",
    body: new URLSearchParams({ query: asked.query }),
    signal,
  });
}

/** The answer as the page shows it: rows for most queries, Turtle for a graph. */
export function shownAnswer(asked, signal) {
  const named = asked.query === undefined;
  return answer(asked, named ? JSON_RESULTS : `${JSON_RESULTS}, ${TURTLE};q=0.9`, signal);
}

/** The rows of a SELECT query, each from variables to text. */
export async function rows(query, signal) {
  const said = await (await answer({ query }, JSON_RESULTS, signal)).json();
  return said.results.bindings.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, term]) => [name, term.value])));
}

async function fetchWhole(path, headers, more = {}) {
  let response;
  try {
    response = await fetch(path, { headers, ...more });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refused("The service can't be reached. Is it still running?");
  }
  if (!response.ok) throw new Refused(await reason(response));
  return response;
}

/** Why a request got no answer: problem details (RFC 9457) as lines of text, or the text. */
async function reason(response) {
  const text = (await response.text()).trim();
  const kind = response.headers.get("Content-Type") ?? "";
  if (!kind.includes("application/problem+json")) {
    return text || `The service answered ${response.status} ${response.statusText}.`;
  }
  const { title, detail, expected } = JSON.parse(text);
  return [`${title}: ${detail}`, ...(expected ? [`Expected: ${expected}`] : [])].join("\n");
}
