/** Red, green, blue. */
export type ChannelValues = readonly [number, number, number];

/**
 * torchvision's ToTensor and Normalize: `(byte / 255 - mean) / std` in float32, by a table of 3 × 256 values.
 *
 * @param crop `uint8 [size, size, 3]`, RGB
 * @param target where the result goes, for a batch; a new array otherwise
 * @returns `Float32Array [3, size, size]`
 */
export function normalise(
  crop: Uint8Array,
  mean: ChannelValues,
  std: ChannelValues,
  target = new Float32Array(crop.length),
): Float32Array {
  const plane = crop.length / 3;
  for (let channel = 0; channel < 3; channel++) {
    const table = channelTable(mean[channel] ?? 0, std[channel] ?? 1);
    for (let index = 0; index < plane; index++) {
      target[channel * plane + index] = table[crop[index * 3 + channel] ?? 0] ?? 0;
    }
  }
  return target;
}

/** Each operation is rounded to float32, as the reference computes it. */
function channelTable(mean: number, std: number): Float32Array {
  return Float32Array.from(
    { length: 256 },
    (_, byte) => Math.fround(Math.fround(byte / 255) - Math.fround(mean)) / Math.fround(std),
  );
}
