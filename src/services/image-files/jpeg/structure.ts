import { EOI, isFrame, jpegSegments, SOS } from './segments.js';

/** What the markers of a JPEG file say (ITU-T T.81, B.1). */
export interface JpegStructure {
  /** Passes over the picture (SOS segments): one in a baseline file, about ten in a progressive one. */
  readonly scans: number;
  /** In Huffman codes (SOF2). */
  readonly progressive: boolean;
  /** Whether the end marker (EOI) is there. */
  readonly ended: boolean;
  /** Whether the scans, together, hold every bit of every coefficient of every component. */
  readonly complete: boolean;
}

const PROGRESSIVE = 0xc2;

const COEFFICIENTS = 64;

/**
 * Walks over the markers of a JPEG file, once, without decoding. For 32 MB it takes some tens of ms, far more where the file
 * is made to be slow: not for the event loop.
 */
export function readJpegStructure(bytes: Buffer, mostScans = Infinity): JpegStructure {
  let scans = 0;
  let progressive = false;
  let ended = false;
  const coverage = new Coverage();
  for (const { marker, body } of jpegSegments(bytes)) {
    ended = marker === EOI;
    if (marker === PROGRESSIVE) progressive = true;
    if (isFrame(marker)) coverage.frame(body);
    if (marker !== SOS) continue;
    coverage.scan(body);
    scans += 1;
    if (scans > mostScans) break;
  }
  return { scans, progressive, ended, complete: coverage.complete };
}

/** Which bits of which coefficients have come. */
class Coverage {
  /** By component: the lowest bit that came of each coefficient (`Al`). */
  private readonly lowest = new Map<number, Uint8Array>();

  /** @param segment of a frame header: precision, height, width, then three bytes for each component */
  frame(segment: Buffer): void {
    for (let index = 0; index < (segment[5] ?? 0); index++) {
      this.lowest.set(segment[6 + 3 * index] ?? -1, new Uint8Array(COEFFICIENTS).fill(255));
    }
  }

  /** @param segment of a scan header: two bytes for each component, then Ss, Se, Ah and Al */
  scan(segment: Buffer): void {
    const components = segment[0] ?? 0;
    const [first = 0, last = 0, bits = 0] = segment.subarray(1 + 2 * components);
    for (let index = 0; index < components; index++) {
      this.lowest.get(segment[1 + 2 * index] ?? -1)?.fill(bits & 15, first, Math.min(last, COEFFICIENTS - 1) + 1);
    }
  }

  get complete(): boolean {
    return this.lowest.size > 0 && [...this.lowest.values()].every((bits) => bits.every((bit) => bit === 0));
  }
}
