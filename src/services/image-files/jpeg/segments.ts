/** One marker of a JPEG file, with what belongs to it (ITU-T T.81, B.1.1). */
export interface JpegSegment {
  readonly marker: number;
  /** Without marker and length. */
  readonly body: Buffer;
  /** Position after it: of the coded data, where it begins a scan. */
  readonly end: number;
}

export const SOS = 0xda;
export const EOI = 0xd9;
export const DHT = 0xc4;
export const DRI = 0xdd;

/** SOF0 to SOF15, without DHT, JPG and DAC, which lie among them. */
export const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== DHT && marker !== 0xc8 && marker !== 0xcc;

/** Markers without a length: RST0 to RST7, SOI, TEM. */
const standsAlone = (marker: number) => (marker >= 0xd0 && marker <= 0xd8) || marker === 0x01;

/** The segments of a JPEG file in their order, to the end marker (EOI) or to the end of the file. Nothing is decoded. */
export function* jpegSegments(bytes: Buffer): Generator<JpegSegment> {
  for (let at = nextMarker(bytes, 0); at !== -1; at = nextMarker(bytes, at)) {
    const marker = bytes[at + 1] ?? 0;
    at += 2;
    if (standsAlone(marker)) continue;
    if (marker === EOI) return yield { marker, body: Buffer.alloc(0), end: at };
    if (at + 2 > bytes.length) return;
    const length = Math.max(2, bytes.readUInt16BE(at));
    yield { marker, body: bytes.subarray(at + 2, at + length), end: at + length };
    at += length;
  }
}

/** Position of the next 0xFF that begins a marker: after it comes neither a stuffed zero nor a fill byte. */
function nextMarker(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1];
    if (next !== undefined && next !== 0 && next !== 0xff) return at;
  }
  return -1;
}
