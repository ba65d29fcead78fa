/** The part of Node's `require` that we use. */
export interface NodeRequire {
  (id: string): unknown;
  resolve(id: string): string;
  readonly cache: Record<string, unknown>;
}

interface NodeModules {
  readonly "node:module": { createRequire(from: string | URL): NodeRequire };
  readonly "node:fs": { existsSync(path: string): boolean };
  readonly "node:os": { availableParallelism(): number };
  readonly "node:util": Record<string, unknown>;
  readonly "node:url": { pathToFileURL(path: string): URL };
}

export interface NodeProcess {
  readonly env: Record<string, string | undefined>;
  readonly versions: { readonly node?: string };
  cwd(): string;
  getBuiltinModule<Name extends keyof NodeModules>(name: Name): NodeModules[Name];
}

/**
 * Node's process, or undefined in a browser.
 *
 * Built-in modules are taken from it and never imported, so that a bundler for the browser meets no `node:` specifier.
 */
export function nodeProcess(): NodeProcess | undefined {
  const { process } = globalThis as unknown as { process?: NodeProcess };
  return process?.versions?.node === undefined ? undefined : process;
}

/** `require` as this package sees it and as the application sees it; a package manager need not link an optional peer beside this package. */
export function nodeRequires(process: NodeProcess): [here: NodeRequire, application: NodeRequire] {
  const { createRequire } = process.getBuiltinModule("node:module");
  const application = process.getBuiltinModule("node:url").pathToFileURL(`${process.cwd()}/package.json`);
  return [createRequire(import.meta.url), createRequire(application)];
}

/** The first of {@link nodeRequires} that has a package. @throws when neither has it */
export function requireThatHas(process: NodeProcess, packageName: string): NodeRequire {
  const [here, application] = nodeRequires(process);
  try {
    here.resolve(packageName);
    return here;
  } catch {
    application.resolve(packageName);
    return application;
  }
}
