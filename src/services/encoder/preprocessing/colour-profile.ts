/**
 * Whether an ICC profile describes itself as sRGB ("sRGB IEC61966-2.1", "sRGB built-in", …): by far the most frequent profile.
 * The description is a text in ASCII (ICC.1:2001, `desc`) or UTF-16 (ICC.1:2010, `mluc`).
 */
export function isSrgbProfile(profile: Uint8Array): boolean {
  const bytes = Buffer.from(profile.buffer, profile.byteOffset, profile.byteLength);
  const tags = bytes.length >= 132 ? Math.min(bytes.readUInt32BE(128), 64) : 0;
  for (let tag = 0; tag < tags; tag++) {
    const entry = 132 + tag * 12;
    if (entry + 12 > bytes.length) return false;
    if (bytes.toString('latin1', entry, entry + 4) !== 'desc') continue;
    const offset = bytes.readUInt32BE(entry + 4);
    const description = bytes.subarray(offset, offset + bytes.readUInt32BE(entry + 8));
    return description.toString('latin1').replaceAll('\0', '').includes('sRGB');
  }
  return false;
}
