import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { readModelFolder } from '../models/model-folder.js';
import { precisionName, PREPARED_FILE, readPrepared, type Prepared } from './prepared.js';

/** That a model is prepared for int8, and how near it comes to fp32. */
export interface PreparedFor {
  /** Name of the precision, as in the identity of an index. */
  readonly precision: string;
  readonly smallestCosine: number;
  readonly meanCosine: number;
  readonly products: Prepared['found']['products'];
}

/** Null where a model is not prepared for int8, or not any more. */
export async function preparedFor(modelFolder: string): Promise<PreparedFor | null> {
  try {
    // Looked for first: where nothing promises a checkpoint's hash, readModelFolder reads all of it.
    await access(join(modelFolder, PREPARED_FILE));
    const { folder, sha256 } = await readModelFolder(modelFolder);
    const prepared = await readPrepared(folder, sha256);
    const { smallestCosine, meanCosine, products } = prepared.found;
    return { precision: precisionName(prepared), smallestCosine, meanCosine, products };
  } catch {
    return null;
  }
}
