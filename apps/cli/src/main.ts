#!/usr/bin/env node
import { runCli } from "./cli.ts";
import { stopOnSignals } from "./terminal/stop.ts";

process.chdir(process.env["SURENET_CWD"] || "."); // npm runs us in the workspace's root, wherever the command was given
const { stdout, stderr, env } = process;
for (const stream of [stdout, stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(); // whoever read (`| head`) has seen enough
    throw error;
  });
}
process.exitCode = await runCli(process.argv.slice(2), { stdout, stderr, env, signal: stopOnSignals() });
