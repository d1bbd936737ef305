import type { ImageFieldsFragment } from 'leopard/client';
import { messages } from '../messages.js';

/** What to call a picture: its title, else its file name. */
export function nameOf(image: Pick<ImageFieldsFragment, 'fileName' | 'metadata'>): string {
  const title = image.metadata['title'] ?? image.metadata['name'];
  return typeof title === 'string' && title.trim() !== '' ? title : (image.fileName ?? messages.results.unnamed);
}

/** A metadata value on one line. */
export const valueText = (value: unknown): string =>
  Array.isArray(value)
    ? value.map(valueText).join(', ')
    : typeof value === 'object' && value !== null
      ? JSON.stringify(value)
      : String(value);

export const readableBytes = (bytes: number): string =>
  bytes >= 1024 ** 2 ? `${(bytes / 1024 ** 2).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1024))} kB`;
