import type { Storage } from '../../storage/open.js';
import { queryKey, type SearchPicture, type SearchToSave } from '../../storage/types/index.js';

type Place = Pick<Storage, 'database' | 'objects'>;

/** Searches in one step. */
const STEP = 100;

/**
 * What belongs to a collection besides its pictures: API keys, the secret of picture addresses (where the target has none yet), earlier
 * searches with their pictures, contact sheets. What is there already stays.
 */
export async function copyRest(from: Place, to: Place, signal?: AbortSignal): Promise<void> {
  const secret = await from.database.settings.get('signing_secret');
  if (secret !== undefined) await to.database.settings.setOnce('signing_secret', secret);
  for (const key of await from.database.apiKeys.list()) await to.database.apiKeys.add(key);
  await copySearches(from, to, signal);
  for await (const { key } of from.objects.list('sheets/')) {
    signal?.throwIfAborted();
    if ((await to.objects.head(key)) !== undefined) continue;
    const bytes = await from.objects.get(key);
    if (bytes !== undefined) await to.objects.put(key, bytes, { contentType: 'image/png' });
  }
}

async function copySearches(from: Place, to: Place, signal: AbortSignal | undefined): Promise<void> {
  let after: string | undefined;
  for (;;) {
    signal?.throwIfAborted();
    const searches = await from.database.searches.list(after, STEP);
    for (const search of searches) await copySearch(from, to, search);
    after = searches.at(-1)?.id;
    if (searches.length < STEP) return;
  }
}

async function copySearch(from: Place, to: Place, search: SearchToSave): Promise<void> {
  const { searches } = to.database;
  if ((await searches.get(search.id, 0)) !== undefined) return;
  const picture = search.picture && (await ownPicture(from, to, search.id, search.picture));
  const parts = await Promise.all(search.parts.map((part) => ownPicture(from, to, search.id, part)));
  // Forgotten meanwhile.
  if (picture === undefined || parts.includes(undefined)) return;
  await searches.save({ ...search, picture, parts: parts.filter((part) => part !== undefined) });
}

/** An object of the search's own, whatever others have. */
async function ownPicture(from: Place, to: Place, id: string, picture: SearchPicture) {
  const bytes = await from.objects.get(picture.key);
  if (bytes === undefined) return undefined;
  const own = { ...picture, key: queryKey(picture.sha256, id) };
  await to.objects.put(own.key, bytes);
  return own;
}
