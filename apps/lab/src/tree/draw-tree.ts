import type { NodeKind } from "@surenet/cortex-tree";
import type { DrawnNode } from "./nodes.ts";

const [WIDTH, HEIGHT] = [560, 440];
const BOX = { width: 88, height: 44 };
/** Roots below, leaves on top. */
const LEVEL: Readonly<Record<NodeKind, number>> = { roots: 3, trunks: 2, branches: 1, leaves: 0 };

export interface TreeDrawing {
  readonly nodes: readonly DrawnNode[];
  /** What is written under a leaf's name. */
  readonly figures: Readonly<Record<string, string>>;
  readonly selected: string;
  readonly onSelect: (leaf: string) => void;
}

/** The tree as it grows: roots at the bottom, leaves on top, each a button. Frozen nodes have a dashed border. */
export function drawTree({ nodes, figures, selected, onSelect }: TreeDrawing): SVGSVGElement {
  const places = placesOf(nodes);
  const drawing = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "tree", role: "group", "aria-label": "the tree, roots below" });
  for (const node of nodes) {
    for (const source of node.from) drawing.append(edge(placeOf(places, nodes, source), places.get(idOf(node))));
  }
  for (const node of nodes) {
    const isLeaf = node.kind === "leaves";
    const [x, y] = places.get(idOf(node)) ?? [0, 0];
    const box = svg("g", {
      id: `node-${idOf(node)}`,
      class: `node ${node.kind}${node.frozen ? " frozen" : ""}`,
      transform: `translate(${x - BOX.width / 2} ${y - BOX.height / 2})`,
      ...(isLeaf && { role: "button", tabindex: "0", "aria-pressed": String(node.key === selected), "aria-description": node.frozen ? "a leaf, frozen" : "a leaf" }), // prettier-ignore
    });
    const second = isLeaf ? (figures[node.key] ?? "") : node.parameters > 0 ? `${node.parameters}${node.frozen ? ", frozen" : ""}` : node.kind.slice(0, -1); // prettier-ignore
    box.append(
      svg("rect", { width: String(BOX.width), height: String(BOX.height), rx: "8" }),
      text(node.key, BOX.width / 2, 18),
      " ", // between the two where they are read out
      text(second, BOX.width / 2, 34, "small"),
    );
    if (isLeaf) {
      box.addEventListener("click", () => onSelect(node.key));
      box.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        onSelect(node.key);
      });
    }
    drawing.append(box);
  }
  return drawing;
}

function idOf({ kind, key }: Pick<DrawnNode, "kind" | "key">): string {
  return `${kind}-${key}`;
}

type Place = readonly [x: number, y: number];

function placesOf(nodes: readonly DrawnNode[]): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  for (const kind of ["roots", "trunks", "branches", "leaves"] as const) {
    const level = nodes.filter((node) => node.kind === kind);
    level.forEach((node, i) => places.set(idOf(node), [((i + 0.5) / level.length) * WIDTH, BOX.height + LEVEL[kind] * ((HEIGHT - 2 * BOX.height) / 3)])); // prettier-ignore
  }
  return places;
}

/** Leaves have names of their own: what is read is never a leaf. */
function placeOf(places: ReadonlyMap<string, Place>, nodes: readonly DrawnNode[], key: string): Place | undefined {
  const source = nodes.find((node) => node.kind !== "leaves" && node.key === key);
  return source && places.get(idOf(source));
}

function edge(from: Place | undefined, to: Place | undefined): SVGElement {
  const [[x0, y0], [x1, y1]] = [from ?? [0, 0], to ?? [0, 0]];
  const middle = (y0 + y1) / 2;
  return svg("path", { class: "edge", d: `M${x0} ${y0}C${x0} ${middle} ${x1} ${middle} ${x1} ${y1}` });
}

function text(content: string, x: number, y: number, name = ""): SVGElement {
  const made = svg("text", { x: String(x), y: String(y), "text-anchor": "middle", class: name });
  made.textContent = content;
  return made;
}

function svg<Tag extends keyof SVGElementTagNameMap>(tag: Tag, attributes: Readonly<Record<string, string>>): SVGElementTagNameMap[Tag] {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}
