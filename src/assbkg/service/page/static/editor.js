// The SPARQL editor: Yasqe, with completion from the graph alone, and nothing remembered.

import { byId } from "./dom.js";
import { rows } from "./service.js";
import { PREFIXES, withPrefixes } from "./terms.js";

/** What stands in the editor when nobody has asked for anything yet. */
export const START = withPrefixes(`# What do the sources say that is measured?
SELECT ?statement ?sentence
WHERE {
  ?claim a assb:Claim ;
         assb:hasModality assb:Measured ;
         assb:statement ?statement ;
         assb:evidencedBy ?sentence .
}
ORDER BY ?sentence
LIMIT 50
`);

const KINDS = {
  property: "owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty",
  class: "owl:Class",
};

/** Properties that every graph may use and none declares. */
const COMMON = ["label", "comment", "subClassOf"].map((name) => PREFIXES.rdfs + name);

/** Make the editor; `run` is called on Ctrl+Enter. */
export function makeEditor(run) {
  const { Yasqe } = window;
  Yasqe.defaults.autocompleters = []; // those that ask servers elsewhere, too
  Yasqe.forkAutocompleter("prefixes", {
    name: "own-prefixes",
    persistenceId: undefined,
    get: () => Object.entries(PREFIXES).map(([prefix, iri]) => `${prefix}: <${iri}>`),
  });
  for (const kind of Object.keys(KINDS)) {
    Yasqe.forkAutocompleter(kind, {
      name: `own-${kind}`, bulk: true, autoShow: true, get: () => terms(kind),
    });
  }
  Yasqe.defaults.autocompleters.push("variables");
  const editor = new Yasqe(byId("editor"), {
    value: START,
    editorHeight: "20rem",
    persistenceId: null,
    consumeShareLink: null,
    createShareableLink: null,
    showQueryButton: false,
    extraKeys: {
      "Ctrl-Enter": run,
      "Cmd-Enter": run,
      "Ctrl-S": false,
      Tab: false, // moves on, as everywhere on the page
      "Shift-Tab": false,
    },
  });
  const field = editor.getInputField();
  field.setAttribute("aria-labelledby", "sparql-heading");
  return editor;
}

/** Put a query into the editor, unless it stands there. */
export function fill(editor, query) {
  if (editor.getValue() !== query) editor.setValue(query);
  editor.refresh(); // it could not measure itself while it was hidden
}

async function terms(kind) {
  const query = withPrefixes(`SELECT DISTINCT ?term WHERE {
    VALUES ?kind { ${KINDS[kind]} }
    GRAPH graph:ontology { ?term a ?kind }
    FILTER(isIRI(?term))
  }`);
  const found = await rows(query).catch(() => []); // completion only: writing works without
  const own = found.map(({ term }) => term).filter(Boolean);
  return kind === "property" ? [...own, ...COMMON] : own;
}
