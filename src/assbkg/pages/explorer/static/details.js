// The panel that tells of a chosen thing or link, down to claims, works and proofs.

function drawDetails(selection) {
  const panel = byId("details");
  const content = state.link
    ? linkDetails(selection)
    : state.thing
      ? thingDetails(selection)
      : null;
  panel.hidden = !content;
  document.body.classList.toggle("telling", Boolean(content));
  if (!content) return;
  const close = make(
    "button",
    { type: "button", class: "close", "aria-label": "Close details", onclick: closeDetails },
    "✕",
  );
  fill(panel, close, content);
  panel.scrollTop = 0;
}

function closeDetails() {
  go({ thing: "", link: "", only: false });
  byId(`tab-${state.tab}`).focus();
}

function heading(...content) {
  return make("h2", { tabindex: "-1", dir: "auto" }, ...content);
}
