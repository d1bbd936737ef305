import type { Database, Images, Searches } from '../types/index.js';
import type { OldFiles } from './old-files.js';

/** A database whose erasures reach into the files that a migration has set aside. */
export async function erasingIn(old: OldFiles, database: Database): Promise<Database> {
  const images: Pick<Images, 'removed'> = {
    removed: async (ids) => {
      await old.erasePictures(ids);
      await database.images.removed(ids);
    },
  };
  const { searches } = database;
  const forgetUnknown = () => old.eraseSearches(async (id) => (await searches.get(id, 0)) !== undefined);
  // Those that had expired, and what a kill interrupted.
  await forgetUnknown();
  const erasing: Pick<Searches, 'erase' | 'trim'> = {
    erase: async (ids) => {
      const removal = await searches.erase(ids);
      await forgetUnknown();
      return removal;
    },
    trim: async (now, bytes) => {
      const removal = await searches.trim(now, bytes);
      if (removal.count > 0) await forgetUnknown();
      return removal;
    },
  };
  return overriding(database, {
    images: overriding(database.images, images),
    searches: overriding(searches, erasing),
  });
}

/** An object that does some things otherwise. */
function overriding<T extends object>(object: T, others: Partial<T>): T {
  return new Proxy(object, {
    get: (target, name) => {
      if (Object.hasOwn(others, name)) return others[name as keyof T];
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
    },
  });
}
