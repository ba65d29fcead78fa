/** The fields of the address after `#`: the whole state of the page. */
export function addressFields(): URLSearchParams {
  return new URLSearchParams(location.hash.replace(/^#/, ""));
}

/** Replaces the fields of a tab; those of the page, which tab and engine, stay. */
export function writeAddress(fields: URLSearchParams): void {
  const before = addressFields();
  const next = new URLSearchParams();
  for (const name of ["tab", "engine"]) {
    const value = before.get(name);
    if (value !== null) next.set(name, value);
  }
  for (const [name, value] of fields) next.set(name, value);
  history.replaceState(null, "", `#${next.toString()}`);
}

/** Sets fields of the page, and forgets those of the tab when it is another one. */
export function goTo(tab: string, engine: string | null): void {
  const before = addressFields();
  const next = (before.get("tab") ?? tab) === tab ? before : new URLSearchParams();
  next.set("tab", tab);
  if (engine !== null) next.set("engine", engine);
  history.replaceState(null, "", `#${next.toString()}`);
}

/** Sets or forgets one field of the tab that is open. */
export function noteInAddress(name: string, value: string | undefined): void {
  const next = addressFields();
  if (value === undefined) next.delete(name);
  else next.set(name, value);
  history.replaceState(null, "", `#${next.toString()}`);
}
