import { createHash } from "node:crypto";
import type { CertifiedFiles } from "@surenet/checker";

/** A place in a tree of JSON that can be changed. */
export class Tree {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }

  at(...path: readonly (string | number)[]): Tree {
    return new Tree(path.reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], this.value));
  }

  set(key: string, value: unknown): void {
    (this.value as Record<string, unknown>)[key] = value;
  }

  scale(key: string, factor: number): void {
    this.set(key, Number((this.value as Record<string, unknown>)[key]) * factor);
  }
}

/** The files with a change in their JSON and every hash made right again, so that the change itself is the only reason to refuse. */
export async function forged(files: CertifiedFiles, edit: (tree: { model: Tree; ledger: Tree }) => void): Promise<CertifiedFiles> {
  const [model, ledger] = [new Tree(parse(files.model)), new Tree(parse(files.ledger))];
  edit({ model, ledger });
  return sealed(files, model.value, ledger.value);
}

/** Files of these trees, with the hashes that they should carry. */
export function sealed(files: CertifiedFiles, model: unknown, ledger: unknown): CertifiedFiles {
  const bytes = text(model);
  if (typeof ledger !== "object" || ledger === null || Array.isArray(ledger)) return { ...files, model: bytes, ledger: text(ledger) };
  const { sha256: _, ...rest } = ledger as Record<string, unknown>;
  const body = { ...rest, ...("modelSha256" in rest ? { modelSha256: hash(bytes) } : {}) };
  return { ...files, model: bytes, ledger: text({ ...body, sha256: hash(text(body)) }) };
}

export function flipped(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));
}

export function parse(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(bytes));
}

function text(tree: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(tree));
}

function hash(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
