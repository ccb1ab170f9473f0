// The design as satori + resvg-js draw it, N times in one warm process; prints CPU milliseconds a picture.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [modules, photoPath, fontPath, markPath, times, headline, paragraph, hashtags] = process.argv.slice(2);
const require = createRequire(`${modules}/package.json`);
const satori = require("satori").default;
const { Resvg } = require("@resvg/resvg-js");

const font = readFileSync(fontPath);
const photo = `data:image/jpeg;base64,${readFileSync(photoPath).toString("base64")}`;
const mark = `data:image/svg+xml;base64,${readFileSync(markPath).toString("base64")}`;
const block = (style, children) => ({ type: "div", props: { style: { display: "flex", ...style }, children } });
const tree = block({ width: 1080, height: 1350, position: "relative", fontFamily: "Bench", color: "#fff" }, [
  { type: "img", props: { src: photo, width: 1080, height: 1350, style: { position: "absolute", left: 0, top: 0 } } },
  block({ position: "absolute", left: 0, top: 560, width: 1080, height: 790, backgroundImage: "linear-gradient(to bottom, rgba(0,0,0,0), rgba(0,0,0,.8))" }, []),
  { type: "img", props: { src: mark, width: 180, height: 180, style: { position: "absolute", left: 850, top: 40 } } },
  block({ position: "absolute", left: 72, top: 760, width: 936, fontSize: 92, fontWeight: 700, lineHeight: 1.03, letterSpacing: -1.5 }, headline),
  block({ position: "absolute", left: 72, top: 1080, width: 936, fontSize: 32, lineHeight: 1.4 }, paragraph),
  block({ position: "absolute", left: 72, top: 1262, fontSize: 28, color: "#ffd23f" }, hashtags),
]);

async function draw() {
  const svg = await satori(tree, { width: 1080, height: 1350, fonts: [{ name: "Bench", data: font, weight: 400, style: "normal" }] });
  return new Resvg(svg).render().asPng();
}

await draw();
let best = Infinity;
let bytes = 0;
for (let round = 0; round < 3; round++) {
  const start = process.cpuUsage();
  for (let i = 0; i < Number(times); i++) bytes = (await draw()).length;
  const used = process.cpuUsage(start);
  best = Math.min(best, (used.user + used.system) / 1000 / Number(times));
}
console.log(JSON.stringify({ cpu_ms: best, bytes }));
