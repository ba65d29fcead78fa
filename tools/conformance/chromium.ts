import { existsSync } from "node:fs";

/** The system's Chromium, the first that exists; without one Playwright takes its own. */
const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((file) => existsSync(file));

/** A page that nobody sees has timers once a second otherwise. */
const UNTHROTTLED = [
  "--disable-background-timer-throttling",
  "--disable-renderer-backgrounding",
  "--disable-backgrounding-occluded-windows",
];

/** How Playwright starts it: the flags let it use WebGPU on a software driver. */
export const chromiumLaunch: { readonly executablePath?: string; readonly args: string[] } = {
  ...(executablePath === undefined ? {} : { executablePath }),
  args: ["--no-sandbox", "--enable-unsafe-webgpu", "--enable-features=Vulkan", "--use-webgpu-adapter=swiftshader", ...UNTHROTTLED],
};
