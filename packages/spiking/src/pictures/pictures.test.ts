import { tensor, tidy } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { rasterOf, rasterSvg } from "./raster.ts";
import { voltageSvg, voltageTraces } from "./voltage-trace.ts";
import { weightsSvg, weightTiles } from "./weight-tiles.ts";

it("a raster lists who spiked when, and draws a stroke for each", () => {
  tidy(() => {
    const raster = rasterOf(tensor([[0, 1, 0], [1, 0, 1]])); // prettier-ignore
    expect(raster).toEqual({ steps: 2, neurons: 3, spikes: [{ step: 0, neuron: 1 }, { step: 1, neuron: 0 }, { step: 1, neuron: 2 }] }); // prettier-ignore
    const picture = rasterSvg(raster, { dtMs: 0.5, title: "a < b" });
    expect(picture.match(/M[\d.]+ [\d.]+v/g)).toHaveLength(3);
    expect(picture).toContain("<title>a &lt; b</title>");
    expect(picture).toContain("3 of 3 neurons in 1 ms");
    expect(() => rasterOf(tensor([1]))).toThrowSurenet("E_SHAPE", /\[steps, neurons\]/);
  });
});

it("voltages become curves between their least and largest value", () => {
  tidy(() => {
    const traces = voltageTraces(tensor([[0, 5], [1, 6], [2, 9]]), [1]); // prettier-ignore
    expect(traces).toEqual([{ neuron: 1, voltages: [5, 6, 9] }]);
    // 600 wide from 48, 240 high from 24: 5 lies at the bottom, 9 at the top, 6 a quarter up
    expect(voltageSvg(traces, { threshold: 7 })).toContain('points="48.0,264.0 348.0,204.0 648.0,24.0"');
    expect(() => voltageTraces(tensor([[1]]), [2])).toThrowSurenet("E_OPTION", /0 … 0/);
  });
});

it("weights become tiles of grey, the largest 255, with a pixel between them", () => {
  tidy(() => {
    // two neurons over a 1 × 2 image
    const tiles = weightTiles(tensor([[0, 1], [2, 4]]), { height: 1, width: 2 }); // prettier-ignore
    expect({ ...tiles, pixels: [...tiles.pixels] }).toEqual({ width: 5, height: 1, pixels: [0, 128, 255, 64, 255] });
    const picture = weightsSvg(tiles);
    const bytes = Uint8Array.from(atob(/base64,([^"]+)"/.exec(picture)?.[1] ?? ""), (letter) => letter.charCodeAt(0));
    // a header of 54 bytes, 256 colours of 4, and a row of 5 pixels filled up to 8
    expect([String.fromCharCode(...bytes.subarray(0, 2)), bytes.length, ...bytes.subarray(1078)]).toEqual(["BM", 1086, 0, 128, 255, 64, 255, 0, 0, 0]); // prettier-ignore
    expect(() => weightTiles(tensor([[0]]), { height: 2, width: 2 })).toThrowSurenet("E_SHAPE", /\[2 · 2, neurons\]/);
  });
});
