/** A still picture, or a sequence (AV1 Image File Format, sections 6.2 and 6.3). */
const BRANDS = new Set(['avif', 'avis']);

/** Position of the major brand in the box `ftyp`, with which a file begins (ISO/IEC 14496-12, 4.3). */
export const MAJOR_BRAND = 8;

/** Box length, `ftyp`, major brand, version: then come the compatible brands. */
const COMPATIBLE_BRANDS = 16;

const MOST_BRANDS = 64;

/** Whether a file declares itself an AVIF: by its major brand, or by one of those that it is compatible with, as browsers see it. */
export function isAvif(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, COMPATIBLE_BRANDS + 4 * MOST_BRANDS));
  if (head.length < COMPATIBLE_BRANDS || head.toString('latin1', 4, MAJOR_BRAND) !== 'ftyp') return false;
  const brand = (at: number) => head.toString('latin1', at, at + 4);
  if (BRANDS.has(brand(MAJOR_BRAND))) return true;
  const end = Math.min(head.readUInt32BE(0), head.length);
  for (let at = COMPATIBLE_BRANDS; at + 4 <= end; at += 4) if (BRANDS.has(brand(at))) return true;
  return false;
}
