// Elements of the page. Text goes in as text: nothing here reads HTML.

/** The element of the page with this id. */
export const byId = (id) => document.getElementById(id);

/**
 * A new element. `properties` are set as properties, but `role` and those with a dash in
 * their name as attributes; children are elements or text.
 */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes("-") || name === "role") made.setAttribute(name, value);
    else made[name] = value;
  }
  made.append(...children);
  return made;
}

/** A new element of a drawing, with attributes. */
export function shape(tag, attributes = {}, text = "") {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text) made.textContent = text;
  return made;
}
