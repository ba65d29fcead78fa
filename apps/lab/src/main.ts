import { addressFields, goTo } from "./page/address.ts";
import { byId } from "./page/element.ts";
import { EngineSwitch } from "./page/engine-switch.ts";
import { Tabs } from "./page/tabs.ts";
import { TABS, type TabName, type View } from "./tabs.ts";
import { Remote } from "./worker/remote.ts";

const remote = new Remote();
const panel = byId("laboratory");
let view: View | undefined;
let opened = 0;
let hasAll = false;

const tabs = new Tabs<TabName>(byId("tabs"), panel, { tabs: TABS, onOpen: (name) => void open(name) });
const engines = new EngineSwitch(byId("engines"), remote, () => void open(wantedTab()));

async function open(name: TabName): Promise<void> {
  const turn = ++opened;
  view?.close();
  goTo(name, engines.chosen);
  tabs.mark(name);
  const tab = TABS.find((one) => one.name === name) ?? TABS[0];
  const make = await tab.load();
  if (turn !== opened) return; // the reader has gone on
  view = make(panel, remote);
  await view.open();
  await engines.tellMemory();
  void loadTheRest();
}

/** After the first picture, what the other tabs need: from then on the page needs no network. */
async function loadTheRest(): Promise<void> {
  if (hasAll) return;
  hasAll = true;
  try {
    await Promise.all([remote.load(), ...TABS.map((tab) => tab.load())]);
    document.documentElement.dataset["loaded"] = "all";
  } catch {
    hasAll = false; // without a network already: the next picture tries again
  }
}

function wantedTab(): TabName {
  const wanted = addressFields().get("tab");
  return TABS.find(({ name }) => name === wanted)?.name ?? TABS[0].name;
}

for (const name of ["dragover", "drop"]) addEventListener(name, (event) => event.preventDefault()); // a file beside its zone must not take the page's place
addEventListener("hashchange", () => void open(wantedTab()));
if (await engines.start(addressFields().get("engine"))) await open(wantedTab());
