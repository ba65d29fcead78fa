import { element } from "./element.ts";

/** A control with its name, and why one would touch it. */
export interface Labelled {
  readonly id: string;
  readonly label: string;
  readonly reason: string;
}

export function choice<Option extends string>(
  { id, label, reason }: Labelled,
  options: readonly Option[],
  { value, onChange }: { readonly value: Option; readonly onChange: (value: Option) => void },
): HTMLElement {
  const select = element("select", { id, "aria-describedby": `${id}-reason` });
  for (const option of options) select.append(element("option", option === value ? { selected: "" } : {}, option));
  select.addEventListener("change", () => {
    const chosen = options.find((option) => option === select.value);
    if (chosen !== undefined) onChange(chosen);
  });
  return field({ id, label, reason }, select);
}

export function slider(
  { id, label, reason }: Labelled,
  range: { readonly least: number; readonly most: number; readonly step: number },
  { value, onChange }: { readonly value: number; readonly onChange: (value: number) => void },
): HTMLElement {
  const [min, max, step] = [range.least, range.most, range.step].map(String) as [string, string, string];
  const input = element("input", { id, type: "range", min, max, step, value: String(value), "aria-describedby": `${id}-reason` });
  const shown = element("output", { for: id }, String(value));
  input.addEventListener("input", () => (shown.textContent = input.value));
  input.addEventListener("change", () => onChange(Number(input.value)));
  return field({ id, label, reason }, input, shown);
}

export function number(
  { id, label, reason }: Labelled,
  { value, onChange }: { readonly value: number; readonly onChange: (value: number) => void },
): HTMLElement {
  const input = element("input", { id, type: "number", min: "0", step: "1", value: String(value), "aria-describedby": `${id}-reason` });
  input.addEventListener("change", () => onChange(Number(input.value)));
  return field({ id, label, reason }, input);
}

export function button({ id, label, reason }: Labelled, onClick: () => void): HTMLButtonElement {
  const made = element("button", { id, type: "button", title: reason }, label);
  made.addEventListener("click", onClick);
  return made;
}

function field({ id, label, reason }: Labelled, ...inputs: readonly HTMLElement[]): HTMLElement {
  const why = element("span", { id: `${id}-reason`, class: "reason" }, reason);
  return element("div", { class: "field" }, element("label", { for: id }, label), ...inputs, why);
}
