import { type Coefficients, bicubicCoefficients, toFixedPoint } from './coefficients.js';
import { type Rectangle, type Rounding, frame } from './geometry.js';
import { RESAMPLER_BINARY } from './resampler-binary.js';

/** Decoded pixels, row by row. */
export interface Raster {
  /** `uint8 [height, width, channels]` */
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

/** The exports of tools/resampler/resampler.ts; addresses and sizes in bytes. */
interface ResamplerExports {
  readonly memory: WebAssembly.Memory;
  horizontal(
    source: number,
    rowBytes: number,
    rows: number,
    destination: number,
    outputs: number,
    bounds: number,
    weights: number,
    taps: number,
    channels: number,
  ): void;
  vertical(
    source: number,
    rowBytes: number,
    destination: number,
    outputs: number,
    bounds: number,
    weights: number,
    taps: number,
  ): void;
}

const PAGE_BYTES = 65_536;
/** Behind each buffer: a vector load may read this far past the pixel it wants. */
const MARGIN_BYTES = 64;
/** Source rows are copied in bands of about this size, so that the module's memory does not grow with the picture. */
const BAND_BYTES = 512 * 1024;

/** Pillow's bicubic resize to the bit, in WebAssembly SIMD (tools/resampler/resampler.ts). One for each thread. */
export class Resampler {
  readonly #module: ResamplerExports;

  constructor() {
    const binary = new WebAssembly.Module(Buffer.from(RESAMPLER_BINARY, 'base64'));
    this.#module = new WebAssembly.Instance(binary).exports as object as ResamplerExports;
  }

  /**
   * Resizes a part of a picture so that its shorter side has `size` pixels, and returns the centre crop:
   * `Uint8Array [size, size, channels]`. Only the rows and columns that the crop needs are computed.
   * @param raster of 3 or 4 channels
   */
  crop(raster: Raster, part: Rectangle, size: number, rounding?: Rounding): Uint8Array {
    const framing = frame(part.width, part.height, size, rounding);
    const across = bicubicCoefficients(part.width, framing.resizedWidth, framing.left, size);
    const down = bicubicCoefficients(part.height, framing.resizedHeight, framing.top, size);
    const { channels } = raster;
    const columns = across.last - across.first;
    const rows = down.last - down.first;
    const bandRows = Math.min(rows, Math.max(2, Math.ceil(BAND_BYTES / (columns * channels))));

    const layout = new Layout();
    const acrossAt = layout.coefficients(across);
    const downAt = layout.coefficients(down);
    const bandAt = layout.reserve(bandRows * columns * channels);
    const betweenAt = layout.reserve(rows * size * channels);
    const outputAt = layout.reserve(size * size * channels);
    const memory = this.#grow(layout.bytes);
    copyCoefficients(memory, across, acrossAt);
    copyCoefficients(memory, down, downAt);

    const bytes = new Uint8Array(memory);
    for (let row = 0; row < rows; row += bandRows) {
      const height = Math.min(bandRows, rows - row);
      const origin = { left: part.left + across.first, top: part.top + down.first + row };
      copyRows(raster, { ...origin, width: columns, height }, bytes, bandAt);
      this.#module.horizontal(
        bandAt,
        columns * channels,
        height,
        betweenAt + row * size * channels,
        size,
        acrossAt.bounds,
        acrossAt.weights,
        across.taps,
        channels,
      );
    }
    this.#module.vertical(betweenAt, size * channels, outputAt, size, downAt.bounds, downAt.weights, down.taps);
    return bytes.slice(outputAt, outputAt + size * size * channels);
  }

  #grow(bytes: number): ArrayBuffer {
    const { memory } = this.#module;
    const missing = Math.ceil((bytes - memory.buffer.byteLength) / PAGE_BYTES);
    if (missing > 0) memory.grow(missing);
    return memory.buffer;
  }
}

/** Addresses of one axis' tables in the module's memory. */
interface CoefficientsAddress {
  readonly bounds: number;
  readonly weights: number;
}

/** Lays buffers out one behind the other. */
class Layout {
  /** Bytes laid out so far; the first ones stay unused. */
  bytes = MARGIN_BYTES;

  reserve(bytes: number): number {
    const address = this.bytes;
    this.bytes = (address + bytes + 2 * MARGIN_BYTES - 1) & ~(MARGIN_BYTES - 1);
    return address;
  }

  coefficients(table: Coefficients): CoefficientsAddress {
    return { bounds: this.reserve(table.bounds.length * 4), weights: this.reserve(table.weights.length * 4) };
  }
}

function copyCoefficients(memory: ArrayBuffer, table: Coefficients, at: CoefficientsAddress): void {
  new Int32Array(memory, at.bounds, table.bounds.length).set(table.bounds);
  new Int32Array(memory, at.weights, table.weights.length).set(toFixedPoint(table.weights));
}

function copyRows(raster: Raster, part: Rectangle, target: Uint8Array, address: number): void {
  const stride = raster.width * raster.channels;
  const rowBytes = part.width * raster.channels;
  const start = part.top * stride + part.left * raster.channels;
  if (rowBytes === stride) {
    target.set(raster.pixels.subarray(start, start + part.height * stride), address);
    return;
  }
  for (let row = 0; row < part.height; row++) {
    const from = start + row * stride;
    target.set(raster.pixels.subarray(from, from + rowBytes), address + row * rowBytes);
  }
}
