/** What the markers of a JPEG file say (ITU-T T.81, B.1). */
export interface JpegStructure {
  /** Passes over the picture (SOS segments): one in a baseline file, about ten in a progressive one. */
  readonly scans: number;
  /** Whether the end marker (EOI) is there. */
  readonly ended: boolean;
  /** Whether the scans, together, hold every bit of every coefficient of every component. */
  readonly complete: boolean;
}

const SOS = 0xda;
const EOI = 0xd9;

/** SOF0 to SOF15, without DHT, JPG and DAC, which lie among them. */
const isFrame = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

/** Markers without a length: RST0 to RST7, SOI, TEM. */
const standsAlone = (marker: number) => (marker >= 0xd0 && marker <= 0xd8) || marker === 0x01;

const COEFFICIENTS = 64;

/**
 * Walks over the markers of a JPEG file, once, without decoding. For 32 MB it takes some tens of ms, far more where the file
 * is made to be slow: not for the event loop.
 */
export function readJpegStructure(bytes: Buffer, mostScans = Infinity): JpegStructure {
  let scans = 0;
  let ended = false;
  const coverage = new Coverage();
  for (let at = nextMarker(bytes, 0); at !== -1 && scans <= mostScans; at = nextMarker(bytes, at)) {
    const marker = bytes[at + 1] ?? 0;
    at += 2;
    if (marker === EOI) {
      ended = true;
      break;
    }
    if (standsAlone(marker)) continue;
    if (at + 2 > bytes.length) break;
    const length = bytes.readUInt16BE(at);
    const segment = bytes.subarray(at + 2, at + length);
    if (isFrame(marker)) coverage.frame(segment);
    if (marker === SOS) {
      scans += 1;
      coverage.scan(segment);
    }
    at += Math.max(2, length);
  }
  return { scans, ended, complete: coverage.complete };
}

/** Position of the next 0xFF that begins a marker: after it comes neither a stuffed zero nor a fill byte. */
function nextMarker(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1];
    if (next !== undefined && next !== 0 && next !== 0xff) return at;
  }
  return -1;
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
