// Takes texts that enter in parts, and numbers that count, apart: CSS moves whole elements only, so each part becomes a text of its own,
// where the browser has set it. What cannot be taken apart surely (right to left, on a path, spaces kept) stays whole.

const UNITS = ["line", "word", "glyph"];
const MOST = 240; // parts; as in visualgen/motion/stage.py
const LONGEST_S = 1.4;
const LONGEST_TYPING_S = 2.4;
const PLACES = ["x", "y", "dx", "dy", "rotate", "textLength", "lengthAdjust"];

// The digits of numbers that count: { moved, whole, places } each.
let numbers = [];

export function takeApart(drawing) {
  numbers = [];
  const moved = new Set(drawing.getAnimations().map((animation) => animation.effect?.target).filter(Boolean));
  for (const element of moved) {
    const texts = element.localName === "text" ? [element] : [...element.querySelectorAll("text")];
    const counts = getComputedStyle(element).animationName.split(", ").includes("count-up");
    const said = element.dataset.stagger ?? texts.find((text) => text.dataset.stagger)?.dataset.stagger;
    const words = said?.toLowerCase().split(/\s+/) ?? [];
    const unit = UNITS.find((one) => words.includes(one));
    if (counts) for (const text of texts) count(element, text);
    else if (unit) stagger(element, texts, unit, seconds(words.find((word) => /^[\d.]+m?s$/.test(word)) ?? "60ms"));
  }
}

// Numbers show what they have come to.
export function showCounts(atRest) {
  for (const { moved, whole, places } of numbers) {
    const share = atRest ? 1 : Number(getComputedStyle(moved).getPropertyValue("--counted") || 1);
    const shown = String(Math.floor(whole * share + 1e-9)).padStart(places.filter((place) => place.digit).length);
    let next = 0;
    let begun = false;
    for (const { text, digit, mark } of places) {
      if (digit) {
        begun ||= shown[next] !== " ";
        text.textContent = shown[next++].trim();
      } else text.textContent = begun ? mark : "";
    }
  }
}

function stagger(moved, texts, unit, apart) {
  const style = getComputedStyle(moved);
  const delays = style.animationDelay.split(",").map(seconds);
  const typed = style.animationDuration.split(",").every((one) => seconds(one) <= 0.02);
  const read = texts.map((text) => [text, lettersOf(text)]);
  if (read.some(([, letters]) => letters === null)) return;
  let found = [];
  for (const larger of UNITS.slice(0, UNITS.indexOf(unit) + 1).reverse()) {
    found = read.flatMap(([text, letters]) => partsOf(letters, larger).map((part) => [text, part]));
    if (found.length <= MOST) break;
  }
  if (found.length < 2) return;
  const gap = Math.min(apart, (typed ? LONGEST_TYPING_S : LONGEST_S) / (found.length - 1));
  const pivot = pivotOf(moved, style);
  found.forEach(([text, part], order) => {
    const own = wrapped(moved, text, cut(text, part));
    own.style.animationDelay = delays.map((delay) => `${delay + order * gap}s`).join(",");
    if (pivot) Object.assign(own.style, { transformBox: "view-box", transformOrigin: pivot });
    moved.before(own);
  });
  for (const text of texts) text.remove();
  if (moved.localName === "text" || !moved.querySelector("path,rect,circle,ellipse,line,polyline,polygon,image,use")) moved.remove();
}

// The point about which the whole turns, where it is not its own middle; parts turn about theirs.
function pivotOf(moved, style) {
  const box = moved.getBBox();
  const [x, y] = style.transformOrigin.split(" ").map(parseFloat);
  const local = ["fill-box", "content-box", "stroke-box", "border-box"].includes(style.transformBox);
  const point = local ? [box.x + x, box.y + y] : [x, y];
  const near = Math.abs(point[0] - box.x - box.width / 2) < 0.5 && Math.abs(point[1] - box.y - box.height / 2) < 0.5;
  return near || !local ? "" : `${point[0]}px ${point[1]}px`;
}

function count(moved, text) {
  const letters = lettersOf(text);
  const digit = (letter) => /^[0-9]$/.test(letter.text);
  const first = letters?.findIndex(digit) ?? -1;
  if (first < 0) return;
  let last = first;
  for (let at = first; at < letters.length && at - last <= 2 && !letters[at].breaks; at += 1) if (digit(letters[at])) last = at;
  const places = letters.slice(first, last + 1).map((letter) => {
    const one = cut(text, [letter], letter.x + letter.width / 2, "middle");
    return { text: one, digit: digit(letter), mark: letter.text };
  });
  const around = [letters.slice(0, first), letters.slice(last + 1)].flatMap((rest) => partsOf(rest, "line")).map((part) => cut(text, part));
  const group = text.ownerDocument.createElementNS(text.namespaceURI, "g");
  group.append(...around, ...places.map((place) => place.text));
  text.replaceWith(group);
  const whole = Number(places.filter((place) => place.digit).map((place) => place.mark).join(""));
  numbers.push({ moved, whole, places });
}

// The letters of a text as they are set: { text, index, x, y, width, breaks }; null where they cannot be told.
function lettersOf(text) {
  if (/[\u0590-\u08ff\ufb1d-\ufefc]/.test(text.textContent) || text.querySelector("textPath")) return null;
  const set = collapsed(text);
  if (set.length !== text.getNumberOfChars()) return null;
  const size = parseFloat(getComputedStyle(text).fontSize);
  let before = null;
  return set.map(({ letter }, index) => {
    const { x, y } = text.getStartPositionOfChar(index);
    const breaks = before !== null && (Math.abs(y - before.y) > size * 0.3 || x < before.x - size * 0.1);
    const joined = before !== null && !breaks && x - before.x < size * 0.02 && letter !== " ";
    before = { text: letter, index, x, y, width: text.getEndPositionOfChar(index).x - x, breaks, joined };
    return before;
  });
}

// The characters that are set, each with its node: runs of white space are one space, and none is at an end.
function collapsed(text) {
  const found = [];
  const walker = text.ownerDocument.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (const letter of node.data.split("")) {
      const space = /[\t\n\r ]/.test(letter);
      if (space && (!found.length || found.at(-1).letter === " ")) continue;
      found.push({ letter: space ? " " : letter, node });
    }
  }
  if (found.at(-1)?.letter === " ") found.pop();
  return found;
}

function partsOf(letters, unit) {
  const parts = [];
  let part = [];
  const end = () => { if (part.some((letter) => letter.text !== " ")) parts.push(part); part = []; };
  for (const letter of letters) {
    const space = letter.text === " ";
    if (letter.breaks || (space && unit !== "line") || (unit === "glyph" && !letter.joined)) end();
    if (!(space && (unit !== "line" || !part.length))) part.push(letter);
  }
  end();
  return parts;
}

// A copy of a text with the letters of a part only, where they stand.
function cut(text, part, x = part[0].x, anchor = "start") {
  const wanted = new Set(part.map((letter) => letter.index));
  const copy = text.cloneNode(true);
  const set = collapsed(copy);
  const kept = new Map();
  set.forEach(({ letter, node }, index) => { if (wanted.has(index)) kept.set(node, (kept.get(node) ?? "") + letter); });
  const walker = copy.ownerDocument.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) node.data = kept.get(node) ?? "";
  for (const element of [copy, ...copy.querySelectorAll("*")]) {
    for (const name of PLACES) element.removeAttribute(name);
    element.style.textAnchor = anchor;
    element.style.whiteSpace = "pre";
  }
  copy.setAttribute("x", x);
  copy.setAttribute("y", part[0].y);
  return copy;
}

// The copy of a text inside empty copies of what is around it, up to what moves.
function wrapped(moved, text, copy) {
  let found = copy;
  for (let above = text; above !== moved; ) {
    above = above.parentNode;
    const shell = above.cloneNode(false);
    shell.append(found);
    found = shell;
  }
  return found;
}

function seconds(text) {
  return parseFloat(text) * (/[\d.]ms\s*$/.test(text) ? 0.001 : 1);
}
