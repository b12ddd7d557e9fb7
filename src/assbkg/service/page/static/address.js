// What the page shows stands in its address, behind the #: a link shares it.

/**
 * Read the address: `{query}` for SPARQL, `{example, values}` for a named query, else `{}`.
 */
export function readAddress() {
  const [first, ...others] = new URLSearchParams(location.hash.slice(1));
  if (first?.[0] === "query") return { query: first[1] };
  if (first?.[0] === "example") return { example: first[1], values: new Map(others) };
  return {};
}

/** The address, from the # on, of SPARQL. */
export const queryAddress = (query) => `#${new URLSearchParams({ query })}`;

/** The address, from the # on, of a named query with values for its parameters. */
export const exampleAddress = (example, values = []) =>
  `#${new URLSearchParams([["example", example], ...values])}`;
