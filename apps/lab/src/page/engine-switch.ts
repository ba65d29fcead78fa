import type { EngineChoice } from "../worker/protocol.ts";
import type { Remote } from "../worker/remote.ts";
import { element } from "./element.ts";

const ENGINES = ["wasm", "webgpu", "cpu"] as const;

/** Which engine runs, and the choice of another. One that cannot run says why, and the one before goes on. */
export class EngineSwitch {
  /** By name, once the reader has chosen one. */
  chosen: string | null = null;
  readonly #remote: Remote;
  readonly #status = element("p", { id: "engine", role: "status" }, "starting");
  readonly #memory = element("span", { id: "memory" });
  readonly #select = element("select", { id: "engine-choice", "aria-label": "engine", title: "what computes: WebAssembly, the graphics card, or plain JavaScript" }, ...ENGINES.map((name) => element("option", {}, name))); // prettier-ignore
  #running = "";

  constructor(parent: HTMLElement, remote: Remote, onSwitch: () => void) {
    this.#remote = remote;
    parent.replaceChildren(this.#select, this.#status, this.#memory);
    this.#select.addEventListener("change", () => {
      void this.start(this.#select.value).then((didStart) => didStart && onSwitch());
    });
  }

  /** @returns whether it runs; else the page says why not */
  async start(wanted: string | null): Promise<boolean> {
    const engine: EngineChoice = ENGINES.find((name) => name === wanted) ?? "any";
    try {
      const name = await this.#remote.start(engine);
      this.#running = name;
      this.#tell(`engine ${name}, in a worker`);
      if (engine !== "any") this.chosen = name;
      return true;
    } catch (error) {
      this.#tell(error instanceof Error ? error.message : String(error), true);
      if (this.#running === "" && engine !== "any") return this.#instead();
      return false;
    } finally {
      this.#select.value = this.#running;
    }
  }

  /** How much the engine holds now. */
  async tellMemory(): Promise<void> {
    this.#memory.textContent = `${await this.#remote.tensors()} tensors`;
  }

  /** An address may ask for an engine that this machine does not have. */
  async #instead(): Promise<boolean> {
    const why = this.#status.textContent;
    const didStart = await this.start(null);
    if (didStart) this.#tell(`${why} Running on ${this.#running} instead.`, true);
    return didStart;
  }

  #tell(text: string, isWrong = false): void {
    this.#status.textContent = text;
    this.#status.classList.toggle("wrong", isWrong);
  }
}
