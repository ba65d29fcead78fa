// Writes docs/api: a page for everything that the packages export, from its comment. A broken link in a comment is an error.
import { globSync } from "node:fs";
import path from "node:path";
import {
  Application,
  Comment,
  CommentTag,
  Converter,
  DeclarationReflection,
  type ProjectReflection,
  ReflectionKind,
  SignatureReflection,
} from "typedoc";

const root = path.resolve(import.meta.dirname, "../..");

const app = await Application.bootstrapWithPlugins({
  name: "API",
  entryPoints: globSync("packages/*/src/{index.ts,node.ts,node/index.ts}", { cwd: root }).map((file) => path.join(root, file)),
  tsconfig: path.join(root, "tsconfig.test.json"),
  skipErrorChecking: true, // `npm run typecheck` does that
  plugin: ["typedoc-plugin-markdown"],
  readme: "none",
  disableGit: true,
  sourceLinkTemplate: "{path}",
  excludePrivate: true,
  excludeProtected: true,
  excludeInternal: true,
  categorizeByGroup: false,
  validation: { notExported: false, invalidLink: true, rewrittenLink: true, notDocumented: false },
  treatWarningsAsErrors: true,
  logLevel: "Warn",
});
app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => arrange(project));
const project = await app.convert();
if (project === undefined) process.exit(1);
app.validate(project);
if (app.logger.hasErrors() || app.logger.hasWarnings()) process.exit(1);

const markdown = {
  entryFileName: "index",
  hidePageHeader: true,
  indexFormat: "table",
  parametersFormat: "table",
  interfacePropertiesFormat: "table",
  typeAliasPropertiesFormat: "table",
  typeDeclarationFormat: "table",
  tableColumnSettings: { hideModifiers: true, hideSources: true, hideInherited: true, hideOverrides: true },
  useCodeBlocks: true,
  out: path.join(root, "docs/api"),
};
for (const [option, value] of Object.entries(markdown)) app.options.setValue(option, value);
await app.generateOutputs(project);
if (app.logger.hasErrors()) process.exit(1);

/** Calls modules what one imports, sorts what they export by folder, and leaves out of every class what all modules have. */
function arrange(project: ProjectReflection): void {
  for (const module of project.children ?? []) {
    module.name = module.name.replace("/src", "").replace(/\/index$/, "");
    for (const exported of module.children ?? []) sortByFolder(exported);
  }
  for (const reflection of Object.values(project.reflections)) {
    if (!(reflection instanceof DeclarationReflection || reflection instanceof SignatureReflection)) continue;
    const ofModule = reflection.sources?.[0]?.fullFileName.endsWith("/nn/src/module/module.ts") === true;
    if (ofModule && reflection.kindOf(ReflectionKind.ClassMember) && reflection.parent?.name !== "Module")
      project.removeReflection(reflection);
    delete reflection.sources;
  }
}

function sortByFolder(exported: DeclarationReflection): void {
  const folder = /\/src\/([^/]+)\//.exec(exported.sources?.[0]?.fullFileName ?? "")?.[1];
  if (folder === undefined) return;
  const described = exported.signatures?.[0] ?? exported;
  described.comment ??= new Comment();
  described.comment.blockTags.push(new CommentTag("@category", [{ kind: "text", text: folder }]));
}
