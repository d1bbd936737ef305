import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';

/**
 * A picture file of this machine, to put into the variables of a request where a page puts what its user chose. Its
 * bytes are read from the disk while they are sent, not before.
 * @throws the system's error (`code: 'ENOENT'` …) where the file cannot be read
 */
export async function openPicture(path: string, options: { readonly fileName?: string } = {}): Promise<File> {
  return new File([await openAsBlob(path)], options.fileName ?? basename(path));
}
