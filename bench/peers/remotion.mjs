// Renders the clip of five layers with Remotion: node remotion.mjs ENTRY OUT FRAMES CHROMIUM
import { bundle } from "@remotion/bundler";
import { renderMedia, selectComposition } from "@remotion/renderer";

const [entryPoint, outputLocation, frames, browserExecutable, publicDir] = process.argv.slice(2);
const serveUrl = await bundle({ entryPoint, publicDir });
const inputProps = { frames: Number(frames) };
const chromiumOptions = {};
const composition = await selectComposition({ serveUrl, id: "clip", inputProps, browserExecutable, chromiumOptions, logLevel: "error" });
await renderMedia({
  serveUrl, composition: { ...composition, durationInFrames: Number(frames) }, inputProps, outputLocation, browserExecutable, chromiumOptions,
  codec: "h264", crf: 20, x264Preset: "veryfast", concurrency: 2, imageFormat: "jpeg", logLevel: "error", muted: true,
});
