import { createRng } from "@surenet/tensor-backend";
import { testLayer } from "@surenet/testing";
import { Linear } from "./linear.ts";
import { Sequential } from "./sequential.ts";

testLayer({
  name: "Sequential",
  make: (seed) => {
    const rng = createRng(seed);
    return new Sequential([new Linear(3, 4, { rng }), new Linear(4, 2, { rng })]);
  },
  input: [2, 3],
  output: [2, 2],
  refuses: [["something that is no module", () => new Sequential([{} as Linear]), "E_OPTION"]],
});

testLayer({ name: "An empty Sequential", make: () => new Sequential([]), input: [2, 3] });
