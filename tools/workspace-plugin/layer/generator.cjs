const { generateFiles, names, formatFiles } = require("@nx/devkit");
const path = require("node:path");

/** Writes packages/<package>/src/layers/<name>.ts with its conformance test, and adds it to the package's table of contents. */
module.exports = async function layerGenerator(tree, { package: owner, name }) {
  const { className, fileName, propertyName } = names(name);
  const source = `packages/${owner}/src`;
  const inside = owner === "nn";
  generateFiles(tree, path.join(__dirname, "files"), `${source}/layers`, { className, fileName, propertyName, owner, inside, tmpl: "" });
  const index = `${source}/index.ts`;
  const line = `export { ${className}, ${propertyName} } from "./layers/${fileName}.ts";`;
  const [head, ...lines] = tree
    .read(index, "utf8")
    .split("\n")
    .filter((text) => text !== "" && text !== "export {};");
  const byName = (text) => text.replace(/^export (type )?\{ (type )?/, "").toLowerCase();
  tree.write(index, [head, ...[...lines, line].sort((a, b) => byName(a).localeCompare(byName(b)))].join("\n"));
  await formatFiles(tree);
};
