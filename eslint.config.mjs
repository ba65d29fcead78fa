import nx from "@nx/eslint-plugin";
import tseslint from "typescript-eslint";

/** Who may import whom: docs/architecture.md draws it. */
const boundaries = [
  { sourceTag: "scope:engine", onlyDependOnLibsWithTags: ["scope:testing"] },
  { sourceTag: "scope:base", onlyDependOnLibsWithTags: ["scope:engine", "scope:testing"] },
  { sourceTag: "scope:nn", onlyDependOnLibsWithTags: ["scope:engine", "scope:base", "scope:testing"] },
  { sourceTag: "scope:checker", onlyDependOnLibsWithTags: ["scope:testing"] },
  { sourceTag: "scope:family", onlyDependOnLibsWithTags: ["scope:engine", "scope:base", "scope:nn", "scope:testing"] },
  {
    sourceTag: "package:lipschitz",
    onlyDependOnLibsWithTags: ["scope:engine", "scope:base", "scope:nn", "scope:checker", "scope:testing"],
  },
  {
    sourceTag: "package:bayes-losses",
    onlyDependOnLibsWithTags: ["scope:engine", "scope:base", "scope:nn", "package:bayes-nn", "scope:testing"],
  },
  { sourceTag: "scope:testing", onlyDependOnLibsWithTags: ["scope:testing"] },
  { sourceTag: "type:app", onlyDependOnLibsWithTags: ["type:lib", "scope:testing"] },
];

export default tseslint.config(
  {
    ignores: [
      "**/dist",
      "**/node_modules",
      ".nx",
      ".cache",
      "**/assembly",
      "**/*.cjs",
      "tools/workspace-plugin",
      "packages/tensor-backend/assembly",
    ],
  },
  {
    files: ["**/*.ts"],
    plugins: { "@nx": nx, "@typescript-eslint": tseslint.plugin },
    languageOptions: { parser: tseslint.parser },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@nx/enforce-module-boundaries": [
        "error",
        { enforceBuildableLibDependency: true, allow: ["@surenet/testing"], depConstraints: boundaries },
      ],
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "no-restricted-properties": [
        "error",
        { object: "Math", property: "random", message: "Randomness is an argument: take an Rng of @surenet/tensor-backend." },
      ],
      "no-restricted-exports": ["error", { restrictDefaultExports: { direct: true } }],
      "no-console": "error",
      "max-lines": ["error", { max: 300 }],
      eqeqeq: "error",
    },
  },
  {
    files: ["packages/{nn,losses,lipschitz,spiking,bayes-nn,bayes-losses,cortex-tree}/src/**"],
    ignores: ["**/*.test.ts"],
    rules: {
      "@typescript-eslint/no-restricted-imports": [
        "error",
        { paths: [{ name: "@surenet/data", message: "Only its types (Batch, Dataset).", allowTypeImports: true }] },
      ],
    },
  },
  {
    files: ["tools/**/*.ts", "packages/*/tools/**/*.ts", "apps/**/*.ts", "docs/.vitepress/*.ts", "**/*.test.ts", "vitest.config.ts"],
    rules: { "no-console": "off", "no-restricted-exports": "off" },
  },
);
