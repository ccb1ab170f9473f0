// The watch page: asks for a view after every save and shows it without a blink; the last good picture stays under an error.

import * as film from "/play.js";

const WORDS = {
  fr: {
    drawing: "Le dessin, dans le navigateur", picture: "Notre rendu", findings: "Remarques", none: "Rien à signaler", slots: "Zones", passes: "Temps",
    total: "en tout", sample: "exemple", short: "court", long: "long", emoji: "émojis", arabic: "arabe", "photo:": "photo d’exemple", "photo:none": "sans photo", "photo:portrait": "en hauteur",
    "photo:landscape": "en largeur", frames: "cadres", texts: "textes", photos: "photos", safe: "zone sûre", beside: "côte à côte", wipe: "rideau", only: "rendu seul",
    language: "English", line: "ligne", layer: "calque", required: "requis", computed: "calculé", lost: "visualgen s’est arrêté", derived: "déduit de", kept: "dernière bonne image", saved: "enregistré → affiché",
    other: "autre format…", lines: "lignes", read: "lecture", kit: "Charte", words: "Longueur du texte", photo: "Photo", overlay: "Repères", mode: "Affichage", motion: "► mouvement", moment: "Moment",
  },
  en: {
    drawing: "The drawing, in the browser", picture: "Our render", findings: "Findings", none: "Nothing to report", slots: "Slots", passes: "Timing",
    total: "in all", sample: "sample", short: "short", long: "long", emoji: "emoji", arabic: "Arabic", "photo:": "sample photo", "photo:none": "no photo", "photo:portrait": "upright",
    "photo:landscape": "wide", frames: "frames", texts: "texts", photos: "photos", safe: "safe zone", beside: "side by side", wipe: "wipe", only: "render only",
    language: "Français", line: "line", layer: "layer", required: "required", computed: "computed", lost: "visualgen has stopped", derived: "derived from", kept: "last good picture", saved: "saved → shown",
    other: "another size…", lines: "lines", read: "read", kit: "Kit", words: "Text length", photo: "Photo", overlay: "Overlay", mode: "View", motion: "► motion", moment: "Moment",
  },
};
const OVERLAYS = ["frames", "texts", "photos", "safe"];
const COLORS = { frames: "var(--frame)", texts: "var(--text)", photos: "var(--photo)", safe: "var(--safe)" };
const SVG = "http://www.w3.org/2000/svg";

const byId = (id) => document.getElementById(id);
const look = { kit: "", ratio: "", page: 1, words: "", photo: "", overlays: new Set(), mode: "beside" };
let language = "fr";
let choices = null;
let facts = null; // of the last good view
let failure = null;
let version = -1;
let turn = 0;
let drawingTurn = 0;
let delay = "";

const say = (key) => WORDS[language][key] ?? key;

function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value !== null && value !== false) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
}

function shape(name, attributes, text = "") {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.textContent = text;
  return element;
}

// --- what is asked for -------------------------------------------------------------------------------------------------

function query(changes = {}) {
  const { kit, ratio, page, words, photo } = { ...look, ...changes };
  return new URLSearchParams({ kit, ratio, page, words, photo, ...(changes.small ? { small: 1 } : {}) });
}

async function refresh(saved = null) {
  const mine = ++turn;
  let answer;
  try {
    answer = await (await fetch(`/view?${query()}`)).json();
  } catch {
    return; // the server went away: the event stream says so
  }
  if (mine !== turn) return;
  version = answer.version ?? version;
  if (answer.drawing) showDrawing(answer.drawing, answer.drawing_size);
  if (answer.error && !facts && look.ratio) { // an address of another day: this size is not there
    look.ratio = "";
    return refresh(saved);
  }
  if (answer.error) {
    failure = answer.error;
    showError();
    if (saved !== null) report(Date.now() - answer.saved);
    return;
  }
  const image = new Image();
  image.src = answer.picture;
  image.alt = "";
  await image.decode().catch(() => {});
  if (mine !== turn) return;
  failure = null;
  facts = answer;
  look.ratio = answer.ratio;
  look.page = answer.page;
  byId("picture-paper").replaceChildren(image, film.canvas, overlay());
  film.restart();
  if (saved !== null) requestAnimationFrame(() => requestAnimationFrame(() => report(Date.now() - answer.saved)));
  showAll();
  fill(mine);
}

function report(ms) {
  delay = `${Math.round(ms)} ms`;
  const output = byId("delay");
  output.textContent = delay;
  output.title = say("saved");
  output.dataset.version = version;
  output.classList.remove("flash", "lost");
  void output.offsetWidth;
  output.classList.add("flash");
}

// --- the two pictures --------------------------------------------------------------------------------------------------

function showDrawing(address, size) {
  const mine = ++drawingTurn;
  const paper = byId("drawing-paper");
  if (paper.dataset.address === address) return;
  const frame = make("iframe", { src: address, sandbox: "allow-same-origin", title: say("drawing"), width: size[0], height: size[1], style: "visibility:hidden" });
  frame.addEventListener("load", async () => {
    await Promise.race([frame.contentDocument?.fonts?.ready, new Promise((done) => setTimeout(done, 1500))]);
    if (mine !== drawingTurn) { frame.remove(); return; }
    film.adopt(frame);
    for (const old of paper.querySelectorAll("iframe")) if (old !== frame) old.remove();
    frame.style.visibility = "";
    paper.dataset.address = address;
    paper.dataset.width = size[0];
    paper.dataset.height = size[1];
    fit();
  });
  paper.prepend(frame);
  fit();
}

function overlay() {
  const [width, height] = facts.size;
  const svg = shape("svg", { viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
  const laid = facts.overlay ?? {};
  if (look.overlays.has("safe") && laid.safe) {
    const [x0, y0, x1, y1] = laid.safe;
    const group = shape("g", { class: "safe" });
    group.append(shape("path", { d: `M0 0H${width}V${height}H0ZM${x0} ${y0}V${y1}H${x1}V${y0}Z`, "fill-rule": "evenodd" }));
    svg.append(group);
  }
  const unit = width / Math.max(1, byId("picture-paper").clientWidth || width);
  for (const kind of ["photos", "frames", "texts"]) {
    if (!look.overlays.has(kind)) continue;
    const group = shape("g", { class: kind });
    for (const { name, points } of laid[kind] ?? []) {
      group.append(shape("polygon", { points: points.map((point) => point.join(" ")).join(" ") }));
      const [x, y] = points[kind === "texts" ? 3 : 0];
      const down = kind === "texts" ? 12 : -4;
      if (kind === "texts" && laid.frames?.some((frame) => frame.name === name)) continue;
      group.append(shape("text", { x, y: y + down * unit, style: `font-size:${11 * unit}px;stroke-width:${3 * unit}px` }, name));
    }
    svg.append(group);
  }
  return svg;
}

function lay() {
  if (!facts) return;
  for (const id of ["picture-paper", "drawing-paper"]) {
    const paper = byId(id);
    paper.querySelector(":scope > svg")?.remove();
    const same = id === "picture-paper" || (facts.drawn === facts.ratio && look.overlays.size > 0);
    if (same) paper.append(overlay());
  }
}

function fit() {
  for (const id of ["picture-paper", "drawing-paper"]) {
    const paper = byId(id);
    const room = paper.parentElement;
    const drawing = id === "drawing-paper" && paper.dataset.width;
    const [width, height] = drawing ? [Number(paper.dataset.width), Number(paper.dataset.height)] : (facts?.size ?? [1080, 1350]);
    const scale = Math.min(room.clientWidth / width, room.clientHeight / height);
    const shown = [Math.floor(width * scale), Math.floor(height * scale)];
    [paper.style.width, paper.style.height] = shown.map((px) => `${px}px`);
    for (const frame of paper.querySelectorAll("iframe")) frame.style.transform = `scale(${(shown[0] + 0.5) / frame.width})`;
  }
  lay();
}

// --- what stands around them -------------------------------------------------------------------------------------------

function choose(id, values, current, pick, name = (value) => value) {
  const group = byId(id);
  group.setAttribute("aria-label", say(group.dataset.label));
  group.replaceChildren(
    ...values.map((value) => make("button", { type: "button", "aria-pressed": String(current(value)), title: say(group.dataset.label), onclick: () => pick(value) }, name(value))),
  );
}

function change(changes) {
  Object.assign(look, changes);
  remember();
  showControls();
  refresh();
}

function showControls() {
  if (!choices) return;
  choose("kits", choices.kits, (kit) => kit === look.kit, (kit) => change({ kit }));
  choose("words", choices.words, (words) => words === look.words, (words) => change({ words }), (words) => say(words || "sample"));
  const pictured = facts === null || facts.slots.some((slot) => ["image", "footage"].includes(slot.type) || slot.fields.length > 0);
  byId("photos").hidden = !pictured;
  choose("photos", choices.photos, (photo) => photo === look.photo, (photo) => change({ photo }), (photo) => say(`photo:${photo}`));
  choose("overlays", OVERLAYS, (kind) => look.overlays.has(kind), toggle, say);
  [...byId("overlays").children].forEach((button, index) => button.style.setProperty("--of", COLORS[OVERLAYS[index]]));
  choose("modes", ["beside", "wipe", "picture"], (mode) => mode === look.mode, setMode, (mode) => say(mode === "picture" ? "only" : mode));
  byId("modes").append(make("button", { type: "button", id: "motion", "aria-pressed": String(film.isPlaying()), onclick: toggleMotion }, say("motion")));
  byId("time").setAttribute("aria-label", say("moment"));
  byId("play").setAttribute("aria-label", say("motion"));
  byId("language").textContent = say("language");
}

function toggle(kind) {
  if (!look.overlays.delete(kind)) look.overlays.add(kind);
  remember();
  showControls();
  lay();
}

function toggleMotion() {
  film.toggle();
  showControls();
}

function setMode(mode) {
  look.mode = mode;
  byId("stages").dataset.mode = mode;
  remember();
  showControls();
  fit();
}

function showAll() {
  document.documentElement.lang = language;
  byId("error").hidden = failure === null;
  document.body.classList.toggle("stale", failure !== null);
  byId("drawing-title").textContent = say("drawing");
  showControls();
  if (!facts) return;
  document.title = `${facts.template.title} · visualgen`;
  byId("title").textContent = facts.template.title;
  byId("file").textContent = facts.file + (facts.drawn === facts.ratio ? "" : ` (${say("derived")} ${facts.drawn})`);
  byId("picture-title").textContent = `${failure ? say("kept") : say("picture")} · ${facts.size[0]} × ${facts.size[1]} · ${Math.round(facts.bytes / 1000)} kB`;
  showStrip();
  showFindings();
  showSlots();
  showPasses();
  fit();
}

function showFindings() {
  byId("findings-box").querySelector("h2").textContent = say("findings");
  const items = facts.findings.map((finding) =>
    make("li", { class: finding.severity }, make("b", {}, finding.slot ? `${finding.slot} ` : ""), finding[language][0], make("p", {}, finding[language][1])),
  );
  byId("findings").replaceChildren(...(items.length ? items : [make("li", { class: "none" }, say("none"))]));
}

function showSlots() {
  byId("slots-box").querySelector("h2").textContent = `${say("slots")} · ${facts.slots.length}`;
  byId("slots").replaceChildren(
    ...facts.slots.map((slot) => {
      const marks = [slot.type, slot.required && say("required"), slot.computed && say("computed"), slot.fit && `${slot.fit[0]}–${slot.fit[1]} px`, slot.lines && `≤ ${slot.lines} ${say(slot.lines > 1 ? "lines" : "line")}`];
      return make("li", {}, make("b", {}, slot.name), make("span", { class: "kind" }, marks.filter(Boolean).join(" · ")), make("p", { title: slot.help }, slot.value || slot.help));
    }),
  );
}

function showPasses() {
  byId("passes-box").querySelector("h2").textContent = say("passes");
  const total = facts.passes.reduce((sum, [, ms]) => sum + ms, 0);
  const longest = Math.max(...facts.passes.map(([, ms]) => ms), 1);
  const rows = facts.passes.map(([name, ms]) => [name === "read" ? say("read") : name, ms, (ms / longest) * 100, ""]);
  byId("passes").replaceChildren(
    ...[...rows, [say("total"), total, 0, "total"]].flatMap(([name, ms, share, kind]) => [
      make("dt", { class: kind }, name), make("span", { class: share ? "bar" : "", style: `width:${share}%` }), make("dd", { class: kind }, `${ms.toFixed(1)} ms`),
    ]),
  );
}

function showError() {
  const { place, excerpt } = failure;
  const [message, mend] = failure[language] ?? [failure.message, failure.mend];
  const where = [place.file, place.line && `${say("line")} ${place.line}`, place.layer && `${say("layer")} ${place.layer}`, place.slot].filter(Boolean).join(", ");
  const lines = excerpt.map(([number, text]) => make("span", { class: number === place.line ? "here" : "" }, make("i", {}, String(number)), text));
  byId("error").replaceChildren(
    make("h3", {}, message[0].toUpperCase() + message.slice(1)), mend ? make("p", {}, mend[0].toUpperCase() + mend.slice(1)) : "", where ? make("p", { class: "where" }, where) : "", lines.length ? make("pre", {}, ...lines) : "",
  );
  showAll();
}

// --- every ratio and page, small ---------------------------------------------------------------------------------------

function showStrip() {
  const strip = byId("strip");
  const wanted = facts.template.ratios.flatMap(({ name, pages, size }) => Array.from({ length: pages }, (_, index) => ({ ratio: name, page: index + 1, pages, size })));
  const signature = JSON.stringify(wanted);
  if (strip.dataset.of !== signature) {
    strip.dataset.of = signature;
    const sizes = make("select", { onchange: (event) => event.target.value && change({ ratio: event.target.value, page: 1 }) });
    strip.replaceChildren(...wanted.map(({ ratio, page, pages, size }) => {
      const thumb = make("div", { class: "thumb", style: `aspect-ratio:${size[0]}/${size[1]}` });
      const name = Math.max(...ratio.split("x")) > 200 ? ratio.replace("x", " × ") : ratio.replace("x", ":");
      const label = pages > 1 ? `${name} · ${page}` : name;
      return make("button", { type: "button", "data-ratio": ratio, "data-page": page, onclick: () => change({ ratio, page }) }, thumb, make("span", {}, label));
    }), sizes);
  }
  const drawn = new Set(wanted.map(({ ratio }) => ratio));
  const others = choices.sizes.filter((size) => !drawn.has(size));
  const select = strip.querySelector("select");
  select.replaceChildren(make("option", { value: "" }, say("other")), ...others.map((size) => make("option", { value: size }, size)));
  select.value = others.includes(facts.ratio) ? facts.ratio : "";
  for (const button of strip.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.dataset.ratio === facts.ratio && Number(button.dataset.page) === facts.page));
}

async function fill(mine) {
  for (const button of [...byId("strip").querySelectorAll("button")]) {
    const answer = await fetch(`/view?${query({ ratio: button.dataset.ratio, page: button.dataset.page, small: true })}`).then((got) => got.json(), () => null);
    if (mine !== turn || answer === null) return;
    button.className = answer.error ? "bad" : ["blocks", "warns"].find((level) => answer.findings.some((finding) => finding.severity === level)) ?? "";
    button.title = answer.error?.message ?? "";
    if (answer.picture) button.firstChild.style.backgroundImage = `url("${answer.picture}")`;
  }
}

// --- start -------------------------------------------------------------------------------------------------------------

function remember() {
  const kept = { kit: look.kit, ratio: look.ratio, page: look.page, words: look.words, photo: look.photo, overlays: [...look.overlays].join(" "), mode: look.mode };
  history.replaceState(null, "", `#${new URLSearchParams(Object.entries(kept).filter(([, value]) => value !== ""))}`);
}

function recall() {
  const kept = new URLSearchParams(location.hash.slice(1));
  const known = (name, values, fallback) => (values.includes(kept.get(name)) ? kept.get(name) : fallback);
  look.kit = known("kit", choices.kits, choices.kits[0]);
  look.words = known("words", choices.words, "");
  look.photo = known("photo", choices.photos, "");
  look.ratio = kept.get("ratio") ?? "";
  look.page = Number(kept.get("page")) || 1;
  look.overlays = new Set((kept.get("overlays") ?? "").split(" ").filter((kind) => OVERLAYS.includes(kind)));
  look.mode = known("mode", ["beside", "wipe", "picture"], "beside");
}

function listen() {
  const events = new EventSource("/events");
  events.addEventListener("saved", (event) => {
    const news = JSON.parse(event.data);
    byId("delay").classList.remove("lost");
    byId("delay").textContent = delay;
    if (news.version !== version && version >= 0) refresh(news.saved);
  });
  events.addEventListener("error", () => {
    byId("delay").classList.add("lost");
    byId("delay").textContent = say("lost");
  });
}

function steer(event) {
  if (event.target.matches("input, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.key.toLowerCase();
  if (key === "m") return toggleMotion();
  const kind = { f: "frames", t: "texts", p: "photos", s: "safe" }[key];
  if (kind) return toggle(kind);
  const shown = [...byId("strip").querySelectorAll("button")];
  const step = { arrowright: 1, arrowleft: -1 }[key];
  if (step) shown[shown.findIndex((button) => button.getAttribute("aria-pressed") === "true") + step]?.click();
}

choices = await (await fetch("/choices")).json();
language = choices.language in WORDS ? choices.language : "en";
byId("title").textContent = choices.template;
film.begin(query, (error) => { failure = error; showError(); });
recall();
setMode(look.mode);
showAll();
byId("language").addEventListener("click", () => { language = language === "fr" ? "en" : "fr"; showAll(); if (failure) showError(); });
byId("wipe").addEventListener("input", (event) => byId("stages").style.setProperty("--wipe", `${event.target.value}%`));
document.addEventListener("keydown", steer);
new ResizeObserver(fit).observe(byId("stages"));
await refresh();
listen();
