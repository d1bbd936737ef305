/**
 * Pillow's conversion from CMYK, which knows no profile (Convert.c, `cmyk2rgb` with MULDIV255).
 * @param pixels `uint8 [n, 4]`
 * @returns `Uint8Array [n, 3]`
 */
export function cmykToRgb(pixels: Uint8Array): Uint8Array {
  const result = new Uint8Array((pixels.length / 4) * 3);
  for (let index = 0, target = 0; index < pixels.length; index += 4, target += 3) {
    const white = 255 - (pixels[index + 3] ?? 0);
    for (let channel = 0; channel < 3; channel++) {
      const product = (pixels[index + channel] ?? 0) * white + 128;
      result[target + channel] = Math.max(0, white - (((product >> 8) + product) >> 8));
    }
  }
  return result;
}
