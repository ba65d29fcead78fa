import { element } from "./element.ts";

/** The numbers that matter, by name; read out when they change. */
export class Numbers {
  readonly element: HTMLElement = element("dl", { id: "numbers", "aria-live": "polite" });

  show(facts: Readonly<Record<string, string>>): void {
    const parts = Object.entries(facts).flatMap(([name, value]) => [element("dt", {}, name), element("dd", { id: `fact-${name.replaceAll(" ", "-")}` }, value)]); // prettier-ignore
    this.element.replaceChildren(...parts);
  }
}
