/** Modules, parameters, plain layers, optimisers, the training loop, save and load. @packageDocumentation */
export { Buffer } from "./module/buffer.ts";
export { buildModule, type ModuleType } from "./module/build-module.ts";
export { forwardPass } from "./module/forward-pass.ts";
export { type JsonObject, type JsonValue, readConfig } from "./module/json.ts";
export { kaimingUniform, type KaimingOptions } from "./init/kaiming-uniform.ts";
export { Linear, linear, type LinearOptions } from "./layers/linear.ts";
export { type Manifold, type ManifoldStep, type RuleState } from "./optim/manifold.ts";
export { Module, type ModuleJson } from "./module/module.ts";
export { Parameter, type ParameterOptions } from "./module/parameter.ts";
export { type Parametrisation } from "./module/parametrisation.ts";
export { Sequential } from "./layers/sequential.ts";
export { xavierUniform } from "./init/xavier-uniform.ts";
