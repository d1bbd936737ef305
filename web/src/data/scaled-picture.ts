import type { RegionInput } from 'leopard/client';

/** Pixels on the longer side of what is searched for: more than any model looks at. */
const ENOUGH = 1024;

/** Bytes up to which a file is sent as it is. */
const SMALL = 400_000;

const QUALITY = 0.92;

/**
 * A photograph as large as a search can use, so that a slow line carries little of it.
 * @returns the file itself where it is small already, or where the browser cannot read it
 */
export async function scaledForSearch(file: File, region: RegionInput | undefined): Promise<Blob> {
  if (file.size <= SMALL) return file;
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => undefined);
  if (!picture) return file;
  const part = Math.max(picture.width * (region?.width ?? 1), picture.height * (region?.height ?? 1));
  const scale = ENOUGH / part;
  if (scale >= 1) return file;
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  const context = canvas.getContext('2d');
  if (!context) return file;
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  // PNG keeps what is transparent; a photograph has nothing of that.
  const type = file.type === 'image/jpeg' ? 'image/jpeg' : 'image/webp';
  const scaled = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, QUALITY));
  return scaled && scaled.size < file.size ? scaled : file;
}

/** The id that a file has in a collection: SHA-256 of its bytes. Undefined where the page was loaded without TLS. */
export async function idOf(file: Blob): Promise<string | undefined> {
  // Browsers give it to secure pages alone.
  const subtle = (crypto as { subtle?: SubtleCrypto }).subtle;
  if (!subtle) return undefined;
  const digest = new Uint8Array(await subtle.digest('SHA-256', await file.arrayBuffer()));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
