import type { Centre, Concat, Convolution, ConvolutionMap, ConvolutionTranspose, Dense, HouseHolder, MaxMin, Op, PRelu, ReluReflection, Windows } from "@surenet/checker"; // prettier-ignore
import { outputSize, paddingSources } from "@surenet/checker";
import type { OnnxContext } from "@surenet/nn";
import { unsupported } from "@surenet/tensor-backend";
import { lower } from "../certify/lower.ts";
import type { Module } from "@surenet/nn";

/**
 * Any module that a certificate passes through as ONNX operations, by way of the plain ops that it lowers to: what is exported is what is proved.
 *
 * @returns the name of the output
 */
export async function loweredToOnnx(module: Module, context: OnnxContext): Promise<string> {
  const { graph, input, shape, path } = context;
  const sample = shape.slice(1);
  const { ops, shape: result } = await lower(module, sample);
  const writer = new OpWriter(context, path === "" ? "op" : path);
  const size = sample.reduce((product, side) => product * side, 1);
  const flat = graph.add("Reshape", [input, graph.integers([-1, size])]);
  const { name } = ops.reduce((value, op) => writer.write(op, value), { name: flat, size });
  return graph.add("Reshape", [name, graph.integers([-1, ...result])]);
}

/** A batch of flat vectors. */
interface Flat {
  readonly name: string;
  readonly size: number;
}

/** Writes ops on flat vectors, one method for each that is more than a line. */
class OpWriter {
  readonly #graph: OnnxContext["graph"];
  readonly #path: string;
  #constants = 0;

  constructor({ graph }: OnnxContext, path: string) {
    this.#graph = graph;
    this.#path = path;
  }

  write(op: Op, x: Flat): Flat {
    switch (op.op) {
      case "dense":
        return this.#dense(op, x);
      case "scale":
        return { ...x, name: this.#add("Mul", x.name, this.#numbers([op.factor], [])) };
      case "shift":
        return this.#rows(x, op.shift.length, (rows) => this.#add("Add", rows, this.#numbers(op.shift)));
      case "groupSort":
        return this.#rows(x, op.groupSize, (rows) =>
          this.#graph.add("TopK", [rows, this.#graph.integers([op.groupSize])], { axis: -1, largest: 0, sorted: 1 }, 2),
        );
      case "maxMin":
        return this.#maxMin(op, x);
      case "prelu":
        return this.#prelu(op, x);
      case "houseHolder":
        return this.#houseHolder(op, x);
      case "gather":
        return this.#gather(x, op.sources);
      case "windowSum":
        return this.#scaled(this.#windowSums(x, op.windows), op.factors);
      case "windowNorm": {
        const squares = { ...x, name: this.#add("Mul", x.name, x.name) };
        const sums = this.#windowSums(squares, op.windows);
        return this.#scaled({ ...sums, name: this.#add("Sqrt", sums.name) }, op.factors);
      }
      case "centre":
        return this.#centre(op, x);
      case "convolution":
        return this.#convolution(op, x);
      case "convolutionTranspose":
        return this.#convolutionTranspose(op, x);
      case "branches": {
        const parts = op.branches.map(({ weight, ops }) =>
          this.write(
            { op: "scale", factor: weight },
            ops.reduce((value, one) => this.write(one, value), x),
          ),
        );
        const [first, ...others] = parts.map(({ name }) => name);
        return { size: parts[0]?.size ?? 0, name: others.reduce((total, part) => this.#add("Add", total, part), first ?? "") };
      }
      case "concat":
        return this.#concat(op, x);
      case "reluReflection":
        return this.#reluReflection(op, x);
    }
  }

  #dense({ weight: { rows, columns, data }, bias }: Dense, x: Flat): Flat {
    const product = this.#add("MatMul", x.name, this.#numbers(data, [rows, columns]));
    return { name: bias === undefined ? product : this.#add("Add", product, this.#numbers(bias)), size: columns };
  }

  #maxMin({ channels }: MaxMin, x: Flat): Flat {
    const rows = this.#reshape(x.name, [-1, x.size / channels, channels]);
    const both = this.#graph.add("Concat", [this.#add("Relu", rows), this.#add("Relu", this.#add("Neg", rows))], { axis: -1 });
    return { name: this.#reshape(both, [-1, 2 * x.size]), size: 2 * x.size };
  }

  #prelu({ positive, negative }: PRelu, x: Flat): Flat {
    return this.#rows(x, negative.length, (rows) => {
      const above = this.#add("Mul", this.#add("Relu", rows), this.#numbers([positive], []));
      return this.#add("Sub", above, this.#add("Mul", this.#add("Relu", this.#add("Neg", rows)), this.#numbers(negative)));
    });
  }

  #houseHolder({ sine, cosine }: HouseHolder, x: Flat): Flat {
    const half = sine.length;
    return this.#rows(x, 2 * half, (rows) => {
      const part = (from: number): string =>
        this.#add("Slice", rows, this.#graph.integers([from]), this.#graph.integers([from + half]), this.#graph.integers([-1]));
      const [a, b, s, t] = [part(0), part(half), this.#numbers(sine), this.#numbers(cosine)];
      const height = this.#add("Relu", this.#add("Sub", this.#add("Mul", a, s), this.#add("Mul", b, t)));
      const reach = this.#add("Mul", height, this.#numbers([2], []));
      return this.#graph.add("Concat", [this.#add("Sub", a, this.#add("Mul", reach, s)), this.#add("Add", b, this.#add("Mul", reach, t))], {
        axis: -1,
      });
    });
  }

  /** A source of -1 reads a zero that is put behind the vector. */
  #gather(x: Flat, sources: Int32Array): Flat {
    const isPadded = sources.includes(-1);
    const from = isPadded ? this.#add("Pad", x.name, this.#graph.integers([0, 0, 0, 1])) : x.name;
    const places = this.#graph.integers(Array.from(sources, (source) => (source < 0 ? x.size : source)));
    return { name: this.#graph.add("Gather", [from, places], { axis: 1 }), size: sources.length };
  }

  #windowSums(x: Flat, { offsets, sources }: Windows): Flat {
    const count = offsets.length - 1;
    const largest = Math.max(...Array.from({ length: count }, (_, i) => (offsets[i + 1] ?? 0) - (offsets[i] ?? 0)));
    const padded = Int32Array.from({ length: count * largest }, (_, at) => {
      const entry = (offsets[Math.floor(at / largest)] ?? 0) + (at % largest);
      return entry < (offsets[Math.floor(at / largest) + 1] ?? 0) ? (sources[entry] ?? -1) : -1;
    });
    const rows = this.#reshape(this.#gather(x, padded).name, [-1, count, largest]);
    return { name: this.#graph.add("ReduceSum", [rows, this.#graph.integers([2])], { keepdims: 0 }), size: count };
  }

  #centre({ windows }: Centre, x: Flat): Flat {
    const { offsets, sources } = windows;
    const shares = Float64Array.from({ length: offsets.length - 1 }, (_, i) => 1 / ((offsets[i + 1] ?? 0) - (offsets[i] ?? 0)));
    const means = this.#scaled(this.#windowSums(x, windows), shares);
    const own = new Int32Array(x.size).fill(-1);
    for (let i = 0; i < shares.length; i++) for (let t = offsets[i] ?? 0; t < (offsets[i + 1] ?? 0); t++) own[sources[t] ?? 0] = i;
    return { ...x, name: this.#add("Sub", x.name, this.#gather(means, own).name) };
  }

  #convolution({ map, bias }: Convolution, x: Flat): Flat {
    const [height, width] = map.axes;
    let image = this.#image(x, [height.size, width.size, map.inChannels]);
    for (const [i, { size, padding, mode }] of map.axes.entries()) {
      if (mode === "zeros") continue;
      const places = this.#graph.integers(Array.from(paddingSources(size, padding, mode)));
      image = this.#graph.add("Gather", [image, places], { axis: 2 + i });
    }
    const shift = bias === undefined ? [] : [this.#numbers(bias)];
    const result = this.#graph.add("Conv", [image, this.#kernel(map), ...shift], { ...windowOf(map), pads: zerosAround(map) });
    return this.#flat(result, [outputSize(height), outputSize(width), map.outChannels]);
  }

  #convolutionTranspose({ map, bias }: ConvolutionTranspose, y: Flat): Flat {
    const [height, width] = map.axes;
    if (map.axes.some(({ mode, padding: [before, after] }) => mode !== "zeros" && before + after > 0))
      throw unsupported({
        where: "exportOnnx",
        problem: `a transposed convolution with ${height.mode} padding has no converter`,
        fix: "Use zeros.",
      });
    const image = this.#image(y, [outputSize(height), outputSize(width), map.outChannels]);
    const rest = map.axes.map((axis) => {
      const { size, kernel, stride, dilation, padding: [before, after] } = axis; // prettier-ignore
      return size + before + after - (stride * (outputSize(axis) - 1) + dilation * (kernel - 1) + 1);
    });
    const shift = bias === undefined ? [] : [this.#numbers(bias)];
    const attributes = { ...windowOf(map), pads: zerosAround(map), output_padding: rest };
    const result = this.#graph.add("ConvTranspose", [image, this.#kernel(map), ...shift], attributes);
    return this.#flat(result, [height.size, width.size, map.inChannels]);
  }

  #concat({ branches, parts }: Concat, x: Flat): Flat {
    let from = 0;
    const results = branches.map((ops, i) => {
      const size = parts?.[i] ?? x.size;
      const input =
        parts === undefined
          ? x
          : this.#gather(
              x,
              Int32Array.from({ length: size }, (_, k) => from + k),
            );
      from += size;
      return ops.reduce((value, op) => this.write(op, value), input);
    });
    const name = this.#graph.add("Concat", results.map((result) => result.name), { axis: 1 }); // prettier-ignore
    return { name, size: results.reduce((sum, { size }) => sum + size, 0) };
  }

  #reluReflection({ inner }: ReluReflection, x: Flat): Flat {
    const before = this.write(inner, x);
    const hidden = { ...before, name: this.#add("Relu", before.name) };
    const back =
      inner.op === "dense"
        ? this.#denseTranspose(inner, hidden)
        : this.#convolutionTranspose({ op: "convolutionTranspose", map: inner.map }, hidden);
    return { ...x, name: this.#add("Sub", x.name, this.#add("Mul", back.name, this.#numbers([2], []))) };
  }

  #denseTranspose({ weight: { rows, columns, data } }: Dense, y: Flat): Flat {
    const turned = Float64Array.from({ length: rows * columns }, (_, at) => data[(at % rows) * columns + Math.floor(at / rows)] ?? NaN);
    return { name: this.#add("MatMul", y.name, this.#numbers(turned, [columns, rows])), size: rows };
  }

  /** The kernel as ONNX has it: outputs, inputs of a group, height, width. */
  #kernel({ axes: [{ kernel: height }, { kernel: width }], inChannels, outChannels, groups, kernel }: ConvolutionMap): string {
    const inner = inChannels / groups;
    const turned = Float32Array.from({ length: kernel.length }, (_, at) => {
      const [x, y] = [at % width, Math.floor(at / width) % height];
      const [c, o] = [Math.floor(at / (width * height)) % inner, Math.floor(at / (width * height * inner))];
      return kernel[((y * width + x) * inner + c) * outChannels + o] ?? NaN;
    });
    return this.#numbers(turned, [outChannels, inner, height, width]);
  }

  /** Applies something to every row of so many numbers. */
  #rows(x: Flat, length: number, f: (rows: string) => string): Flat {
    return { ...x, name: this.#reshape(f(this.#reshape(x.name, [-1, x.size / length, length])), [-1, x.size]) };
  }

  #scaled(x: Flat, factors: Float64Array): Flat {
    return { ...x, name: this.#add("Mul", x.name, this.#numbers(factors)) };
  }

  #image(x: Flat, [height, width, channels]: readonly [number, number, number]): string {
    return this.#graph.add("Transpose", [this.#reshape(x.name, [-1, height, width, channels])], { perm: [0, 3, 1, 2] });
  }

  #flat(image: string, sides: readonly [number, number, number]): Flat {
    const size = sides.reduce((product, side) => product * side, 1);
    return { name: this.#reshape(this.#graph.add("Transpose", [image], { perm: [0, 2, 3, 1] }), [-1, size]), size };
  }

  #reshape(name: string, shape: readonly number[]): string {
    return this.#add("Reshape", name, this.#graph.integers(shape));
  }

  #add(op: string, ...inputs: readonly string[]): string {
    return this.#graph.add(op, inputs);
  }

  #numbers(values: ArrayLike<number>, shape: readonly number[] = [values.length]): string {
    return this.#graph.constant(`${this.#path}.constant_${this.#constants++}`, Float32Array.from(values), shape);
  }
}

function windowOf({ axes: [height, width], groups }: ConvolutionMap): Readonly<Record<string, number | readonly number[]>> {
  return {
    kernel_shape: [height.kernel, width.kernel],
    strides: [height.stride, width.stride],
    dilations: [height.dilation, width.dilation],
    group: groups,
  };
}

/** Zeros above, left, below and right; other paddings are in the image already. */
function zerosAround({ axes }: ConvolutionMap): readonly number[] {
  const [[top, bottom], [left, right]] = axes.map(({ padding, mode }) => (mode === "zeros" ? padding : [0, 0])) as [
    readonly [number, number],
    readonly [number, number],
  ];
  return [top, left, bottom, right];
}
