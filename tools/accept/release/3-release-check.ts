import { readdirSync } from "node:fs";
import path from "node:path";
import type { Acceptance } from "../acceptance.ts";
import { runCommand } from "../command.ts";
import { root } from "../paths.ts";

const EXAMPLES = ["node-script", "vite-page", "worker"];

/** The release check, row by row, and the consumers that it installs. */
export const releaseCheck: Acceptance = {
  id: "release/3",
  about: "what the packages must hold before they are published, and what strangers' projects make of them from a registry",
  async run(report) {
    const { code, stdout } = await runCommand(process.execPath, ["--conditions=@surenet/source", "tools/release/main.ts"]);
    const table = stdout.trim().split("\n\n").at(-1) ?? "";
    for (const row of table.split("\n")) report.check(row.slice(7, 66).trim(), row.startsWith("ok "), row.slice(66).trim());
    report.check("npm run release:check", code === 0, `ended with ${String(code)}`);
    const found = readdirSync(path.join(root, "apps/examples"));
    report.check("example consumers", EXAMPLES.every((name) => found.includes(name)), EXAMPLES.join(", ")); // prettier-ignore
  },
};
