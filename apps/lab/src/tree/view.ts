import { addressFields, writeAddress } from "../page/address.ts";
import { button, choice, number, slider } from "../page/controls.ts";
import { element } from "../page/element.ts";
import { layout } from "../page/layout.ts";
import { Numbers } from "../page/numbers.ts";
import { Trainer } from "../page/trainer.ts";
import { figure } from "../pictures/figure.ts";
import { LossChart } from "../pictures/loss-chart.ts";
import type { View } from "../tabs.ts";
import type { Remoted } from "../worker/protocol.ts";
import type { Remote } from "../worker/remote.ts";
import { drawTree } from "./draw-tree.ts";
import type { LeafReport, Snapshot, TreeSession } from "./session.ts";
import { fieldsOf, settingsFrom, type TreeSettings, WEIGHTINGS } from "./settings.ts";
import { ABOUT, LATER_TASKS, type LaterTask } from "./task-names.ts";

const FIRST_EPOCHS = 12;

/** Tree: several questions about one digit, answered by a tree that grows a leaf while the rest of it stays as it is. */
export class TreeView implements View {
  readonly #drawing = element("div", { id: "tree" });
  readonly #numbers = new Numbers();
  readonly #about = element("p", { id: "about", class: "reason" });
  readonly #adders = element("div", { class: "row", role: "group", "aria-label": "tasks to add" });
  readonly #loss = new LossChart(figure("loss", "loss of the chosen task by epoch"));
  readonly #trainer: Trainer<Snapshot, Remoted<TreeSession>>;
  #settings: TreeSettings = settingsFrom(addressFields());
  #snapshot: Snapshot | undefined;
  #selected = "digit";

  constructor(parent: HTMLElement, remote: Remote) {
    this.#trainer = new Trainer<Snapshot, Remoted<TreeSession>>({
      firstEpochs: () => FIRST_EPOCHS,
      stride: 1,
      open: async () => {
        const session = await remote.open("tree", this.#settings);
        writeAddress(fieldsOf(this.#settings));
        return session;
      },
      show: (snapshot) => this.#show(snapshot),
      settled: async (session) => {
        for (const task of this.#settings.added)
          if (this.#snapshot !== undefined && !(task in this.#snapshot.leaves)) await this.#grow(task, session);
      },
    });
    for (const task of LATER_TASKS) {
      this.#adders.append(button({ id: `add-${task}`, label: `+ ${task}`, reason: ABOUT[task] }, () => this.#add(task)));
    }
    layout(parent, {
      controls: [...this.#controls(), this.#trainer.message],
      picture: [this.#drawing, element("p", { class: "reason" }, "roots below, leaves on top: choose a leaf for its numbers; what is dashed is frozen")], // prettier-ignore
      figures: [this.#about, this.#numbers.element, this.#loss.element],
    });
  }

  open(): Promise<void> {
    return this.#trainer.open();
  }

  close(): void {
    this.#trainer.close();
  }

  #controls(): readonly HTMLElement[] {
    const { seed, width, weighting } = this.#settings;
    const change = (next: Partial<TreeSettings>): void => {
      this.#settings = { ...this.#settings, ...next };
      void this.open();
    };
    return [
      choice({ id: "weighting", label: "losses", reason: "weighted by learned uncertainties, or all alike" }, WEIGHTINGS, { value: weighting, onChange: (value) => change({ weighting: value }) }), // prettier-ignore
      slider({ id: "width", label: "trunk", reason: "features that all tasks share" }, { least: 8, most: 128, step: 8 }, { value: width, onChange: (value) => change({ width: value }) }), // prettier-ignore
      number({ id: "seed", label: "seed", reason: "equal seeds give equal numbers" }, { value: seed, onChange: (value) => change({ seed: value }) }), // prettier-ignore
      element("p", { class: "reason" }, "one question more, while all the rest is frozen:"),
      this.#adders,
      element("div", { class: "row" }, ...this.#trainer.buttons),
    ];
  }

  #add(task: LaterTask): void {
    void this.#trainer.with(async (session) => {
      await this.#grow(task, session);
      this.#settings = { ...this.#settings, added: [...this.#settings.added, task] };
      writeAddress(fieldsOf(this.#settings));
    });
  }

  async #grow(task: LaterTask, session: Remoted<TreeSession>): Promise<void> {
    const grown = await session.addTask(task);
    this.#selected = task;
    this.#show(grown);
    for (let i = 0; i < FIRST_EPOCHS; i++) this.#show(await session.train(1));
  }

  #show(snapshot: Snapshot): void {
    this.#snapshot = snapshot;
    const { nodes, leaves, epoch, frozenChange } = snapshot;
    if (!(this.#selected in leaves)) this.#selected = "digit";
    for (const task of LATER_TASKS) {
      const adder = this.#adders.querySelector<HTMLButtonElement>(`#add-${task}`);
      if (adder !== null) adder.disabled = task in leaves;
    }
    const figures = Object.fromEntries(Object.entries(leaves).map(([task, report]) => [task, figureOf(report)]));
    const focused = document.activeElement?.id; // drawing anew must not take the focus away
    this.#drawing.replaceChildren(drawTree({ nodes, figures, selected: this.#selected, onSelect: (leaf) => this.#select(leaf) }));
    if (focused?.startsWith("node-") === true) this.#drawing.querySelector<SVGElement>(`#${focused}`)?.focus();
    const report = leaves[this.#selected];
    if (report === undefined) return;
    this.#about.textContent = `${this.#selected}: ${ABOUT[this.#selected as keyof typeof ABOUT]}`;
    this.#numbers.show({
      epoch: String(epoch),
      leaf: this.#selected,
      ...Object.fromEntries(Object.entries(report.metrics).map(([name, value]) => [NAMES[name] ?? name, value.toFixed(3)])),
      "weight of its loss": report.weight?.toFixed(2) ?? "-",
      "change of frozen answers": frozenChange === undefined ? "nothing is frozen" : String(frozenChange),
    });
    this.#loss.show(report.history);
  }

  #select(leaf: string): void {
    this.#selected = leaf;
    if (this.#snapshot !== undefined) this.#show(this.#snapshot);
  }
}

const NAMES: Readonly<Record<string, string>> = {
  acc: "accuracy",
  nll: "negative log-likelihood",
  false_positive: "false positives",
  false_negative: "false negatives",
  r2: "explained share",
  s_rho: "rank correlation",
};

/** The number that a leaf is known by. */
function figureOf({ metrics }: LeafReport): string {
  const { acc, r2 } = metrics;
  if (acc !== undefined) return `${(100 * acc).toFixed(1)} %`;
  return r2 === undefined ? "" : `r² ${r2.toFixed(2)}`;
}
