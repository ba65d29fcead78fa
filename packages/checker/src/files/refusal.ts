/** A file or a claim that the checker does not accept, with its reason. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  /** The file, and the place in it. */
  readonly where: string;

  constructor(where: string, reason: string) {
    super(`${where}: ${reason}`);
    this.where = where;
  }
}

/** Refuses unless something holds; written so that NaN refuses. */
export function need(holds: boolean, where: string, reason: string): asserts holds {
  if (!holds) throw new Refusal(where, reason);
}
