// Writes docs/api: what the packages export, from the comments, a page for each folder of a package. A broken link in a comment is an error.
import { globSync } from "node:fs";
import path from "node:path";
import {
  Application,
  Comment,
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
  excludeExternals: true,
  excludePrivate: true,
  excludeProtected: true,
  excludeInternal: true,
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
  outputFileStrategy: "modules",
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

/** Makes a module of each folder of a package, and leaves out of every class what all modules have. */
function arrange(project: ProjectReflection): void {
  for (const entry of project.children?.slice() ?? []) {
    if (!(entry instanceof DeclarationReflection)) continue;
    const name = entry.name.replace("/src", "").replace(/\/index$/, "");
    const byFolder = new Map<string, DeclarationReflection[]>();
    for (const exported of entry.children ?? []) {
      if (exported.kind === ReflectionKind.Reference) continue; // a second name; the first one is on its page
      const folder = folderOf(exported);
      byFolder.set(folder, [...(byFolder.get(folder) ?? []), exported]);
    }
    for (const [folder, members] of [...byFolder].toSorted(([a], [b]) => a.localeCompare(b))) {
      const page = new DeclarationReflection(name.endsWith(`/${folder}`) ? name : `${name}/${folder}`, ReflectionKind.Module, project);
      const names = members.filter(({ kind }) => kind !== ReflectionKind.Interface && kind !== ReflectionKind.TypeAlias);
      page.comment = new Comment([{ kind: "code", text: names.map((member) => `\`${member.name}\``).join(", ") || "types" }]);
      project.registerReflection(page, undefined, undefined);
      project.addChild(page);
      for (const member of members) {
        entry.removeChild(member);
        member.parent = page;
        page.addChild(member);
      }
    }
    project.removeReflection(entry);
  }
  for (const reflection of Object.values(project.reflections)) {
    if (!(reflection instanceof DeclarationReflection || reflection instanceof SignatureReflection)) continue;
    const ofModule = reflection.sources?.[0]?.fullFileName.endsWith("/nn/src/module/module.ts") === true;
    if (ofModule && reflection.kindOf(ReflectionKind.ClassMember) && reflection.parent?.name !== "Module")
      project.removeReflection(reflection);
    delete reflection.sources;
  }
}

function folderOf({ sources }: DeclarationReflection): string {
  return /\/src\/([^/]+)\//.exec(sources?.[0]?.fullFileName ?? "")?.[1] ?? "more";
}
