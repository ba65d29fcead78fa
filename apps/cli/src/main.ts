#!/usr/bin/env node
import { runCli } from "./cli.ts";

const stop = new AbortController();
process.once("SIGINT", () => stop.abort(new Error("stopped by Ctrl-C"))); // a second Ctrl-C ends the process at once
process.once("SIGTERM", () => stop.abort(new Error("stopped by SIGTERM")));
process.exitCode = await runCli(process.argv.slice(2), stop.signal);
