import type { Acceptance } from "../acceptance.ts";
import { goldenAcceptance } from "../golden-acceptance.ts";
import { loadsInTorch } from "./loads-in-torch.ts";

const vectors = goldenAcceptance({ id: "lipschitz/1", packageName: "lipschitz" });

export const lipschitzVectors: Acceptance = {
  ...vectors,
  about: `${vectors.about}; its files load in deel-torchlip and torch`,
  async run(report) {
    await vectors.run(report);
    await loadsInTorch(report);
  },
};
