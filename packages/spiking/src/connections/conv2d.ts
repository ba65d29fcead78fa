import { type Tensor, add, concat, expandDims, gather, mul, reshape, sum, tensor1d, tidy, tile, zeros } from "@tensorflow/tfjs-core";
import { checkOptions, createRng, invalidOption, spikeMatMul } from "@surenet/tensor-backend";
import { type JsonObject, type Module, readConfig } from "@surenet/nn";
import { neuronShape } from "../state/neuron-shape.ts";
import { Connection, CONNECTION_OPTIONS, type ConnectionOptions } from "./connection.ts";
import { flatInputs } from "./flat-inputs.ts";
import { givenSynapse } from "./given-synapse.ts";

export interface Conv2DOptions extends ConnectionOptions {
  /** Height and width of the kernel. */
  readonly kernel: number | readonly [number, number];
  readonly stride?: number;
  /** Zeros on each side. */
  readonly padding?: number;
  readonly dilation?: number;
}

/**
 * One set of weights for every place of an image: `[height, width, channels]` to `[outHeight, outWidth, filters]`.
 *
 * The synapse sees patches, `[places, patch]` with the patch ordered row, column, channel; weights are `[patch, filters]`, and each has a delay of its
 * own when there are delays. Patches repeat a pixel's spikes, so that memory grows by the kernel's size.
 *
 * @param image `[height, width, channels]`
 * @throws SurenetError `E_OPTION`, `E_SHAPE`, `E_STATE`
 * @example new Conv2D([28, 28, 1], 8, { kernel: 5, stride: 2, rng, synapse: (shape) => new DeltaCurrent(shape, { dtMs: 1, charge: 1 }) }).forward(spikes)
 */
export class Conv2D extends Connection {
  static readonly id: string = "spiking.Conv2D";
  readonly image: readonly number[];
  readonly filters: number;
  readonly geometry: Geometry;
  readonly outShape: readonly number[];

  constructor(image: readonly [height: number, width: number, channels: number], filters: number, options: Conv2DOptions) {
    checkOptions("Conv2D", options, [...CONNECTION_OPTIONS, "kernel", "stride", "padding", "dilation"]);
    const { kernel, stride = 1, padding = 0, dilation = 1, ...rest } = options;
    const [shape, [count = 0]] = [neuronShape("Conv2D", image, "image"), neuronShape("Conv2D", filters, "filters")];
    const [kernelHeight = 0, kernelWidth = 0] = neuronShape("Conv2D", typeof kernel === "number" ? [kernel, kernel] : kernel, "kernel");
    const geometry = { kernelHeight, kernelWidth, stride, padding, dilation };
    const [outHeight, outWidth] = outputSize(shape, geometry);
    const patch = kernelHeight * kernelWidth * (shape[2] ?? 0);
    super("Conv2D", rest, { synapseShape: [outHeight * outWidth, patch], weightShape: [patch, count], biasShape: [count] });
    this.image = shape;
    this.filters = count;
    this.geometry = geometry;
    this.outShape = [outHeight, outWidth, count];
  }

  static fromJSON(config: JsonObject, children: readonly Module[]): Conv2D {
    const { image, filters, bias, delays, kernel, ...rest } = readConfig(Conv2D.id, config, { image: "numbers", filters: "number", bias: "boolean", delays: "boolean", kernel: "numbers", stride: "number", padding: "number", dilation: "number" }); // prettier-ignore
    const [[height = 0, width = 0, channels = 0], [kernelHeight = 0, kernelWidth = 0]] = [image, kernel];
    const synapse = givenSynapse(Conv2D.id, children);
    return new Conv2D([height, width, channels], filters, { ...rest, bias, delays, kernel: [kernelHeight, kernelWidth], rng: createRng(0), synapse }); // prettier-ignore
  }

  override config(): JsonObject {
    const { kernelHeight, kernelWidth, stride, padding, dilation } = this.geometry;
    const { image, filters, bias, delay } = this;
    return {
      image,
      filters,
      bias: bias !== undefined,
      delays: delay !== undefined,
      kernel: [kernelHeight, kernelWidth],
      stride,
      padding,
      dilation,
    };
  }

  forward(spikes: Tensor, ...injected: readonly Tensor[]): Tensor {
    return tidy(() => {
      const [batch = 0] = spikes.shape;
      const [places = 0, patch = 0] = this.synapse.shape;
      const current = this.synapse.forward(this.patches(spikes), ...injected.map((x) => this.patches(x)));
      const sums = this.delay === undefined ? spikeMatMul(reshape(current, [batch * places, patch]), this.weight.value) : sum(mul(this.arrivingCurrent, this.weight.value), 2); // prettier-ignore
      const shifted = this.bias === undefined ? sums : add(sums, this.bias.value);
      return reshape(shifted, [batch, ...this.outShape]);
    });
  }

  /** `[batch, ...image]` as the patches that the synapse sees, `[batch, places, patch]`; owned by the caller. */
  patches(images: Tensor): Tensor {
    return tidy(() => {
      const flat = flatInputs("Conv2D.forward", images, this.image);
      const [batch = 0] = flat.shape;
      const padded = concat([flat, zeros([batch, 1], flat.dtype)], 1);
      const index = tensor1d(patchIndices(this.image, this.geometry, this.outShape), "int32");
      return reshape(gather(padded, index, 1), [batch, ...this.synapse.shape]);
    });
  }

  protected override spread(values: Tensor, batch: number): Tensor {
    const [places = 0] = this.synapse.shape;
    return super.spread(tile(expandDims(values, 0), [places, 1, 1]), batch);
  }
}

interface Geometry {
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
}

function outputSize([height = 0, width = 0, ...rest]: readonly number[], geometry: Geometry): [number, number] {
  const { kernelHeight, kernelWidth, stride, padding, dilation } = geometry;
  const along = (side: number, kernel: number): number => Math.floor((side + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1;
  const [outHeight, outWidth] = [along(height, kernelHeight), along(width, kernelWidth)];
  const whole = [stride, dilation].every((value) => Number.isInteger(value) && value > 0) && Number.isInteger(padding) && padding >= 0;
  if (!whole || rest.length !== 1 || !(outHeight > 0 && outWidth > 0))
    throw invalidOption({ where: "Conv2D", option: "kernel", got: [kernelHeight, kernelWidth], expected: `a kernel that fits the image [${height}, ${width}, channels] with whole stride, padding and dilation` }); // prettier-ignore
  return [outHeight, outWidth];
}

/** Where each number of each patch comes from; the padding is the element after the image's last. */
function patchIndices(
  [height = 0, width = 0, channels = 0]: readonly number[],
  geometry: Geometry,
  [outHeight = 0, outWidth = 0]: readonly number[],
): Int32Array {
  const { kernelHeight, kernelWidth, stride, padding, dilation } = geometry;
  const indices = new Int32Array(outHeight * outWidth * kernelHeight * kernelWidth * channels);
  let at = 0;
  for (let place = 0; place < outHeight * outWidth; place++) {
    for (let pixel = 0; pixel < kernelHeight * kernelWidth; pixel++) {
      const y = Math.floor(place / outWidth) * stride - padding + Math.floor(pixel / kernelWidth) * dilation;
      const x = (place % outWidth) * stride - padding + (pixel % kernelWidth) * dilation;
      const inside = y >= 0 && y < height && x >= 0 && x < width;
      for (let c = 0; c < channels; c++) indices[at++] = inside ? (y * width + x) * channels + c : height * width * channels;
    }
  }
  return indices;
}
