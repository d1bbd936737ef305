import type { Images, Objects, Searches } from '../../storage/types/index.js';

export interface StrayParts {
  readonly images: Pick<Images, 'get'>;
  readonly searches: Pick<Searches, 'referred'>;
  readonly objects: Pick<Objects, 'delete'>;
  /** Deletes the originals of those that have no record, while nobody stores them. @returns how many there were */
  readonly removeStrays: (ids: readonly string[]) => Promise<number>;
}

/** Objects that no row refers to. */
export interface Strays {
  readonly keys: readonly string[];
  /** @returns how many were deleted */
  remove(): Promise<number>;
}

export async function strayOriginals({ images, removeStrays }: StrayParts, keys: readonly string[]): Promise<Strays> {
  const ids = keys.map((key) => key.slice(key.lastIndexOf('/') + 1));
  const records = await images.get(ids);
  const strays = ids.filter((_, place) => records[place] === undefined);
  return { keys: strays, remove: () => removeStrays(strays) };
}

export async function strayQueries({ searches, objects }: StrayParts, keys: readonly string[]): Promise<Strays> {
  const referred = new Set(await searches.referred(keys));
  const strays = keys.filter((key) => !referred.has(key));
  const remove = async () => {
    await objects.delete(strays);
    return strays.length;
  };
  return { keys: strays, remove };
}
