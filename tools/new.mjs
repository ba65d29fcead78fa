// npm run new -- package <name> [--scope family] | layer <package> <ClassName>
import { spawnSync } from "node:child_process";

const [kind, ...args] = process.argv.slice(2);
if (kind !== "package" && kind !== "layer") {
  console.error(
    "usage: npm run new -- package <name> [--scope engine|base|nn|family|checker] [--dependencies nn,losses]\n       npm run new -- layer <package> <ClassName>",
  );
  process.exit(2);
}
const env = { ...process.env, NX_DAEMON: "false", NX_TUI: "false" };
const steps = [
  ["nx", ["g", `@surenet/workspace-plugin:${kind}`, ...args]],
  ...(kind === "package" ? [["npx", ["-y", "pnpm@12.21.0", "install", "--no-frozen-lockfile"]]] : []),
  ["nx", ["sync"]],
];
for (const [command, words] of steps) {
  const { status } = spawnSync(command, words, { stdio: "inherit", env, shell: process.platform === "win32" });
  if (status !== 0) process.exit(status ?? 1);
}
