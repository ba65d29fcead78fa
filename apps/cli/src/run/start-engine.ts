import { type EngineName, type EngineReport, initBackend, SurenetError } from "@surenet/tensor-backend";
import type { Terminal } from "../terminal/terminal.ts";

/**
 * The engine by its name on the command line; `auto` takes the fastest that is installed.
 *
 * @throws SurenetError `E_ENGINE` that says what to install
 */
export async function startEngine(name: EngineName | "auto", { signal }: Terminal): Promise<EngineReport> {
  try {
    return await initBackend(name === "auto" ? { signal } : { prefer: [name], signal });
  } catch (cause) {
    if (!(cause instanceof SurenetError)) throw cause;
    throw new SurenetError("E_ENGINE", { where: `--engine ${name}`, problem: cause.message.replace(/^initBackend: /, ""), cause });
  }
}
