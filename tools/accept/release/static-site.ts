import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import path from "node:path";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".wasm": "application/wasm",
};

export interface StaticSite {
  readonly address: string;
  close(): void;
}

/** Plain files of a folder under a sub-path, as any static server has them. */
export async function serveFolder(folder: string, under: string): Promise<StaticSite> {
  const server = createServer((request, response) => {
    const wanted = new URL(request.url ?? "/", "http://localhost").pathname;
    if (!wanted.startsWith(under)) return void response.writeHead(404).end();
    const file = path.join(folder, wanted === under ? "index.html" : wanted.slice(under.length));
    readFile(file).then(
      (content) => response.setHeader("content-type", TYPES[path.extname(file)] ?? "application/octet-stream").end(content),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}${under}`, close: () => void server.close() };
}
