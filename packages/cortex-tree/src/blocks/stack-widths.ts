/**
 * In and out widths of a stack of blocks: the first takes the inputs, the last gives the outputs, and the channels are between them.
 *
 * @example stackWidths({ inDim: 4, channelDim: 5, outDim: 3, numBlocks: 3 }) // [[4, 5], [5, 5], [5, 3]]
 */
export function stackWidths({
  inDim,
  channelDim,
  outDim,
  numBlocks,
}: {
  readonly inDim: number;
  readonly channelDim: number;
  readonly outDim: number;
  readonly numBlocks: number;
}): [number, number][] {
  // prettier-ignore
  return Array.from({ length: numBlocks }, (_, i) => [i === 0 ? inDim : channelDim, i === numBlocks - 1 ? outDim : channelDim]);
}
