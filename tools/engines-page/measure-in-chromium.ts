// Prints, as one line of JSON, what WebGPU in a page of Chromium makes of every gradient case.
import { chromium } from "playwright";
import { createServer } from "vite";
import { chromiumLaunch } from "../conformance/chromium.ts";
import { root } from "../accept/paths.ts";
import type * as Measure from "./measure-engine.ts";
import type { EngineMeasurement } from "./measurement.ts";

/** What the page loads beside our sources; found while the page runs, they would make it start again. */
const DEPENDENCIES = [
  "@tensorflow/tfjs-core",
  ...["cpu", "wasm", "webgpu"].map((engine) => `@tensorflow/tfjs-backend-${engine}`),
  "@surenet/tensor-backend > ml-matrix",
];

const server = await createServer({
  root,
  configFile: false,
  logLevel: "error",
  resolve: { conditions: ["@surenet/source"] },
  define: { "process.env": JSON.stringify({ SURENET_ENGINES: process.env["SURENET_ENGINES"] }) },
  cacheDir: ".cache/vite-engines",
  optimizeDeps: { noDiscovery: true, include: DEPENDENCIES },
});
await server.listen();
const browser = await chromium.launch(chromiumLaunch);
const page = await browser.newPage();
await page.route("**/empty.html", (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html>" }));
await page.goto(new URL("/empty.html", server.resolvedUrls?.local[0]).href);
const measurement = await page.evaluate(async (): Promise<EngineMeasurement> => {
  const file = "/tools/engines-page/measure-engine.ts";
  const { measureEngine } = (await import(file)) as typeof Measure;
  return measureEngine("webgpu");
});
await browser.close();
await server.close();
process.stdout.write(`${JSON.stringify({ ...measurement, engine: "webgpu in Chromium" })}\n`);
