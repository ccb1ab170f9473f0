// Plays our frames beside the browser's own playback of the drawing, both at the same moment.

import { showCounts, takeApart } from "./parts.js";

const byId = (id) => document.getElementById(id);

let on = false;
let running = true;
let time = 0;
let duration = 0;
let began = 0; // performance.now() at time 0
let animations = []; // the browser's, of the drawing in view
let ask = () => "";
let fail = () => {};
let turn = 0;

export const canvas = document.createElement("canvas");
canvas.id = "film";

export const isPlaying = () => on;

// `query` gives what is in view, `failed` hears what went wrong.
export function begin(query, failed) {
  ask = query;
  fail = failed;
  byId("play").addEventListener("click", () => { running = !running; restart(); });
  byId("time").addEventListener("input", (event) => { running = false; time = Number(event.target.value); step(++turn); });
}

// The drawing has been loaded: its animations are ours to move; while nothing plays it is at rest.
export function adopt(frame) {
  if (frame.contentDocument) takeApart(frame.contentDocument);
  animations = frame.contentDocument?.getAnimations() ?? [];
  for (const animation of animations) animation.pause();
  on ? setBrowser() : rest();
}

export function toggle() {
  on = !on;
  byId("stages").toggleAttribute("data-playing", on);
  byId("playback").hidden = !on;
  if (!on) { turn += 1; rest(); return; }
  running = true;
  time = 0;
  restart();
}

// What is in view has changed: the scene begins again, where it was paused it stays.
export function restart() {
  if (!on) return;
  began = performance.now() - time * 1000;
  byId("play").textContent = running ? "❚❚" : "►";
  step(++turn);
}

function rest() {
  for (const animation of animations) animation.cancel();
  showCounts(true);
}

function setBrowser() {
  for (const animation of animations) {
    const target = animation.effect?.target;
    if (duration && target?.dataset?.moves?.split(" ").includes("scene")) animation.effect.updateTiming({ duration: duration * 1000 });
    animation.pause();
    animation.currentTime = time * 1000;
  }
  showCounts(false);
}

async function step(mine) {
  const answer = await fetch(`/moment?${ask()}&time=${time.toFixed(3)}`).catch(() => null);
  if (answer === null || mine !== turn) return;
  if (!answer.headers.get("Content-Type").startsWith("image/")) {
    fail((await answer.json()).error);
    return;
  }
  duration = Number(answer.headers.get("X-Duration"));
  const picture = await createImageBitmap(await answer.blob());
  if (mine !== turn) return;
  [canvas.width, canvas.height] = [picture.width, picture.height];
  canvas.getContext("2d").drawImage(picture, 0, 0);
  picture.close();
  canvas.dataset.time = time;
  setBrowser();
  Object.assign(byId("time"), { max: duration, value: time });
  byId("moment").textContent = `${time.toFixed(2)} s / ${duration.toFixed(1)} s`;
  if (!running) return;
  requestAnimationFrame(() => {
    if (mine !== turn) return;
    time = ((performance.now() - began) / 1000) % (duration || 1);
    step(mine);
  });
}
