import { useCallback, useRef, useState } from 'react';
import { IngestImagesDocument } from 'leopard/client';
import { client, toFailure } from './client.js';

export interface IngestItem {
  readonly name: string;
  readonly status: 'WAITING' | 'SENDING' | 'STORED' | 'UPDATED' | 'UNCHANGED' | 'REJECTED';
  readonly message?: string;
}

export interface Ingest {
  readonly items: readonly IngestItem[];
  readonly busy: boolean;
  add(files: readonly File[]): void;
  stop(): void;
  clear(): void;
}

/** Pictures sent in one request: small, so that progress shows and a fault costs little. */
const BATCH = 4;

/** Sends pictures one small batch after the other; each has an outcome of its own. */
export function useIngest(onStored: () => void): Ingest {
  const [items, setItems] = useState<readonly IngestItem[]>([]);
  const [busy, setBusy] = useState(false);
  const running = useRef<AbortController>(undefined);
  const queue = useRef<{ file: File; index: number }[]>([]);
  const next = useRef(0);

  const patch = useCallback(
    (changes: ReadonlyMap<number, Partial<IngestItem>>) =>
      setItems((before) => before.map((item, index) => ({ ...item, ...changes.get(index) }))),
    [],
  );

  const work = useCallback(
    async (signal: AbortSignal) => {
      while (queue.current.length > 0 && !signal.aborted) {
        const batch = queue.current.splice(0, BATCH);
        patch(new Map(batch.map(({ index }) => [index, { status: 'SENDING' as const }])));
        try {
          const images = batch.map(({ file }) => ({ image: { upload: file }, fileName: file.name }));
          const { ingestImages } = await client.request(IngestImagesDocument, { images }, { signal });
          patch(
            new Map(
              ingestImages.outcomes.flatMap(({ index, status, error }) => {
                const sent = batch[index];
                return sent ? [[sent.index, { status, message: error?.message }] as const] : [];
              }),
            ),
          );
        } catch (error) {
          if (signal.aborted) {
            patch(new Map(batch.map(({ index }) => [index, { status: 'WAITING' as const }])));
            return;
          }
          const { title, detail } = toFailure(error);
          patch(new Map(batch.map(({ index }) => [index, { status: 'REJECTED' as const, message: detail ?? title }])));
        }
        onStored();
      }
    },
    [onStored, patch],
  );

  const add = useCallback<Ingest['add']>(
    (files) => {
      setItems((before) => [...before, ...files.map((file) => ({ name: file.name, status: 'WAITING' as const }))]);
      for (const file of files) queue.current.push({ file, index: next.current++ });
      if (running.current) return;
      const controller = (running.current = new AbortController());
      setBusy(true);
      void work(controller.signal).finally(() => {
        running.current = undefined;
        setBusy(false);
      });
    },
    [work],
  );

  const stop = useCallback(() => {
    queue.current = [];
    running.current?.abort();
  }, []);

  const clear = useCallback(() => {
    next.current = 0;
    setItems([]);
  }, []);

  return { items, busy, add, stop, clear };
}
