// The look of the graph: sizes for a window, colours of the page, lines of labels.

import { HEADINGS } from "./data.js";
import { spacesFor } from "./placing.js";

const MOST_LINES = 3;
/** Whole pixels keep edges and letters sharp. */
export const even = (length) => 2 * Math.round(length / 2);
const pen = document.createElement("canvas").getContext("2d");

/** A colour or length from the style sheet of the page. */
export function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** Sizes in pixels for a width; narrow windows get narrow boxes, and no side scrolling. */
export function sizesFor(width) {
  const root = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const font = width < 560 ? root * 0.72 : root * 0.84;
  const spaces = spacesFor(font);
  const edge = Math.round(spaces.padding) + 3;
  const gap = Math.max(24, width * (width < 560 ? 0.06 : 0.13));
  const box = even(Math.min((width - 2 * gap - 2 * edge) / 3, root * 19));
  const stride = (width - 2 * edge - box) / 2;
  return {
    root,
    font,
    spaces,
    box,
    stride,
    edge,
    inset: width < 560 ? 4 : 8,
    leading: font * 1.25,
    family: token("font"),
  };
}

/** The lines of a label in a box; a word that is wider is broken, a long label cut. */
export function linesOf(label, room, font) {
  pen.font = font;
  const fits = (text) => pen.measureText(text).width <= room;
  const lines = [];
  let line = "";
  const words = label.split(/\s+/).filter(Boolean);
  while (words.length && lines.length <= MOST_LINES) {
    const longer = line ? `${line} ${words[0]}` : words[0];
    if (fits(longer)) {
      line = longer;
      words.shift();
    } else if (line) {
      lines.push(line);
      line = "";
    } else {
      const letters = [...words[0]];
      let most = letters.length - 1;
      while (most > 1 && !fits(letters.slice(0, most).join(""))) most -= 1;
      lines.push(letters.slice(0, most).join(""));
      words[0] = letters.slice(most).join("");
    }
  }
  if (line) lines.push(line);
  if (lines.length <= MOST_LINES) return lines.length ? lines : [" "];
  return [...lines.slice(0, MOST_LINES - 1), shortened(`${lines[MOST_LINES - 1]} …`, room, font)];
}

/** A label in one line, cut if it is too long. */
export function shortened(label, room, font) {
  pen.font = font;
  if (pen.measureText(label).width <= room) return label;
  const letters = [...label];
  while (letters.length && pen.measureText(`${letters.join("")}…`).width > room) letters.pop();
  return `${letters.join("").trimEnd()}…`;
}

/** The width of a link with a number of claims, of at most `most`. */
export function stroke(claims, most) {
  return claims ? 1.6 + 5.4 * Math.sqrt((claims - 1) / Math.max(most - 1, 1)) : 1.2;
}

/** The style sheet of cytoscape, with the colours that the page has now. */
export function graphStyle({ font, family, box, leading }) {
  const columns = Object.keys(HEADINGS).flatMap((column) => [
    {
      selector: `node.${column}`,
      style: { "background-color": token(`tint-${column}`), "border-color": token(column) },
    },
    { selector: `edge.${column}`, style: { "line-color": token(column) } },
  ]);
  return [
    {
      selector: "node",
      style: {
        shape: "round-rectangle",
        "corner-radius": 5,
        width: box,
        height: "data(height)",
        label: "data(lines)",
        color: token("ink"),
        "font-family": family,
        "font-size": font,
        "line-height": leading / font,
        "text-wrap": "wrap",
        "text-max-width": 10_000,
        "text-valign": "center",
        "text-halign": "center",
        "border-width": 1,
        "overlay-opacity": 0,
        "z-index-compare": "manual",
        "z-index": 10,
      },
    },
    ...columns,
    {
      selector: "node.group",
      style: { "border-width": 2, "border-style": "double", "font-weight": 600 },
    },
    {
      selector: "node.ground",
      style: {
        width: "data(width)",
        "background-color": token("ground"),
        "border-width": 0,
        color: token("muted"),
        "font-size": font * 0.92,
        "text-valign": "top",
        "text-margin-y": font * 1.55,
        "z-index": 0,
        events: "no",
      },
    },
    { selector: "node.closable", style: { events: "yes" } },
    {
      selector: "edge",
      style: {
        "curve-style": "unbundled-bezier",
        "edge-distances": "endpoints",
        "control-point-weights": "data(weights)",
        "control-point-distances": "data(distances)",
        "source-endpoint": "50% 0",
        "target-endpoint": "-50% 0",
        width: "data(width)",
        opacity: 0.62,
        "line-cap": "butt",
        "overlay-opacity": 0,
        "z-index-compare": "manual",
        "z-index": 5,
      },
    },
    {
      selector: "edge.inferred",
      style: {
        "line-style": "dashed",
        "line-dash-pattern": [6, 4],
        "line-color": token("inferred"),
        "z-index": 4,
      },
    },
    {
      selector: "edge.contested",
      style: { "line-style": "dotted", "line-color": token("contested"), opacity: 0.9 },
    },
    { selector: ".faded", style: { opacity: 0.3 } },
    { selector: "edge.faded", style: { opacity: 0.1 } },
    { selector: "edge.lit", style: { opacity: 0.95, "z-index": 6 } },
    { selector: "node.chosen", style: { "border-width": 3, "border-color": token("ink") } },
    {
      selector: "edge.chosen",
      style: {
        opacity: 1,
        "underlay-color": token("ink"),
        "underlay-opacity": 0.22,
        "underlay-padding": 3,
      },
    },
    {
      selector: ".current",
      style: { "outline-width": 3, "outline-offset": 2, "outline-color": token("focus") },
    },
  ];
}
