import type { GroupCommitter } from './committer.js';
import { removeFile, syncFolder } from '../../../../lib/atomic-file.js';
import type { EmbeddingFile } from './embedding-file.js';
import type { StoreLayout } from './layout.js';
import type { Reserve } from './reserve.js';

/** Removes what was made from pictures elsewhere: renditions, rows of the vector store. May run twice for one picture. */
export type PurgeHook = (ids: readonly string[]) => Promise<void>;

/**
 * Second half of a deletion: after the log says that a picture is gone, everything made from it is removed; then the log
 * says that this is done. Interrupted, it is done again: at the next deletion of the picture, before it is stored again,
 * at the next start.
 */
export class Purger {
  constructor(
    private readonly parts: {
      readonly layout: StoreLayout;
      readonly embeddings: EmbeddingFile;
      readonly committer: GroupCommitter;
      readonly reserve: Reserve;
      readonly hook: PurgeHook;
      /** Id to the slot of the embedding. */
      readonly unfinished: Map<string, number>;
    },
  ) {}

  isUnfinished(id: string): boolean {
    return this.parts.unfinished.has(id);
  }

  add(id: string, slot: number): void {
    this.parts.unfinished.set(id, slot);
  }

  /** Complete and durable when it resolves. Pictures that are not being deleted are left alone. */
  async finish(ids: readonly string[]): Promise<void> {
    const { layout, embeddings, committer, reserve, hook, unfinished } = this.parts;
    const gone = ids.filter((id) => unfinished.has(id));
    if (gone.length === 0) return;
    const shelves = new Set<string>();
    for (const id of gone) {
      if (await removeFile(layout.original(id))) shelves.add(layout.shelf(id));
      if (await removeFile(layout.temporaryOriginal(id))) shelves.add(layout.temporary);
      await embeddings.wipe(unfinished.get(id) ?? 0);
    }
    await Promise.all([embeddings.sync(), ...[...shelves].map(syncFolder)]);
    await hook(gone);
    await Promise.all(
      gone.map((id) =>
        committer.commit({ purged: id }, () => {
          const slot = unfinished.get(id);
          unfinished.delete(id);
          if (slot !== undefined) embeddings.release(slot);
        }),
      ),
    );
    await reserve.take();
  }

  async finishAll(): Promise<void> {
    await this.finish([...this.parts.unfinished.keys()]);
  }
}
