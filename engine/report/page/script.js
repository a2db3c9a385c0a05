"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);
const overlays = ["masks", "boxes", "amodal", "keypoints", "text", "names"];
const firstRows = 12;  // pictures, until all are asked for
// Masks and boxes would hide the letters where all objects are words.
const wordsAlone = data.cards.every((card) => card.objects.every((o) => o.word));
const state = {category: -1, subset: "", all: false,
               show: new Set(wordsAlone ? ["text"] : ["masks", "boxes", "keypoints", "text"])};

// Texts only ever become text nodes or attributes, so no name can become markup.
function element(tag, attributes = {}, ...children) {
  const svg = ["svg", "g", "path", "rect", "circle", "text", "line", "title"].includes(tag);
  const node = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag)
                   : document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}
const count = (n) => Number(n).toLocaleString("en-US");
const percent = (x) => (100 * x).toFixed(x > 0 && x < 0.0995 ? 1 : 0) + "%";
const plural = (n, one, many = one + "s") => `${count(n)} ${n === 1 ? one : many}`;

// Hues a golden angle apart; the same color for a category everywhere.
function color(category) {
  const hue = (25 + 137.508 * category) % 360;
  return `hsl(${hue.toFixed(0)} ${category % 2 ? 70 : 85}% ${category % 3 === 2 ? 45 : 56}%)`;
}
const scope = () => state.category < 0 ? data.all : data.categories[state.category];

function drawOverlay(card, large) {
  const svg = element("svg", {viewBox: `0 0 ${card.width} ${card.height}`, "aria-hidden": "true"});
  const objects = [...card.objects].sort((a, b) => b.area - a.area);
  for (const object of objects) {
    const group = element("g", {"data-category": object.category});
    const paint = color(object.category);
    if (object.amodal) group.append(element("path", {class: "amodal", d: object.amodal}));
    group.append(element("path", {class: "mask", d: object.mask, fill: paint, stroke: paint, "fill-rule": "evenodd"}));
    const [x, y, width, height] = object.box;
    group.append(element("rect", {class: "box", x, y, width, height, stroke: paint,
                                  "stroke-dasharray": object.crowd ? "3 3" : "none"}));
    const size = large ? 9 : 13;
    if (object.word) group.append(...drawWord(object, paint, size));
    if (object.points) group.append(...drawPoints(object, paint, large ? 3 : 4.5));
    group.append(element("text", {class: "name", x: x + 3, y: Math.max(y + size, size + 1), "font-size": size}, object.name));
    svg.append(group);
  }
  return svg;
}

// The outline of a word and what it says; dashed where it cannot be read.
function drawWord(object, paint, size) {
  const [x, y] = object.word.match(/[\d.-]+/g).map(Number);
  return [element("path", {class: "word", d: object.word, stroke: paint, "stroke-dasharray": object.legible ? "none" : "4 3"}),
          element("text", {class: "says", x, y: Math.max(y - 3, size), "font-size": size}, object.text)];
}

// Points that are seen are filled, covered ones are dashed rings; bones join them.
function drawPoints(object, paint, radius) {
  const bones = (object.bones || []).map(([from, to]) => element("line", {class: "bone",
    x1: object.points[from].x, y1: object.points[from].y, x2: object.points[to].x, y2: object.points[to].y}));
  const points = object.points.map((p) => element("circle", {class: "point", cx: p.x, cy: p.y, r: radius,
    fill: p.seen ? paint : "#0006", "stroke-dasharray": p.seen ? "none" : "2.5 2"}, element("title", {}, `${object.name}: ${p.name}${p.seen ? "" : ", covered"}`)));
  return [...bones, ...points];
}

function drawView(card, large) {
  const image = element("img", {src: card.image, width: card.width, height: card.height, alt: `Picture ${card.name}`});
  const view = element(large ? "div" : "button", {class: "view"}, image, drawOverlay(card, large));
  if (!large) view.addEventListener("click", () => enlarge(card));
  return view;
}

function enlarge(card) {
  const head = element("tr", {}, ...["Object", "Pixels", "Visible", "Occluded", "Truncated"].map((t) => element("th", {}, t)));
  const said = (o) => o.text === undefined ? "" : ` “${o.text}”${o.legible ? "" : ", not legible"}`;
  const rows = card.objects.map((o) => element("tr", {},
    element("td", {}, swatch(o.category), `${o.name} (${categoryName(o.category)})${o.crowd ? ", crowd" : ""}`, said(o)),
    ...[count(o.area), percent(o.visible), percent(o.occlusion), percent(o.truncation)].map((t) => element("td", {}, t))));
  byId("large-view").replaceChildren(
    drawView(card, true), element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows)));
  update();
  byId("large").showModal();
}

const categoryName = (i) => i < data.categories.length ? data.categories[i].name : `category ${i + 1}`;
const swatch = (i) => element("span", {class: "swatch", style: `background:${color(i)}`});

function drawSheet() {
  byId("sheet").replaceChildren(...data.cards.map((card) => element("figure", {class: "card"},
    drawView(card, false),
    element("figcaption", {}, element("span", {}, element("code", {}, card.name), ` ${card.subset}`),
            element("span", {}, plural(card.objects.length, "object"))))));
}

function histogram(title, note, values, ticks) {
  const width = 320, height = 130, base = height - 18, max = Math.max(1, ...values.counts);
  const step = width / values.counts.length;
  const svg = element("svg", {viewBox: `0 0 ${width} ${height}`, role: "img"}, element("title", {}, title));
  values.counts.forEach((n, i) => {
    const tall = n === 0 ? 0 : Math.max(1, (base - 6) * n / max);
    const low = values.low + (values.high - values.low) * i / values.counts.length;
    const high = values.low + (values.high - values.low) * (i + 1) / values.counts.length;
    svg.append(element("rect", {class: "column", x: i * step + 0.75, y: base - tall, width: step - 1.5, height: tall, rx: 1},
                       element("title", {}, `${ticks(low)} to ${ticks(high)}: ${count(n)}`)));
  });
  svg.append(element("line", {class: "axis", x1: 0, x2: width, y1: base + 0.5, y2: base + 0.5}));
  const marks = values.marks || 4, every = values.every || 1;
  for (let k = marks % every; k <= marks; k += every) {
    const anchor = k === 0 ? "start" : k === marks ? "end" : "middle";
    svg.append(element("text", {class: "tick", x: width * k / marks, y: height - 4, "text-anchor": anchor},
                       ticks(values.low + (values.high - values.low) * k / marks)));
  }
  return element("figure", {class: "chart"}, element("figcaption", {}, title, element("small", {}, note)), svg);
}

const share = (log) => { const p = 100 * 2 ** log; return `${p < 10 ? p.toFixed(1) : p.toFixed(0)}%`; };
const ratio = (log) => log < -0.01 ? `1:${(2 ** -log).toFixed(log % 1 ? 1 : 0)}` : `${(2 ** log).toFixed(log % 1 ? 1 : 0)}:1`;

// Without the empty bins at the upper end, in fours so that the marks stay whole numbers.
function trimmed(values) {
  const used = values.counts.findLastIndex((n) => n > 0) + 1;
  const bins = Math.min(values.counts.length, Math.max(4, 4 * Math.ceil(used / 4)));
  const step = (values.high - values.low) / values.counts.length;
  return {low: values.low, high: values.low + bins * step, counts: values.counts.slice(0, bins)};
}

function drawShape() {
  const s = scope();
  const [small, medium, large] = s.coco_sizes;
  const charts = [
    histogram("Size", `side of the box's square as a share of the picture's; COCO: ${count(small)} small, ${count(medium)} medium, ${count(large)} large`, {...s.size, marks: 7, every: 2}, share),
    histogram("Aspect", "width to height of the box", {...s.aspect, marks: 6}, ratio),
    histogram("Occlusion", "share of the pixels inside the picture that others cover", s.occlusion, percent),
    histogram("Truncation", "share of the pixels beyond the picture", s.truncation, percent)];
  if (state.category < 0)
    charts.push(histogram("Objects in a picture", plural(data.empty_pictures, "picture") + " without any", trimmed(data.objects), (x) => x.toFixed(0)));
  byId("shape").replaceChildren(...charts);
}

// From paper over warm colors to the darkest (in the dark: the lightest), in three straight parts.
function heatColor(t) {
  const part = Math.min(2, Math.floor(3 * t)), mix = 100 * (3 * t - part);
  return `color-mix(in oklab, var(--heat-${part + 1}) ${mix.toFixed(1)}%, var(--heat-${part}))`;
}

const scale = (most) => element("p", {class: "scale"}, "0", element("span"), most);

function drawHeat() {
  const [width, height] = data.heat_size, cells = scope().heat, max = Math.max(1, ...cells);
  const svg = element("svg", {viewBox: `0 0 ${width * 10} ${height * 10}`, role: "img"}, element("title", {}, "Placement"));
  cells.forEach((n, i) => {
    const cell = element("rect", {x: i % width * 10, y: Math.floor(i / width) * 10, width: 10.2, height: 10.2},
                         element("title", {}, plural(n, "box", "boxes")));
    cell.style.fill = heatColor(n / max);
    svg.append(cell);
  });
  byId("heat").replaceChildren(svg, scale(plural(max, "box", "boxes")));
}

function drawCategories() {
  const most = Math.max(1, ...data.categories.map((c) => c.annotations));
  const head = ["Category", "Annotations", "", "Pictures", "Small / medium / large", "Crowds", "Left out"];
  const rows = data.categories.map((c, i) => {
    const meter = element("span", {class: "meter", style: `width:${100 * c.annotations / most}%;background:${color(i)}`});
    const row = element("tr", {"data-category": i, tabindex: 0},
      element("td", {}, swatch(i), c.name), element("td", {}, count(c.annotations)), element("td", {class: "wide"}, meter),
      element("td", {}, count(c.pictures)), element("td", {}, c.coco_sizes.map(count).join(" / ")),
      element("td", {}, count(c.crowds)), element("td", {}, count(c.dropped)));
    const choose = () => set({category: state.category === i ? -1 : i});
    row.addEventListener("click", choose);
    row.addEventListener("keydown", (event) => { if (event.key === "Enter") choose(); });
    return row;
  });
  byId("categories").replaceChildren(
    element("thead", {}, element("tr", {}, ...head.map((t) => element("th", {}, t)))), element("tbody", {}, ...rows));
}

function drawCompany() {
  const n = data.categories.length;
  const order = [...data.categories.keys()].sort((a, b) => data.categories[b].pictures - data.categories[a].pictures)
    .slice(0, 30).filter((i) => data.categories[i].pictures > 0);
  const max = Math.max(1, ...order.flatMap((i) => order.map((j) => data.company[i * n + j])));
  const cell = order.length > 24 ? 20 : 22, left = 104, top = 84, side = order.length * cell;
  const svg = element("svg", {class: "matrix", viewBox: `0 0 ${left + side + 40} ${top + side + 4}`, role: "img"},
                      element("title", {}, "Categories seen together"));
  order.forEach((i, row) => {
    svg.append(element("text", {x: left - 8, y: top + row * cell + 15, "text-anchor": "end"}, clipped(categoryName(i))));
    svg.append(element("text", {transform: `translate(${left + row * cell + 14} ${top - 8}) rotate(-45)`}, clipped(categoryName(i))));
    order.forEach((j, column) => {
      const value = data.company[i * n + j], x = left + column * cell, y = top + row * cell;
      const square = element("rect", {x, y, width: cell - 1.5, height: cell - 1.5, rx: 2},
                             element("title", {}, `${categoryName(i)} and ${categoryName(j)}: ${plural(value, "picture")}`));
      square.style.fill = heatColor(value / max);
      svg.append(square);
    });
  });
  const more = data.category_count > order.length ? ` (${order.length} of ${data.category_count} categories)` : "";
  byId("company").replaceChildren(
    ...(order.length ? [svg, scale(plural(max, "picture") + more)] : [element("p", {class: "empty"}, "No object is annotated.")]));
}
const clipped = (name) => name.length > 16 ? name.slice(0, 15) + "…" : name;

function drawPictures() {
  byId("pictures-note").textContent = data.measured === 0 ? "The dataset has no color pictures." :
    `Measured on ${data.measured === data.pictures ? "all" : "an even sample of"} ${plural(data.measured, "picture")}` +
    (data.broken ? `; ${plural(data.broken, "file")} could not be read.` : ".");
  if (data.measured === 0) return;
  byId("pictures").replaceChildren(
    histogram("Brightness", "mean luma, 0 to 255", data.brightness, (x) => x.toFixed(0)),
    histogram("Contrast", "standard deviation of luma", data.contrast, (x) => x.toFixed(0)),
    histogram("Sharpness", "standard deviation of the Laplacian, logarithmic", data.sharpness, (x) => (2 ** x).toFixed(x < 2 ? 1 : 0)));
}

function rowsOf(title, note, reasons) {
  const entries = Object.entries(reasons).sort((a, b) => b[1] - a[1]);
  const most = Math.max(1, ...entries.map((e) => e[1]));
  const body = entries.length === 0 ? element("p", {class: "empty"}, "None.") : element("div", {class: "rows"},
    ...entries.flatMap(([reason, n]) => [
      element("span", {}, reason), element("span", {class: "meter", style: `width:${100 * n / most}%`}), element("span", {}, count(n))]));
  return element("figure", {class: "chart"}, element("figcaption", {}, title, element("small", {}, note)), body);
}

function drawTiming() {
  const timing = data.timing;
  if (!timing) {
    byId("timing-note").textContent = "Not known: report --timing reads it from the files of generate --status-file.";
    return;
  }
  const whole = timing.stages.reduce((sum, s) => sum + s.seconds, 0);
  const most = Math.max(1e-9, ...timing.stages.map((s) => s.seconds));
  byId("timing-note").textContent = `${plural(timing.samples, "sample")} in ${plural(timing.runs, "run")} of ` +
    `${timing.elapsed_s.toFixed(1)} s together, ${(timing.samples / Math.max(1e-9, timing.elapsed_s)).toFixed(2)} samples a second and run.`;
  const each = (s) => `${(1000 * s.seconds / Math.max(1, timing.samples)).toFixed(1)} ms  ${percent(s.seconds / Math.max(1e-9, whole))}`;
  byId("timing").replaceChildren(element("figure", {class: "chart"},
    element("figcaption", {}, "Stages", element("small", {}, "for each sample, over all threads; make: scenes drawn, cut-outs or words placed")),
    element("div", {class: "rows"}, ...timing.stages.flatMap((s) => [
      element("span", {}, s.name), element("span", {class: "meter", style: `width:${100 * s.seconds / most}%`}), element("span", {}, each(s))]))));
}

function drawFacts() {
  const total = data.all;
  byId("title").textContent = data.title;
  byId("summary").textContent = `${plural(data.pictures, "picture")} with ${plural(total.annotations, "annotated object")} in ` +
    `${plural(data.category_count, "category", "categories")}.`;
  const figures = {Pictures: data.pictures, Annotations: total.annotations, Categories: data.category_count,
                   "Objects a picture": (total.annotations / Math.max(1, data.pictures)).toFixed(1),
                   "Without objects": data.empty_pictures, "Left out": total.dropped};
  byId("figures").replaceChildren(...Object.entries(figures).map(([key, value]) =>
    element("div", {}, element("dt", {}, key), element("dd", {}, typeof value === "number" ? count(value) : value))));
  byId("lost").replaceChildren(
    rowsOf("Objects without annotation", "in the scene, but hidden, outside or below the minimum; # is any number", data.dropped),
    rowsOf("Objects without a place", "drawn, but not put into the scene", data.rejects));
  const origin = {Engine: `diorama ${data.engine}`, Seed: data.seed, Samples: count(data.samples),
                  Subsets: Object.entries(data.subsets).map(([name, n]) => `${name} ${count(n)}`).join(", "), Plan: data.plan};
  byId("origin").replaceChildren(...Object.entries(origin).flatMap(([key, value]) =>
    [element("dt", {}, key), element("dd", {}, key === "Plan" ? element("code", {}, value) : value)]));
}

// Applies the state to what is drawn already.
function update() {
  for (const name of overlays) {
    byId(name).checked = state.show.has(name);
    document.body.classList.toggle("no-" + name, !state.show.has(name));
  }
  byId("category").value = state.category;
  byId("subset").value = state.subset;
  let fitting = 0;
  [...byId("sheet").children].forEach((figure, i) => {
    const card = data.cards[i];
    const fits = (state.category < 0 || card.objects.some((o) => o.category === state.category)) &&
                 (state.subset === "" || card.subset === state.subset);
    fitting += fits;
    figure.hidden = !fits || (!state.all && fitting > firstRows);
  });
  byId("more").hidden = state.all || fitting <= firstRows;
  byId("more").textContent = `Show all ${count(fitting)}`;
  for (const group of document.querySelectorAll("svg g[data-category]"))
    group.classList.toggle("other", state.category >= 0 && Number(group.dataset.category) !== state.category);
  for (const row of document.querySelectorAll("#categories tbody tr"))
    row.setAttribute("aria-selected", Number(row.dataset.category) === state.category);
  for (const label of document.querySelectorAll(".scope"))
    label.textContent = state.category < 0 ? "" : categoryName(state.category);
  byId("state").textContent = `${count(fitting)} of ${plural(data.cards.length, "picture")}`;
  byId("sheet-note").textContent = (data.cards.length === data.pictures ? "All pictures." :
    `An even sample of ${plural(data.cards.length, "picture")} out of ${count(data.pictures)}.`) + " A click enlarges.";
}

function set(change) {
  Object.assign(state, change);
  const hash = new URLSearchParams({show: [...state.show].join(",")});
  if (state.category >= 0) hash.set("category", categoryName(state.category));
  if (state.subset) hash.set("subset", state.subset);
  if (state.all) hash.set("pictures", "all");
  history.replaceState(null, "", "#" + hash);
  drawShape();
  drawHeat();
  update();
}

function readHash() {
  const hash = new URLSearchParams(location.hash.slice(1));
  state.category = data.categories.findIndex((c) => c.name === hash.get("category"));
  state.subset = hash.get("subset") in data.subsets ? hash.get("subset") : "";
  state.all = hash.get("pictures") === "all";
  if (hash.has("show")) state.show = new Set(hash.get("show").split(",").filter((name) => overlays.includes(name)));
}

byId("category").replaceChildren(element("option", {value: -1}, "all"),
  ...data.categories.map((c, i) => element("option", {value: i}, `${c.name} (${count(c.annotations)})`)));
byId("subset").replaceChildren(element("option", {value: ""}, "all"),
  ...Object.keys(data.subsets).map((name) => element("option", {value: name}, name)));
byId("category").addEventListener("change", (event) => set({category: Number(event.target.value)}));
byId("more").addEventListener("click", () => set({all: true}));
byId("subset").addEventListener("change", (event) => set({subset: event.target.value}));
for (const button of document.querySelectorAll("nav button"))
  button.addEventListener("click", () => byId(button.dataset.section).scrollIntoView());
for (const name of overlays)
  byId(name).addEventListener("change", (event) => {
    state.show[event.target.checked ? "add" : "delete"](name);
    set({});
  });
window.addEventListener("hashchange", () => { readHash(); drawShape(); drawHeat(); update(); });

const holds = {keypoints: (o) => o.points, text: (o) => o.word, amodal: (o) => o.amodal};
for (const [name, test] of Object.entries(holds))
  byId(name).parentElement.hidden = !data.cards.some((card) => card.objects.some(test));

readHash();
drawFacts();
drawSheet();
drawCategories();
drawCompany();
drawPictures();
drawTiming();
drawShape();
drawHeat();
update();
