import { basename } from 'node:path';
import { z } from 'zod';
import { LeopardError } from '../../lib/errors.js';
import type { JsonObject } from '../../services/storage/images.js';
import type { PictureFile } from './types.js';

/** One line of a list: the path of a picture, relative to the list, and what is known of it. */
export const listEntry = z.strictObject({
  file: z.string().min(1),
  fileName: z.string().min(1).optional(),
  metadata: z.record(z.string(), z.json()).optional(),
});

export type ListEntry = z.output<typeof listEntry>;

/** A line, or what is wrong with it. */
export type ListLine = { readonly name: string } & ({ readonly entry: ListEntry } | { readonly fault: string });

/** What a list is read from: whole lines, as often as wanted. */
export type ListReader = () => AsyncIterable<ListLine>;

/** @param read the bytes of the file that an entry names */
export function listedPicture(line: ListLine, read: (file: string) => Promise<Buffer>): PictureFile {
  if ('fault' in line) {
    const fault = new LeopardError('BAD_USER_INPUT', line.fault);
    return { name: line.name, fileName: line.name, read: () => Promise.reject(fault) };
  }
  const { file, fileName, metadata } = line.entry;
  return {
    name: file,
    fileName: fileName ?? basename(file),
    ...(fileName !== undefined && { givenName: fileName }),
    ...(metadata && { metadata: metadata as JsonObject }),
    read: () => read(file),
  };
}
