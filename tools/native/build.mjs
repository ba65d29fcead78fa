// npm run engines:native
// Builds the native TensorFlow addon of @tensorflow/tfjs-node from packages of the npm and PyPI registries, into .cache/native.
// The package's own install script downloads the library from a host of its own; here it comes out of the Python wheel of TensorFlow.
// Needs python3 with pip, a C++ compiler and make. Use it with: NODE_PATH=.cache/native/node_modules
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";

const TFJS = "4.22.0";
const TENSORFLOW = "2.15.1"; // the last whose C API the 4.22 addon compiles against without a patch, with a library of its own in the wheel

const root = path.resolve(import.meta.dirname, "../..");
const folder = path.join(root, ".cache/native");
const wheel = path.join(folder, "wheel");
const addon = path.join(folder, "node_modules/@tensorflow/tfjs-node");
const built = path.join(addon, "lib/napi-v8/tfjs_binding.node");

if (existsSync(built) && !process.argv.includes("--force")) {
  console.log(`already built: ${path.relative(root, built)} (--force builds it again)`);
} else {
  mkdirSync(folder, { recursive: true });
  fetchLibrary();
  installPackage();
  compile();
  shareCore();
  console.log(`built ${path.relative(root, built)}`);
}

/** The shared libraries and headers out of the wheel; 207 MB to download, kept. */
function fetchLibrary() {
  if (existsSync(path.join(wheel, "tensorflow/include"))) return;
  const platforms = ["manylinux_2_17_x86_64", "manylinux2014_x86_64"].flatMap((name) => ["--platform", name]);
  const target = ["--python-version", "3.11", "--abi", "cp311", "--implementation", "cp", ...platforms];
  run("python3", [
    "-m",
    "pip",
    "download",
    "--quiet",
    "--no-deps",
    "--only-binary=:all:",
    ...target,
    `tensorflow-cpu==${TENSORFLOW}`,
    "-d",
    folder,
  ]);
  const file = readdirSync(folder).find((name) => name.endsWith(".whl"));
  const unpack = `import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nz.extractall(sys.argv[2], [n for n in z.namelist() if n.startswith(("tensorflow/include/", "tensorflow/libtensorflow"))])`;
  run("python3", ["-c", unpack, path.join(folder, file), wheel]);
  rmSync(path.join(folder, file));
}

/** The package without its install script, and the libraries where its build looks for them. */
function installPackage() {
  writeFileSync(path.join(folder, "package.json"), '{ "private": true }\n');
  run("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent", `@tensorflow/tfjs-node@${TFJS}`]);
  rmSync(path.join(addon, "deps"), { recursive: true, force: true });
  mkdirSync(path.join(addon, "deps/lib"), { recursive: true });
  for (const [file, link] of [
    ["libtensorflow_cc.so.2", "libtensorflow.so"],
    ["libtensorflow_framework.so.2", "libtensorflow_framework.so"],
  ]) {
    copyFileSync(path.join(wheel, "tensorflow", file), path.join(addon, "deps/lib", file));
    symlinkSync(file, path.join(addon, "deps/lib", link));
  }
  symlinkSync(path.join(wheel, "tensorflow/include"), path.join(addon, "deps/include"));
}

function compile() {
  const nodeGyp = path.resolve(realpathSync(whereIs("npm")), "../../node_modules/node-gyp/bin/node-gyp.js"); // npm brings it along, beside bin/npm-cli.js
  const headers = existsSync("/usr/include/node/node.h") ? ["--nodedir=/usr"] : []; // the system's headers when there are any; else node-gyp fetches them
  const settings = ["-Dnapi_build_version=8", "-Dmodule_name=tfjs_binding", `-Dmodule_path=${path.dirname(built)}`];
  run(process.execPath, [nodeGyp, "rebuild", "--silent", ...headers, "--", ...settings], {
    cwd: addon,
    env: { ...process.env, CXXFLAGS: "-std=c++17 -w" },
  });
}

/** One copy of tfjs-core in a process: the workspace's. */
function shareCore() {
  const copy = path.join(folder, "node_modules/@tensorflow/tfjs-core");
  rmSync(copy, { recursive: true, force: true });
  symlinkSync(realpathSync(path.join(root, "node_modules/@tensorflow/tfjs-core")), copy);
}

function run(command, args, options = {}) {
  execFileSync(command, args, { cwd: folder, stdio: ["ignore", "inherit", "inherit"], ...options });
}

/** The first file of this name in the folders of PATH. */
function whereIs(command) {
  const folder = (process.env["PATH"] ?? "").split(path.delimiter).find((one) => existsSync(path.join(one, command)));
  if (folder === undefined) throw new Error(`${command} is not in PATH`);
  return path.join(folder, command);
}
