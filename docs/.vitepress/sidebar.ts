import { globSync } from "node:fs";
import path from "node:path";
import type { DefaultTheme } from "vitepress";

const packages = ["lipschitz", "checker", "bayes-nn", "bayes-losses", "spiking", "cortex-tree", "nn", "losses", "data", "tensor-backend"];

const guides: DefaultTheme.SidebarItem[] = [
  { text: "Start in five lines", link: "/" },
  {
    text: "Guides",
    items: links({
      "Which layers are 1-Lipschitz": "/lipschitz",
      "What a certificate promises": "/certificates",
      "Checking a certificate": "/checker",
      "Knowing what is not known": "/bayes",
      "Networks that spike": "/spiking",
      "Several tasks on one tree": "/cortex-tree",
      "Training, stopping, saving": "/nn",
      "Getting data in": "/data",
      "Choosing a loss": "/losses",
      "Engines and memory": "/tensor-backend",
      "The command line": "/cli",
    }),
  },
  {
    text: "Coming from",
    items: links({
      "deel-torchlip": "/coming-from-torchlip",
      brainpy: "/coming-from-brainpy",
      "snnTorch and inferno": "/coming-from-snntorch",
      "Pyro, inferno and IVON": "/coming-from-pyro",
      "pytorch-holo and cortex": "/coming-from-cortex",
    }),
  },
  {
    text: "Reference",
    items: links({
      "Errors by code": "/errors",
      "Engines and operations": "/engines",
      "How it fits together": "/architecture",
      Contributing: "/contributing",
      API: "/api/",
    }),
  },
  {
    text: "Packages",
    collapsed: true,
    items: links({
      ...Object.fromEntries(packages.map((name) => [name, `/packages/${name}/`])),
      "surenet, the command line": "/apps/cli/",
      "the laboratory": "/apps/lab/",
      examples: "/apps/examples/",
    }),
  },
];

/** One item after the other, as they are written: `{ "The command line": "/cli" }`. */
function links(pages: Readonly<Record<string, string>>): DefaultTheme.SidebarItem[] {
  return Object.entries(pages).map(([text, link]) => ({ text, link }));
}

/** What tools/docs/api.ts has written: a page for each folder of a package. */
function apiPages(): DefaultTheme.SidebarItem[] {
  const pages = globSync("api/*/**/*.md", { cwd: path.resolve(import.meta.dirname, "..") }).map((file) =>
    file.replace(/(\/index)?\.md$/, ""),
  );
  return packages.map((name) => ({
    text: name,
    collapsed: true,
    items: pages
      .filter((page) => page.startsWith(`api/${name}/`))
      .sort()
      .map((page) => ({ text: page.slice(`api/${name}/`.length), link: `/${page}` })),
  }));
}

export const sidebar: DefaultTheme.SidebarMulti = {
  "/api/": [...links({ Guides: "/", API: "/api/" }), ...apiPages()],
  "/": guides,
};
