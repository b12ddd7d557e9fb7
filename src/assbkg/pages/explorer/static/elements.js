// Elements of the page. Text goes in as text only: nothing of the graph is ever read as HTML.

export const byId = (id) => document.getElementById(id);

/** An element with attributes, properties of events (`onclick`) and children; null is left out. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

/** Replace what an element holds. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat().filter((child) => child !== null));
  return element;
}

/** Set styles of an element by script: the policy of the page forbids style attributes. */
export function styled(element, styles) {
  for (const [name, value] of Object.entries(styles)) element.style.setProperty(name, value);
  return element;
}

export function count(number, noun, plural = `${noun}s`) {
  return `${number.toLocaleString("en")} ${number === 1 ? noun : plural}`;
}

export function upperFirst(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Words as a search compares them: no case, accents, subscripts or punctuation. */
export function folded(text) {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.replace(/[^\p{L}\p{N}]+/gu, "");
}

/** Items by what `key` gives for each, in the order in which they come. */
export function groupBy(items, key) {
  const groups = new Map();
  for (const item of items) {
    const name = key(item);
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(item);
  }
  return groups;
}

/** Have a screen reader say something. */
export function announce(text) {
  byId("announcements").textContent = text;
}

/** Draw a long list in parts, the next on demand; `draw(item)` returns an element. */
export function inParts(items, draw, into, most, more) {
  let drawn = 0;
  const next = () => {
    into.append(...items.slice(drawn, drawn + most).map(draw));
    drawn = Math.min(drawn + most, items.length);
    const left = items.length - drawn;
    more.hidden = left === 0;
    more.textContent = `Show ${Math.min(most, left)} more of ${left}`;
  };
  more.onclick = next;
  next();
}

/** The heading of the panel; it can have the focus. */
export function heading(...content) {
  return make("h2", { tabindex: "-1", dir: "auto" }, ...content);
}
