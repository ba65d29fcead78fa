import { gzipSync } from "node:zlib";
import { build, type Rolldown } from "vite";
import { root } from "../accept/paths.ts";

/** Gzipped bytes of each chunk of a page, by its name; a chunk that is loaded on demand only is marked. */
export interface Bundle {
  readonly chunks: readonly { readonly name: string; readonly bytes: number; readonly isLazy: boolean }[];
  /** What the page loads at once. */
  readonly bytes: number;
}

const ENTRY = "\0page";

/** What a page with this module script weighs when Vite has built it, each part in a chunk of its own. */
export async function bundleSize(script: string, parts: readonly { readonly name: string; readonly test: RegExp }[] = []): Promise<Bundle> {
  const built = await build({
    root,
    configFile: false,
    logLevel: "error",
    resolve: { conditions: ["@surenet/source"] },
    plugins: [{ name: "page", resolveId: (id) => (id === "page" ? ENTRY : undefined), load: (id) => (id === ENTRY ? script : undefined) }],
    build: {
      write: false,
      target: "es2022",
      modulePreload: false,
      rolldownOptions: {
        input: "page",
        output: { codeSplitting: { includeDependenciesRecursively: false, groups: [...parts] } },
        preserveEntrySignatures: "allow-extension",
      },
    },
  });
  const { output } = [built].flat()[0] as Rolldown.RolldownOutput;
  const chunks = output.filter((one) => one.type === "chunk");
  const eager = new Set<string>();
  const follow = (fileName: string): void => {
    if (eager.has(fileName)) return;
    eager.add(fileName);
    for (const next of chunks.find((chunk) => chunk.fileName === fileName)?.imports ?? []) follow(next);
  };
  for (const chunk of chunks) if (chunk.isEntry) follow(chunk.fileName);
  const measured = chunks.map(({ name, fileName, code }) => ({ name, bytes: gzipSync(code).length, isLazy: !eager.has(fileName) }));
  return { chunks: measured, bytes: measured.filter(({ isLazy }) => !isLazy).reduce((total, { bytes }) => total + bytes, 0) };
}
