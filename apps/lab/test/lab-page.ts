import { createServer, type Server } from "node:http";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { type Browser, chromium, type Page } from "playwright";
import { build } from "vite";

const lab = path.resolve(import.meta.dirname, "..");
const site = path.join(lab, "dist/site");

/** The system's Chromium, without which the page cannot be driven. */
export const CHROMIUM: string | undefined = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((file) =>
  existsSync(file),
);

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
  close(): Promise<void>;
}

export async function openLab(
  hash = "",
  viewport: { readonly width: number; readonly height: number } = { width: 1280, height: 900 },
): Promise<LabPage> {
  await build({ configFile: path.join(lab, "vite.config.ts"), logLevel: "error" });
  const server = await serve();
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/some/where/${hash}`;
  const browser: Browser = await chromium.launch({
    ...(CHROMIUM === undefined ? {} : { executablePath: CHROMIUM }),
    args: ["--no-sandbox"],
  });
  const page = await browser.newPage({ viewport });
  const complaints: string[] = [];
  page.on("console", (message) => (message.type() === "error" || message.type() === "warning") && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(address);
  return {
    page,
    complaints,
    address,
    async close() {
      await browser.close();
      server.close();
    },
  };
}

async function serve(): Promise<Server> {
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
