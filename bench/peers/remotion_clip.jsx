// The same five layers as visualgen's, as a Remotion composition.
import React from "react";
import { AbsoluteFill, Composition, Img, registerRoot, staticFile, useCurrentFrame } from "remotion";

const wave = (t, period) => (1 - Math.cos((Math.PI * t) / period)) / 2;

const Layer = ({ name, style }) => <AbsoluteFill style={style}><Img src={staticFile(`${name}.png`)} /></AbsoluteFill>;

const Clip = () => {
  const t = useCurrentFrame() / 30;
  return (
    <AbsoluteFill>
      <Layer name="picture" style={{ transform: `scale(${1 + (0.12 * t) / 20})` }} />
      <Layer name="shade" style={{ opacity: 0.8 + 0.2 * wave(t, 1.5) }} />
      <Layer name="words" style={{ transform: `translateY(${60 - 80 * wave(t, 3)}px)`, opacity: 0.6 + 0.4 * wave(t, 3) }} />
      <Layer name="petals" style={{ transform: `scale(${0.92 + 0.14 * wave(t, 1)})`, transformOrigin: "920px 160px" }} />
      <Layer name="button" style={{ transform: `translate(${24 * wave(t, 2)}px, ${-30 * wave(t, 2)}px)` }} />
    </AbsoluteFill>
  );
};

registerRoot(() => <Composition id="clip" component={Clip} width={1080} height={1920} fps={30} durationInFrames={600} />);
