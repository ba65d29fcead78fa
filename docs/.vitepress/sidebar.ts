import { globSync } from "node:fs";
import path from "node:path";
import type { DefaultTheme } from "vitepress";

const packages = ["lipschitz", "checker", "bayes-nn", "bayes-losses", "spiking", "cortex-tree", "nn", "losses", "data", "tensor-backend"];

const guides: DefaultTheme.SidebarItem[] = [
  { text: "Start in five lines", link: "/" },
  {
    text: "Guides",
    items: [
      { text: "Which layers are 1-Lipschitz", link: "/lipschitz" },
      { text: "What a certificate promises", link: "/certificates" },
      { text: "Checking a certificate", link: "/checker" },
      { text: "Knowing what is not known", link: "/bayes" },
      { text: "Networks that spike", link: "/spiking" },
      { text: "Several tasks on one tree", link: "/cortex-tree" },
      { text: "Training, stopping, saving", link: "/nn" },
      { text: "Getting data in", link: "/data" },
      { text: "Choosing a loss", link: "/losses" },
      { text: "Engines and memory", link: "/tensor-backend" },
      { text: "The command line", link: "/cli" },
    ],
  },
  {
    text: "Coming from",
    items: [
      { text: "deel-torchlip", link: "/coming-from-torchlip" },
      { text: "brainpy", link: "/coming-from-brainpy" },
      { text: "snnTorch and inferno", link: "/coming-from-snntorch" },
      { text: "Pyro, inferno and IVON", link: "/coming-from-pyro" },
      { text: "pytorch-holo and cortex", link: "/coming-from-cortex" },
    ],
  },
  {
    text: "Reference",
    items: [
      { text: "Errors by code", link: "/errors" },
      { text: "Engines and operations", link: "/engines" },
      { text: "How it fits together", link: "/architecture" },
      { text: "Contributing", link: "/contributing" },
      { text: "API", link: "/api/" },
    ],
  },
  {
    text: "Packages",
    collapsed: true,
    items: [
      ...packages.map((name) => ({ text: name, link: `/packages/${name}/` })),
      { text: "surenet, the command line", link: "/apps/cli/" },
      { text: "the laboratory", link: "/apps/lab/" },
      { text: "examples", link: "/apps/examples/" },
    ],
  },
];

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
  "/api/": [{ text: "Guides", link: "/" }, { text: "API", link: "/api/" }, ...apiPages()],
  "/": guides,
};
