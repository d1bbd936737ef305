import { basename } from 'node:path';
import { z } from 'zod';
import { LeopardError } from '../../lib/errors.js';
import type { JsonObject } from '../../lib/json.js';
import { unreadable } from './read-file.js';
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

/** @param find the file that an entry names */
export async function listedPicture(
  line: ListLine,
  find: (file: string) => Promise<PictureFile | undefined>,
): Promise<PictureFile> {
  if ('fault' in line) return refused(line.name, new LeopardError('BAD_USER_INPUT', line.fault));
  const { file } = line.entry;
  const found = await find(file);
  return found ? withEntry({ ...found, name: file }, line.entry) : refused(file, unreadable('there is no such file'));
}

/** A picture with what a list says of it. */
export function withEntry(picture: PictureFile, { fileName, metadata }: Partial<ListEntry> = {}): PictureFile {
  return {
    ...picture,
    ...(fileName !== undefined && { fileName, givenName: fileName }),
    ...(metadata && { metadata: metadata as JsonObject }),
  };
}

const refused = (name: string, error: LeopardError): PictureFile => ({
  name,
  fileName: basename(name),
  read: () => Promise.reject(error),
});
