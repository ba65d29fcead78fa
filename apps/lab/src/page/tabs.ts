import { element } from "./element.ts";

export interface Tab<Name extends string> {
  readonly name: Name;
  readonly label: string;
  readonly reason: string;
}

/** A list of tabs after WAI-ARIA: arrows, Home and End move among them, Enter and Space open one. */
export class Tabs<Name extends string> {
  readonly #buttons: ReadonlyMap<Name, HTMLButtonElement>;
  readonly #panel: HTMLElement;

  constructor(
    list: HTMLElement,
    panel: HTMLElement,
    { tabs, onOpen }: { readonly tabs: readonly Tab<Name>[]; readonly onOpen: (name: Name) => void },
  ) {
    // prettier-ignore
    this.#panel = panel;
    this.#buttons = new Map(tabs.map(({ name, label, reason }) => [name, element("button", { id: `tab-${name}`, type: "button", role: "tab", title: reason, "aria-controls": panel.id }, label)])); // prettier-ignore
    list.replaceChildren(...this.#buttons.values());
    for (const [name, button] of this.#buttons) button.addEventListener("click", () => onOpen(name));
    list.addEventListener("keydown", (event) => this.#move(event));
  }

  /** Marks a tab as the open one. */
  mark(open: Name): void {
    for (const [name, button] of this.#buttons) {
      button.setAttribute("aria-selected", String(name === open));
      button.tabIndex = name === open ? 0 : -1;
    }
    this.#panel.setAttribute("aria-labelledby", `tab-${open}`);
  }

  #move(event: KeyboardEvent): void {
    const all = [...this.#buttons.values()];
    const at = all.findIndex((button) => button === document.activeElement);
    const places: Readonly<Record<string, number>> = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: all.length - 1 };
    const place = places[event.key];
    if (place === undefined) return;
    event.preventDefault();
    all[(place + all.length) % all.length]?.focus();
  }
}
