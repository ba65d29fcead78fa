import { SurenetError } from "../../errors/surenet-error.ts";

/**
 * Imports an optional package.
 *
 * @throws SurenetError `E_ENGINE` that says how to install it
 */
export async function importOptional<Exports>(packageName: string, load: () => unknown): Promise<Exports> {
  try {
    return (await load()) as Exports;
  } catch (cause) {
    throw new SurenetError("E_ENGINE", {
      where: "initBackend",
      problem: `the package ${packageName} cannot be loaded (${cause instanceof Error ? (cause.message.split("\n")[0] ?? "") : String(cause)})`,
      fix: `Install it: npm install ${packageName}`,
      cause,
    });
  }
}
