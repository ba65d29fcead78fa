import { element } from "./element.ts";

/** The three columns of a tab: what is set, the picture, the numbers. */
export function layout(
  parent: HTMLElement,
  parts: { readonly controls: readonly Node[]; readonly picture: readonly Node[]; readonly figures: readonly Node[] },
): void {
  parent.replaceChildren(
    element("section", { class: "controls", "aria-label": "settings" }, ...parts.controls),
    element("section", { class: "picture", "aria-label": "picture" }, ...parts.picture),
    element("section", { class: "figures", "aria-label": "numbers" }, ...parts.figures),
  );
}
