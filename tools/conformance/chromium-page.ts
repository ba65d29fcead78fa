import { chromium, type Page } from "playwright";
import { createServer } from "vite";
import { root } from "../accept/paths.ts";
import { chromiumLaunch } from "./chromium.ts";

/** What pages load beside our sources; found while a page runs, they would make it start again. */
const DEPENDENCIES = [
  "@tensorflow/tfjs-core",
  ...["cpu", "wasm", "webgpu"].map((engine) => `@tensorflow/tfjs-backend-${engine}`),
  "@surenet/tensor-backend > ml-matrix",
];

/** An empty page that can import the sources of this repository by their paths, for the length of `body`; cross-origin isolated, so that it may have threads. */
export async function inChromium<T>(body: (page: Page) => Promise<T>): Promise<T> {
  const headers = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };
  const server = await createServer({
    root,
    configFile: false,
    logLevel: "error",
    cacheDir: ".cache/vite-engines",
    server: { headers },
    resolve: { conditions: ["@surenet/source"] },
    define: { "process.env": JSON.stringify({ SURENET_ENGINES: process.env["SURENET_ENGINES"] }) },
    optimizeDeps: { noDiscovery: true, include: DEPENDENCIES },
  });
  await server.listen();
  const browser = await chromium.launch(chromiumLaunch);
  try {
    const page = await browser.newPage();
    await page.route("**/empty.html", (route) => route.fulfill({ contentType: "text/html", headers, body: "<!doctype html>" }));
    await page.goto(new URL("/empty.html", server.resolvedUrls?.local[0]).href);
    return await body(page);
  } finally {
    await browser.close();
    await server.close();
  }
}
