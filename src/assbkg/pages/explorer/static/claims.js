// Claims, works and proofs: what a paper states, at what grade, and what a curator thinks of it.

import { DATA, GRADES, REFERENCES, SOURCES, stateOf } from "./data.js";
import { make } from "./elements.js";
import { goLink, state } from "./state.js";

const BY_STRENGTH = (a, b) => DATA.claims[a].grade - DATA.claims[b].grade || a - b;

export function gradeChip(grade) {
  return make(
    "span",
    { class: `chip grade-${grade}`, title: "grade: how strongly it is stated" },
    `grade: ${GRADES[grade]}`,
  );
}

export function claimList(places) {
  return make("ul", { class: "claims" }, [...places].sort(BY_STRENGTH).map(claimItem));
}

function claimItem(place) {
  const claim = DATA.claims[place];
  const contested = claim.status === "contested";
  const where = [claim.modality, claim.place];
  if (SOURCES.size > 1) where.push(SOURCES.get(claim.source)?.label ?? claim.source);
  return make(
    "li",
    { class: contested ? "contested" : null },
    make("p", { class: "statement", dir: "auto" }, claim.statement),
    make(
      "p",
      { class: "where" },
      `${where.join(" · ")} `,
      gradeChip(claim.grade),
      contested ? make("span", { class: "tag contested" }, "contested") : null,
      claim.status === "anomalous" ? make("span", { class: "tag" }, "anomalous") : null,
      " ",
      make("code", { title: "id of the claim" }, claim.id),
    ),
    claim.cites.length ? works(claim.cites) : null,
    claim.assessments.map(assessment),
    claim.disagreements.map(disagreement),
  );
}

/** What a rule finds to disagree, from the side of a claim or from both sides. */
export function disagreement({ first = [], against, verdict, explained }) {
  const said = ({ statement, modality, place }) => `${statement} (${modality}, ${place})`;
  const sides = [first, against].filter((side) => side.length);
  return make(
    "p",
    { class: "disagrees", dir: "auto" },
    make("b", {}, first.length ? "Sources disagree: " : "Disagrees with: "),
    `${sides.map((side) => side.map(said).join("; ")).join(" — against — ")} `,
    make("span", { class: "tag" }, verdict),
    explained ? ` ${explained}` : "",
  );
}

/** A curator's view, kept apart from what the paper states. */
function assessment({ kind, reason }) {
  return make(
    "p",
    { class: "curator", dir: "auto" },
    make("b", {}, `A curator's view (${kind}): `),
    reason,
  );
}

function works(ids) {
  const numbers = ids.map((id) => `[${REFERENCES.get(id)?.number ?? id}]`).join(" ");
  return make(
    "details",
    { class: "works" },
    make("summary", {}, `${ids.length === 1 ? "Reference" : "References"} ${numbers}`),
    make(
      "ul",
      {},
      ids
        .map((id) => REFERENCES.get(id))
        .filter(Boolean)
        .map(workItem),
    ),
  );
}

function workItem(work) {
  const citation = [work.authors, work.title, work.journal, work.year].filter(Boolean).join(". ");
  return make(
    "li",
    { dir: "auto" },
    `[${work.number}] ${citation} `,
    goLink({ reference: work.id }, "show only what rests on it"),
    work.notes.map(assessment),
  );
}

/** A step of a proof that opens to its premises, or to the claims that state it. */
function stepItem(place) {
  const step = DATA.steps[place];
  const an = step.phrase === "is a" && /^[aeiou]/i.test(step.object) ? "n" : "";
  const item = make(
    "details",
    { class: "step" },
    make(
      "summary",
      { dir: "auto" },
      make("span", {}, `${step.subject} ${step.phrase}${an} ${step.object} `),
      gradeChip(step.grade),
      make("span", { class: "tag" }, step.axiom ? "follows" : "stated"),
    ),
  );
  const open = () => {
    if (item.open && item.children.length === 1) item.append(groundsOf(step));
  };
  item.addEventListener("toggle", open);
  return item;
}

function groundsOf({ axiom, premises = [], claims = [] }) {
  if (axiom) {
    return make(
      "div",
      { class: "grounds" },
      make("p", { class: "rule" }, "It follows by ", make("code", {}, axiom), " from:"),
      make(
        "ol",
        {},
        premises.map((premise) => make("li", {}, stepItem(premise))),
      ),
    );
  }
  if (claims.length) return make("div", { class: "grounds" }, claimList(claims));
  return make("p", { class: "grounds" }, "Given by the tables that describe the thing itself.");
}

/** The proofs of ties, with or without contested claims. */
export function proofList(ties) {
  const proofs = new Set(
    ties
      .map((tie) => stateOf(tie, state.contested))
      .filter(Boolean)
      .map(({ proof }) => proof),
  );
  return make(
    "ul",
    { class: "proofs" },
    [...proofs].map((proof) => make("li", {}, stepItem(proof))),
  );
}

/** A heading with its content; null if that is empty. */
export function section(title, items, content) {
  return items.length ? make("section", {}, make("h3", {}, title), content(items)) : null;
}
