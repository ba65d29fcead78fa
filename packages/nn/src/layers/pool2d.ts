import { checkOptions, invalidOption } from "@surenet/tensor-backend";
import { type JsonObject, readConfig } from "../module/json.ts";
import { Module } from "../module/module.ts";
import { type Pair, type Size, sizePair } from "./image-shape.ts";
import { checkPixels } from "./padding.ts";

export interface Pool2dOptions {
  /** By default the kernel's size, so that windows do not overlap. */
  readonly stride?: Size;
  /** Pixels on every side, at most half the kernel. */
  readonly padding?: number;
}

/** What the pools over windows have in common: `⌊(size + 2p − k) / s⌋ + 1` pixels come out of each direction. */
export abstract class Pool2d extends Module {
  readonly kernelSize: Pair;
  readonly stride: Pair;
  readonly padding: number;

  constructor(kernelSize: Size, options: Pool2dOptions = {}) {
    super();
    const where = new.target.name;
    checkOptions(where, options, ["stride", "padding"]);
    this.kernelSize = sizePair(where, "kernelSize", kernelSize);
    this.stride = sizePair(where, "stride", options.stride ?? this.kernelSize);
    this.padding = checkPixels(where, options.padding ?? 0);
    if (2 * this.padding > Math.min(...this.kernelSize)) {
      throw invalidOption({
        where,
        option: "padding",
        got: this.padding,
        expected: "at most half the kernel, or windows would see nothing else",
      });
    }
  }

  /** The constructor's arguments out of a config. */
  protected static read(id: string, config: JsonObject): { kernelSize: Pair; stride: Pair; padding: number } {
    const { kernelSize, stride, padding } = readConfig(id, config, { kernelSize: "numbers", stride: "numbers", padding: "number" });
    return { kernelSize: kernelSize as Pair, stride: stride as Pair, padding }; // the constructor checks the lengths
  }

  override config(): JsonObject {
    return { kernelSize: this.kernelSize, stride: this.stride, padding: this.padding };
  }
}
