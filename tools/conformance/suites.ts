/** The tests that hold on every engine, by the beginning of their paths; the others are about one engine, or about none. */
export const suites: readonly string[] = [
  "packages/tensor-backend/src/gradients/gradients",
  "packages/tensor-backend/src/gradients/conventions",
  "packages/tensor-backend/src/kernels/composed",
  "packages/tensor-backend/src/kernels/loops",
  "packages/tensor-backend/src/kernels/wasm/mat-mul",
  "packages/tensor-backend/src/linalg",
  "packages/tensor-backend/src/ops/adam-step",
  "packages/tensor-backend/src/ops/group-sort",
  "packages/tensor-backend/src/ops/log-softmax",
  "packages/tensor-backend/src/ops/picked-log-softmax",
  "packages/tensor-backend/src/rng",
  "packages/nn",
  "packages/lipschitz",
  "packages/losses",
  "packages/bayes-nn",
  "packages/bayes-losses",
];
