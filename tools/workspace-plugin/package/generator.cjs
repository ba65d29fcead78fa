const { generateFiles, names, updateJson, formatFiles } = require("@nx/devkit");
const path = require("node:path");

/** Writes packages/<name> and adds it to the root tsconfig; `pnpm install` then links it. */
module.exports = async function packageGenerator(tree, { name, description, scope, dependencies }) {
  const { fileName, propertyName } = names(name);
  const internal = dependencies.split(",").filter(Boolean);
  generateFiles(tree, path.join(__dirname, "files"), `packages/${fileName}`, {
    fileName,
    propertyName,
    description,
    scope,
    internal,
    tmpl: "",
  });
  updateJson(tree, "tsconfig.json", (json) => ({
    ...json,
    references: [...json.references, { path: `./packages/${fileName}/tsconfig.lib.json` }].sort((a, b) => a.path.localeCompare(b.path)),
  }));
  await formatFiles(tree);
};
