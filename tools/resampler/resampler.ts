/**
 * Pillow's 8-bit separable resampling (Pillow, src/libImaging/Resample.c), in WebAssembly SIMD.
 *
 * AssemblyScript: `npm run build:resampler` compiles it into
 * src/services/encoder/preprocessing/resampler-binary.ts, which is committed.
 *
 * Weights are fixed-point numbers of 22 fractional bits; a result is (2^21 + Σ pixel · weight) >> 22, clamped to 0…255.
 * The clamping is done by the two saturating narrowings. The caller owns the memory: nothing is allocated here.
 * Every load may read up to 16 bytes past the pixel it wants, so the caller leaves a margin behind each buffer.
 */

/** Half of 2^22: rounds to nearest. */
const ROUNDING: i32 = 1 << 21;
const FRACTION_BITS: i32 = 22;

/** Four bytes at `address` as four 32-bit integers. */
function loadPixel(address: usize): v128 {
  return i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(address)));
}

/**
 * Resamples along the rows.
 *
 * @param source `uint8 [rows, rowBytes]`, pixels of `channels` bytes
 * @param destination `uint8 [rows, outputs, channels]`
 * @param bounds `int32 [outputs, 2]`: first source pixel of the row, number of pixels (at least 1)
 * @param weights `int32 [outputs, taps]`
 * @param channels 3 or 4
 */
export function horizontal(
  source: usize,
  rowBytes: usize,
  rows: usize,
  destination: usize,
  outputs: usize,
  bounds: usize,
  weights: usize,
  taps: usize,
  channels: usize,
): void {
  const rounding = i32x4.splat(ROUNDING);
  const outputBytes = outputs * channels;
  // Two rows at a time share each weight; at an odd end the last row is computed twice.
  for (let row: usize = 0; row < rows; row += 2) {
    const next = row + 1 < rows ? row + 1 : row;
    const upperRow = source + row * rowBytes;
    const lowerRow = source + next * rowBytes;
    let upperOut = destination + row * outputBytes;
    let lowerOut = destination + next * outputBytes;
    for (let output: usize = 0; output < outputs; output++) {
      const first = <usize>load<i32>(bounds + (output << 3)) * channels;
      const count = <usize>load<i32>(bounds + (output << 3), 4);
      let upper = upperRow + first;
      let lower = lowerRow + first;
      let weight = weights + ((output * taps) << 2);
      const end = weight + (count << 2);
      let upperSum = rounding;
      let lowerSum = rounding;
      for (; weight < end; weight += 4) {
        const factor = v128.load32_splat(weight);
        upperSum = i32x4.add(upperSum, i32x4.mul(factor, loadPixel(upper)));
        lowerSum = i32x4.add(lowerSum, i32x4.mul(factor, loadPixel(lower)));
        upper += channels;
        lower += channels;
      }
      const words = i16x8.narrow_i32x4_s(i32x4.shr_s(upperSum, FRACTION_BITS), i32x4.shr_s(lowerSum, FRACTION_BITS));
      const bytes = i8x16.narrow_i16x8_u(words, words);
      if (channels == 4) {
        v128.store32_lane(upperOut, bytes, 0);
        v128.store32_lane(lowerOut, bytes, 1);
      } else {
        // Exactly three bytes: a fourth would overwrite the next row.
        v128.store16_lane(upperOut, bytes, 0);
        v128.store8_lane(upperOut, bytes, 2, 2);
        v128.store16_lane(lowerOut, bytes, 2);
        v128.store8_lane(lowerOut, bytes, 6, 2);
      }
      upperOut += channels;
      lowerOut += channels;
    }
  }
}

/**
 * Resamples along the columns, sixteen bytes of a row at a time.
 *
 * @param source `uint8 [rows, rowBytes]`
 * @param destination `uint8 [outputs, rowBytes]`, with a margin of 16 bytes behind it
 * @param bounds `int32 [outputs, 2]`: first source row, number of rows (at least 1)
 * @param weights `int32 [outputs, taps]`
 */
export function vertical(
  source: usize,
  rowBytes: usize,
  destination: usize,
  outputs: usize,
  bounds: usize,
  weights: usize,
  taps: usize,
): void {
  const rounding = i32x4.splat(ROUNDING);
  for (let output: usize = 0; output < outputs; output++) {
    const first = source + <usize>load<i32>(bounds + (output << 3)) * rowBytes;
    const firstWeight = weights + ((output * taps) << 2);
    const end = firstWeight + ((<usize>load<i32>(bounds + (output << 3), 4)) << 2);
    const row = destination + output * rowBytes;
    for (let column: usize = 0; column < rowBytes; column += 16) {
      let address = first + column;
      let sum0 = rounding;
      let sum1 = rounding;
      let sum2 = rounding;
      let sum3 = rounding;
      for (let weight = firstWeight; weight < end; weight += 4) {
        const factor = v128.load32_splat(weight);
        const bytes = v128.load(address);
        const low = i16x8.extend_low_i8x16_u(bytes);
        const high = i16x8.extend_high_i8x16_u(bytes);
        sum0 = i32x4.add(sum0, i32x4.mul(factor, i32x4.extend_low_i16x8_u(low)));
        sum1 = i32x4.add(sum1, i32x4.mul(factor, i32x4.extend_high_i16x8_u(low)));
        sum2 = i32x4.add(sum2, i32x4.mul(factor, i32x4.extend_low_i16x8_u(high)));
        sum3 = i32x4.add(sum3, i32x4.mul(factor, i32x4.extend_high_i16x8_u(high)));
        address += rowBytes;
      }
      v128.store(
        row + column,
        i8x16.narrow_i16x8_u(
          i16x8.narrow_i32x4_s(i32x4.shr_s(sum0, FRACTION_BITS), i32x4.shr_s(sum1, FRACTION_BITS)),
          i16x8.narrow_i32x4_s(i32x4.shr_s(sum2, FRACTION_BITS), i32x4.shr_s(sum3, FRACTION_BITS)),
        ),
      );
    }
  }
}
