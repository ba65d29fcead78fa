/** How torch calls and lays out one tensor or part of a module. */
export interface TorchEntry {
  /** Torch's name; ours when omitted, left out of the path when empty. */
  readonly name?: string;
  /** For each of torch's axes the axis of ours: `[1, 0]` transposes. */
  readonly axes?: readonly number[];
  /** Our axis that runs over input features, whose order a Flatten of an image before this module decides. */
  readonly featureAxis?: number;
}

/** By property name; what is not listed is the same in torch. */
export type TorchLayout = Readonly<Record<string, TorchEntry>>;
