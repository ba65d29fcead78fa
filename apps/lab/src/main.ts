import { Remote } from "./worker/remote.ts";
import { CertifyView } from "./certify/view.ts";
import { byId } from "./page/element.ts";

const remote = new Remote();
const status = byId("engine");

try {
  const wanted = new URLSearchParams(location.hash.slice(1)).get("engine");
  const engine = wanted === "webgpu" || wanted === "wasm" || wanted === "cpu" ? wanted : "any";
  const { name } = await remote.ask("start", { engine });
  status.textContent = `engine ${name}, in a worker`;
  await new CertifyView(byId("laboratory"), remote).open();
} catch (error) {
  status.textContent = error instanceof Error ? error.message : String(error);
  status.classList.add("wrong");
}
