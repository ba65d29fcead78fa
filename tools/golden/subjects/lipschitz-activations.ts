import type { Tensor } from "@tensorflow/tfjs-core";
import {
  FullSort,
  GroupSort,
  GroupSort2,
  groupSort,
  HouseHolder,
  type LipschitzModule,
  LPReLU,
  lipschitzPrelu,
  MaxMin,
  maxMin,
} from "@surenet/lipschitz";
import { backward } from "../backward.ts";
import type { CaseReader } from "../case-reader.ts";
import type { Got } from "../compare.ts";
import { channelsFirst, channelsLast } from "../layout.ts";

export function activations(golden: CaseReader): Record<string, Got> {
  return golden.hasParam("call") ? functional(golden) : layer(golden);
}

function functional(golden: CaseReader): Record<string, Got> {
  const call = golden.param<string>("call");
  const { dim: axis, ...options } = golden.options(["dim", "group_size", "k_coef_lip"]) as { dim?: number };
  if (call === "lipschitz_prelu") {
    const weight = golden.input("weight");
    const [x, upstream] = [channelsLast(golden.input("x")), channelsLast(golden.input("grad_output"))];
    const slopes = new LPReLU({ numParameters: weight.size, ...options });
    slopes.weight.assign(weight);
    const { y, gradX, gradients } = backward((point) => lipschitzPrelu(point, slopes.weight.value, options), x, upstream, {
      variables: [slopes.weight.variable],
      see: channelsFirst,
    });
    return { y, grad_x: channelsFirst(gradX), grad_weight: gradients[0] ?? NaN };
  }
  const x = golden.input("x");
  const at = axis ?? Math.min(1, x.rank - 1);
  const f = (point: Tensor): Tensor => {
    if (call === "max_min") return maxMin(point, { axis: at });
    if (call === "group_sort") return groupSort(point, { axis: at, ...options });
    if (call === "group_sort_2") return groupSort(point, { axis: at, groupSize: 2 });
    if (call === "full_sort") return groupSort(point, { axis: at, groupSize: "all" });
    throw new Error(`the runner does not know the call ${String(call)}`);
  };
  if (!golden.has("grad_output")) return { y: f(x) };
  const { y, gradX } = backward(f, x, golden.input("grad_output"));
  return { y, grad_x: gradX };
}

function layer(golden: CaseReader): Record<string, Got> {
  const name = golden.param<string>("class") ?? "";
  const axis = golden.param<number | null>("dim");
  const module = make(name, golden, axis ?? undefined);
  const moves = axis === undefined || axis === null; // without a dim the channels are on the reference's axis 1, on our last
  const inward = moves ? channelsLast : (t: Tensor): Tensor => t;
  const outward = moves ? channelsFirst : (t: Tensor): Tensor => t;

  const x = inward(golden.input("x"));
  const got: Record<string, Got> = {};
  if (golden.has("theta")) setOnly(module, "theta", golden.input("theta"));
  const theta = module.stateDict()["theta"];
  if (theta !== undefined) got["theta"] = theta;
  if (golden.has("grad_output")) {
    const variables = module.parameters().map((parameter) => parameter.variable);
    const { y, gradX, gradients } = backward((point) => module.forward(point), x, inward(golden.input("grad_output")), {
      variables,
      see: outward,
    });
    Object.assign(got, { y, grad_x: outward(gradX) });
    module.namedParameters().forEach(([parameter], i) => (got[`grad_${parameter}`] = gradients[i] ?? NaN));
  } else got["y"] = outward(module.forward(x));

  const exported = module.eval().vanillaExport();
  got["export_class"] = exported.constructor.name;
  got["export_is_self"] = exported === module;
  got["y_export"] = outward(exported.forward(x));
  const exportedWeight = exported.stateDict()["weight"];
  if (exportedWeight !== undefined) got["weight_export"] = exportedWeight;
  return got;
}

function make(name: string, golden: CaseReader, axis: number | undefined): LipschitzModule {
  const options = golden.options(["k_coef_lip"]);
  switch (name) {
    case "MaxMin":
      return new MaxMin({ ...options, ...(axis === undefined ? {} : { axis }) });
    case "GroupSort":
      return new GroupSort({ ...options, ...golden.options(["group_size"]) });
    case "GroupSort2":
      return new GroupSort2(options);
    case "FullSort":
      return new FullSort(options);
    case "LPReLU":
      return new LPReLU({ ...options, ...golden.options(["num_parameters", "init"]) });
    case "HouseHolder": {
      const { thetaInitializer } = golden.options(["theta_initializer"]) as { thetaInitializer?: number | "zeros" | "ones" | "given" };
      const given = thetaInitializer === undefined || thetaInitializer === "given";
      return new HouseHolder(golden.param<number>("channels") ?? 0, { ...options, ...(given ? {} : { thetaInitializer }) });
    }
    default:
      throw new Error(`the runner does not know the class ${name}`);
  }
}

function setOnly(module: LipschitzModule, name: string, value: Tensor): void {
  module.loadStateDict({ [name]: value }, { strict: false });
}
