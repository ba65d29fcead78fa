import { createServer, type Server } from "node:http";
import { existsSync, rmSync } from "node:fs";
import { mkdtemp, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Browser, chromium, type Page } from "playwright";
import { build } from "vite";

const lab = path.resolve(import.meta.dirname, "..");

/** The system's Chromium, without which the page cannot be driven. */
export const CHROMIUM: string | undefined = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((file) =>
  existsSync(file),
);

/** Whether tests of the page are passed over; loudly, and in CI, where its absence is an error, never. */
export const WITHOUT_CHROMIUM: boolean = CHROMIUM === undefined && process.env["CI"] === undefined;
if (WITHOUT_CHROMIUM) console.warn("SKIPPED: the laboratory's page, since there is no Chromium here (apt-get install chromium)");

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".wasm": "application/wasm",
};

/** The built laboratory in a Chromium, served as plain files under a sub-path. */
export interface LabPage {
  readonly page: Page;
  /** What the console said that is no information, and what went wrong on the page. */
  readonly complaints: readonly string[];
  /** Where it was opened. */
  readonly address: string;
  /** A number or text of the list beside the picture. */
  fact(name: string): Promise<string>;
  /** Waits until a condition in the page holds. */
  until(condition: string): Promise<void>;
  /** Serious faults of accessibility that axe finds. */
  faults(): Promise<readonly string[]>;
  /** Bytes that the page's own heap holds after it was tidied. */
  heap(): Promise<number>;
  /** Kept for looking at when `SURENET_SCREENSHOTS` names a folder. */
  screenshot(name: string): Promise<void>;
  close(): Promise<void>;
}

export interface LabOptions {
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly colorScheme?: "light" | "dark";
  readonly reducedMotion?: "reduce";
  /** With WebGPU on a software driver. */
  readonly webgpu?: boolean;
}

/** @param hash the fields of the address, `#tab=calibrate&seed=3` */
export async function openLab(
  hash = "",
  { viewport = { width: 1280, height: 900 }, webgpu = false, ...options }: LabOptions = {},
): Promise<LabPage> {
  const server = await serve(await builtSite());
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/some/where/${hash}`;
  const browser: Browser = await chromium.launch({
    ...(CHROMIUM === undefined ? {} : { executablePath: CHROMIUM }),
    args: ["--no-sandbox", ...(webgpu ? ["--enable-unsafe-webgpu", "--enable-features=Vulkan", "--use-webgpu-adapter=swiftshader"] : [])],
  });
  const page = await browser.newPage({ viewport, ...options });
  const complaints: string[] = [];
  page.on("console", (message) => (message.type() === "error" || message.type() === "warning") && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(address);
  return {
    page,
    complaints,
    address,
    fact: (name) => page.locator(`#fact-${name}`).innerText(),
    until: async (condition) => void (await page.waitForFunction(condition, undefined, { timeout: 45_000 })),
    faults: () => faultsOf(page),
    async heap() {
      const session = await page.context().newCDPSession(page);
      await session.send("HeapProfiler.collectGarbage");
      const { usedSize } = await session.send("Runtime.getHeapUsage");
      await session.detach();
      return usedSize;
    },
    async screenshot(name) {
      const folder = process.env["SURENET_SCREENSHOTS"];
      if (folder !== undefined) await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true });
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}

let built: Promise<string> | undefined;

/** Built once for all tests of a process, into a folder of its own. */
export function builtSite(): Promise<string> {
  built ??= buildSite();
  return built;
}

async function buildSite(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "surenet-lab-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  await build({ configFile: path.join(lab, "vite.config.ts"), logLevel: "error", build: { outDir: folder, emptyOutDir: true } });
  return folder;
}

async function faultsOf(page: Page): Promise<readonly string[]> {
  await page.addScriptTag({ content: await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8") });
  const found = await page.evaluate<{ id: string; impact: string; where: string }[]>("axe.run().then(({ violations }) => violations.map(({ id, impact, nodes }) => ({ id, impact, where: nodes.map(({ html }) => html.slice(0, 160)).join() })))"); // prettier-ignore
  return found.filter(({ impact }) => impact === "serious" || impact === "critical").map(({ id, where }) => `${id}: ${where}`);
}

async function serve(site: string): Promise<Server> {
  const server = createServer((request, response) => {
    const wanted = new URL(request.url ?? "/", "http://localhost").pathname.replace("/some/where/", "");
    const file = path.join(site, wanted === "" ? "index.html" : wanted);
    readFile(file).then(
      (content) => response.setHeader("content-type", TYPES[path.extname(file)] ?? "application/octet-stream").end(content),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}
