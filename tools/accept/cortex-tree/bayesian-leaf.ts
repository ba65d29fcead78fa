import { type Tensor, exp, log, maximum, mul, neg, sum, tidy } from "@tensorflow/tfjs-core";
import { CrossEntropyLoss, VariationalFreeEnergy } from "@surenet/bayes-losses";
import { accuracyOf, errorsRemoved, GaussianLinear, predict, readLabelledRows } from "@surenet/bayes-nn";
import { type BranchOutputs, Leaf, type RootOutputs } from "@surenet/cortex-tree";
import { type JsonObject, readConfig } from "@surenet/nn";
import { createRng, logSoftmax, type Rng } from "@surenet/tensor-backend";

type BayesianOutput = {
  /** `[batch, classes]`: of one drawn network in training, of the mean of 32 of them in evaluation. */
  readonly logProbs: Tensor;
  /** `[batch]`, in nats: where it is high, the leaf had better not answer. */
  readonly entropy: Tensor;
};

interface BayesianLeafOptions {
  readonly rng: Rng;
  /** Labelled samples of the task. */
  readonly datasetSize: number;
}

const NETWORKS = 32;
const SMALLEST = 1e-30; // probabilities below count as this
const ABSTAIN = 0.1; // the share of samples that is left to someone else

/** A class with its doubt: a linear map whose weights are Gaussians, trained by its free energy, so that the KL share of the leaf is in its own task's loss. */
export class BayesianLeaf extends Leaf<BayesianOutput> {
  static readonly id: string = "accept.BayesianLeaf";
  readonly inDim: number;
  readonly numClasses: number;
  readonly datasetSize: number;
  readonly answer = "logProbs";
  readonly head: GaussianLinear;
  readonly #freeEnergy: VariationalFreeEnergy;

  constructor(inDim: number, numClasses: number, { rng, datasetSize }: BayesianLeafOptions) {
    super();
    this.inDim = inDim;
    this.numClasses = numClasses;
    this.datasetSize = datasetSize;
    this.head = new GaussianLinear(inDim, numClasses, { rng, layerType: "output" });
    this.#freeEnergy = new VariationalFreeEnergy({ nll: new CrossEntropyLoss(), klWeight: 0.1, priorScale: 0.3, datasetSize });
  }

  static fromJSON(config: JsonObject): BayesianLeaf {
    const { inDim, numClasses, datasetSize } = readConfig(BayesianLeaf.id, config, { inDim: "number", numClasses: "number", datasetSize: "number" }); // prettier-ignore
    return new BayesianLeaf(inDim, numClasses, { rng: createRng(0), datasetSize });
  }

  override config(): JsonObject {
    const { inDim, numClasses, datasetSize } = this;
    return { inDim, numClasses, datasetSize };
  }

  protected outputs({ pooledFeatures }: BranchOutputs): BayesianOutput {
    const logProbs = this.training ? logSoftmax(this.head.forward(pooledFeatures)) : this.#ofMean(pooledFeatures);
    return { logProbs, entropy: neg(sum(mul(exp(logProbs), logProbs), -1)) };
  }

  /** Log probabilities are logits too, so that the cross entropy of logits is theirs. */
  loss({ logProbs }: BayesianOutput, _rootOutputs?: RootOutputs, targets?: Tensor): Tensor {
    if (targets === undefined) throw new RangeError("a Bayesian leaf learns from class numbers");
    return this.#freeEnergy.forward(logProbs, targets, this);
  }

  /** `acc`; of what is answered when the leaf abstains where its entropy is highest, `acc_answered`; and the share of the errors that is gone then. */
  async evaluate({ logProbs, entropy }: BayesianOutput, targets?: Tensor): Promise<Record<string, number>> {
    if (targets === undefined) throw new RangeError("a Bayesian leaf is evaluated by class numbers");
    const probs = tidy(() => exp(logProbs));
    const [rows, doubt] = await Promise.all([readLabelledRows(probs, targets), entropy.data()]);
    probs.dispose();
    const acc = accuracyOf(rows);
    const removed = acc < 1 ? errorsRemoved(rows, doubt, { share: ABSTAIN }) : 1;
    return { acc, acc_answered: 1 - ((1 - acc) * (1 - removed)) / (1 - ABSTAIN), errors_removed: removed };
  }

  #ofMean(features: Tensor): Tensor {
    const { mean } = predict(this.head, features, { samples: NETWORKS, rng: createRng(0) }); // the same networks for every batch
    return log(maximum(mean, SMALLEST));
  }
}
