/** What became of one case. */
export type Outcome =
  | { readonly kind: "passed" }
  | { readonly kind: "deviates"; readonly reasons: readonly string[] }
  | { readonly kind: "failed"; readonly why: string };
