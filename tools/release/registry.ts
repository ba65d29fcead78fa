import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { root } from "../accept/paths.ts";
import { freePort } from "../free-port.ts";
import { run } from "./run.ts";

const VERDACCIO = "6.10.4";

/** A registry on this machine that has our packages and hands on everything else. */
export interface Registry {
  readonly url: string;
  /** What a project's .npmrc has to say to use it. */
  readonly npmrc: string;
  /** What npm and pnpm need in their environment to use it. */
  readonly env: Readonly<Record<string, string>>;
  stop(): void;
}

/** Installs Verdaccio into the cache on first use, and starts it with an empty storage. */
export async function startRegistry(folder: string): Promise<Registry> {
  const home = path.join(root, ".cache/verdaccio");
  if (!existsSync(path.join(home, "node_modules/verdaccio"))) {
    await mkdir(home, { recursive: true });
    // a dependency of Verdaccio names a tag that not every registry has
    const manifest = { private: true, dependencies: { verdaccio: VERDACCIO }, overrides: { "node-fetch": "2.7.0" } };
    await writeFile(path.join(home, "package.json"), JSON.stringify(manifest));
    await run("npm install --no-audit --no-fund --silent", { cwd: home });
  }
  const upstream = (await run("npm config get registry", { cwd: home })).trim();
  const config = {
    storage: path.join(folder, "storage"),
    uplinks: { upstream: { url: upstream, maxage: "60m" } },
    packages: {
      "@surenet/*": { access: "$all", publish: "$anonymous" },
      "**": { access: "$all", proxy: "upstream" },
    },
    max_body_size: "100mb",
    log: { type: "file", path: path.join(folder, "verdaccio.log"), level: "warn" },
  };
  await rm(config.storage, { recursive: true, force: true });
  await writeFile(path.join(folder, "verdaccio.json"), JSON.stringify(config));
  const port = await freePort(); // another each time: package managers keep what a registry of an address has said
  const url = `http://127.0.0.1:${port}/`;
  const npmrc = path.join(folder, "npmrc");
  const settings = `registry=${url}\n@surenet:registry=${url}\n//127.0.0.1:${port}/:_authToken=anonymous\n`;
  await writeFile(npmrc, settings);
  const child = spawn(process.execPath, [path.join(home, "node_modules/verdaccio/bin/verdaccio"), "--config", path.join(folder, "verdaccio.json"), "--listen", `127.0.0.1:${port}`], { stdio: "ignore" }); // prettier-ignore
  for (let tries = 0; ; tries++) {
    const answers = await fetch(`${url}-/ping`).then(({ ok }) => ok, () => false); // prettier-ignore
    if (answers) break;
    if (tries > 150 || child.exitCode !== null) throw new Error("verdaccio does not answer");
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return {
    url,
    npmrc: settings,
    env: {
      NPM_CONFIG_USERCONFIG: npmrc,
      npm_config_registry: url,
      PNPM_CONFIG_REGISTRY: url,
      PNPM_CONFIG_USERCONFIG: npmrc,
      PNPM_CONFIG_CACHE_DIR: path.join(folder, "pnpm-cache"),
    },
    stop: () => void child.kill(),
  };
}
