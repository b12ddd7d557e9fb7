"use strict";
(() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const { nodes: boxes, links, box, frame, columns, grounds } = read("network");
  const options = read("options");
  const graph = document.getElementById("graph");
  const panel = document.getElementById("panel");
  const chosen = document.getElementById("chosen");
  const FACE = '"DejaVu Sans", Verdana, system-ui, sans-serif';

  // vis-network leads links to the middle of a node; from wide boxes they would come out above or
  // below, behind their neighbours. So each box has unseen ports on its sides, where links end.
  const port = (side, id) => `${side} of ${id}`;
  const allLinks = links.map((link) => ({
    ...link,
    start: link.from,
    end: link.to,
    from: port("right", link.from),
    to: port("left", link.to),
    arrows: "",
  }));
  const ports = boxes.flatMap(({ id, x, y, level }) =>
    [["left", -box / 2], ["right", box / 2]].map(([side, shift]) => ({
      id: port(side, id), owner: id, x: x + shift, y, level, size: 0, shape: "dot", label: " ", color: "#00000000",
    })));
  const nodes = new vis.DataSet([...ports, ...boxes]);
  const edges = new vis.DataSet(allLinks);
  // Fingers have no other way to come nearer.
  options.interaction.zoomView = matchMedia("(pointer: coarse)").matches;
  const network = new vis.Network(graph, { nodes, edges }, options);

  graph.firstElementChild.tabIndex = -1; // the tables serve the keyboard

  const colour = (name) =>
    getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

  // What is followed: all that leads to it, and all that it leads to. Null when nothing is.
  let followed = null;

  function paint() {
    const ink = colour("ink"), border = colour("chosen"), paper = colour("paper");
    nodes.update(boxes.map(({ id, column }) => {
      const background = colour(`${column}-ground`);
      const state = { background, border };
      return {
        id,
        color: { background, border: colour(column), hover: state, highlight: state },
        font: { color: ink, face: FACE },
        opacity: followed && !followed.has(id) ? 0.25 : 1,
      };
    }));
    const shown = document.getElementById("inferred").checked;
    edges.update(allLinks.map(({ id, column, inferred, contested, width }) => {
      const plain = colour(contested ? "contested" : inferred ? "inferred" : column);
      const aside = followed && !followed.has(id);
      return {
        id,
        // Not everybody sees colours.
        label: contested && !aside ? "contested" : " ",
        font: { color: ink, face: FACE, size: 12, strokeColor: paper, strokeWidth: 4 },
        color: { color: plain, hover: border, highlight: border, opacity: aside ? 0.12 : 1 },
        dashes: inferred ? [6, 4] : false,
        hidden: inferred && !shown,
        hoverWidth: 1,
        selectionWidth: 1,
        width,
      };
    }));
  }

  function follow(start, from, to, found) {
    for (const link of allLinks.filter((link) => link[from] === start)) {
      found.add(link.id).add(link[to]);
      follow(link[to], from, to, found);
    }
    return found;
  }

  function show(title, shownLinks, source, target) {
    followed = new Set([source, target, ...shownLinks.map((link) => link.id)]);
    follow(source, "end", "start", followed);
    follow(target, "start", "end", followed);
    chosen.replaceChildren(element("h3", title));
    for (const link of shownLinks) {
      if (shownLinks.length > 1) chosen.append(element("h4", link.heading));
      const evidence = document.getElementById(`evidence-${link.id}`).cloneNode(true);
      evidence.removeAttribute("id");
      chosen.append(evidence);
    }
    panel.hidden = false;
    panel.scrollTop = 0;
    paint();
  }

  function element(name, text) {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
  }

  function showLink(id) {
    const link = edges.get(id);
    show(link.heading, [link], link.start, link.end);
  }

  function showNode(id) {
    const own = allLinks.filter((link) => link.start === id || link.end === id);
    show(nodes.get(id).name, own, id, id);
  }

  function clear() {
    followed = null;
    panel.hidden = true;
    network.unselectAll();
    paint();
  }

  function fit() {
    // A frame that is not laid out yet has no width; the observer below calls again once it has.
    if (graph.clientWidth === 0) return;
    network.redraw();
    const scale = graph.clientWidth / frame.width;
    const height = graph.clientHeight / scale;
    network.moveTo({ scale, position: { x: frame.left + frame.width / 2, y: frame.top + height / 2 } });
  }

  network.on("beforeDrawing", (context) => {
    context.textAlign = "center";
    context.textBaseline = "middle";
    for (const { x, y, width, height, text } of grounds) {
      context.fillStyle = colour("family");
      context.fillRect(x, y, width, height);
      context.fillStyle = colour("ink");
      context.font = `bold 13px ${FACE}`;
      context.fillText(text, x + width / 2, y + 17);
    }
    context.fillStyle = colour("ink");
    context.font = `bold 19px ${FACE}`;
    for (const { x, text } of columns) context.fillText(text, x, -30);
  });
  network.on("click", ({ nodes: [node], edges: [link] }) => {
    const box = node && (nodes.get(node).owner || node);
    if (box) showNode(box);
    else if (link) showLink(link);
    else clear();
  });
  for (const [name, cursor] of [["hoverNode", "pointer"], ["blurNode", ""], ["hoverEdge", "pointer"], ["blurEdge", ""]]) {
    network.on(name, () => { graph.style.cursor = cursor; });
  }

  const zoom = (factor) => () => network.moveTo({ scale: network.getScale() * factor });
  document.getElementById("nearer").addEventListener("click", zoom(1.25));
  document.getElementById("farther").addEventListener("click", zoom(0.8));
  document.getElementById("whole").addEventListener("click", () => { clear(); fit(); });
  document.getElementById("inferred").addEventListener("change", paint);
  document.getElementById("close").addEventListener("click", clear);
  document.querySelector('a[href="#links"]').addEventListener("click", (event) => {
    // Inside a notebook the address would be the notebook's.
    event.preventDefault();
    const tables = document.getElementById("links");
    tables.tabIndex = -1;
    tables.focus();
    tables.scrollIntoView();
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") clear(); });
  document.addEventListener("click", ({ target }) => {
    const id = target.dataset && target.dataset.link;
    if (!id) return;
    const link = edges.get(id);
    network.selectEdges([id]);
    showLink(id);
    const ends = network.getPositions([link.start, link.end]);
    const middle = (ends[link.start].y + ends[link.end].y) / 2;
    const y = network.canvasToDOM({ x: 0, y: middle }).y + graph.getBoundingClientRect().top;
    scrollBy({ top: y - innerHeight * 0.35 });
  });

  const rows = [...document.querySelectorAll("tbody tr")];
  document.getElementById("filter").addEventListener("input", ({ target }) => {
    const wanted = target.value.trim().toLowerCase();
    for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
    const left = rows.filter((row) => !row.hidden).length;
    document.getElementById("shown").textContent = wanted ? `${left} of ${rows.length} links` : "";
  });

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
  new ResizeObserver(fit).observe(graph);
  paint();
  fit();
})();
