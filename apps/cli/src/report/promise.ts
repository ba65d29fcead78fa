import type { Label } from "@surenet/lipschitz";

/** What a certificate of this arithmetic promises, in one plain sentence. */
export const PROMISES: Readonly<Record<Label, string>> = {
  real: "On paper no input within its radius changes class; the numbers of a computer, even those of this proof, are not accounted for.",
  "f64-checked":
    "No input within its radius changes class when the stored weights are multiplied exactly; a float32 network can differ from that close to the radius.",
  "f32-ieee": "No input within its radius changes class in this network as it runs in float32, with sums in any order.",
  "f32-any-round":
    "No input within its radius changes class in this network as it runs in float32, with sums in any order and rounding in any direction.",
};
