import { type EngineName, type EngineReport, initBackend } from "@surenet/tensor-backend";
import type { Terminal } from "../terminal/terminal.ts";

/** The engine by its name on the command line; `auto` takes the fastest that is installed. */
export function startEngine(name: EngineName | "auto", { signal }: Terminal): Promise<EngineReport> {
  return initBackend(name === "auto" ? { signal } : { prefer: [name], signal });
}
