import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { SetupError } from '../../../lib/errors.js';

const FILE = 'vector-store.json';
const content = z.object({ owner: z.uuid() });

/**
 * Whose collections are ours: an id made once for each data folder, so that several servers can share one database
 * without taking each other's collections for their own.
 * @throws SetupError VECTOR_STORE_OWNER_UNREADABLE
 */
export async function ownerOf(dataFolder: string): Promise<string> {
  const path = join(dataFolder, FILE);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return create(dataFolder, path);
  const parsed = content.safeParse(json(text));
  if (parsed.success) return parsed.data.owner;
  throw new SetupError(
    'VECTOR_STORE_OWNER_UNREADABLE',
    `${path} is damaged. Restore it from a backup, or delete it and run \`leopard reindex\`: a new index is then built from the stored pictures.`,
  );
}

async function create(dataFolder: string, path: string): Promise<string> {
  await mkdir(dataFolder, { recursive: true });
  const owner = randomUUID();
  const file = await open(`${path}.new`, 'w');
  try {
    await file.writeFile(JSON.stringify({ owner }) + '\n');
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
  return owner;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
