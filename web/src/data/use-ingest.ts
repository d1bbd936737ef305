import { useCallback, useRef, useState } from 'react';
import { IngestImagesDocument } from 'leopard/client';
import { t } from '../i18n/i18n.js';
import { client, toFailure } from './client.js';
import { patiently } from './patiently.js';

export interface IngestItem {
  readonly file: File;
  /** FAILED: the request did; the server never judged the picture. STOPPED: a person did. Both can be sent again. */
  readonly status: 'WAITING' | 'SENDING' | 'STORED' | 'UPDATED' | 'UNCHANGED' | 'REJECTED' | 'FAILED' | 'STOPPED';
  readonly message?: string;
}

export interface Ingest {
  readonly items: readonly IngestItem[];
  readonly busy: boolean;
  add(files: readonly File[]): void;
  stop(): void;
  /** Sends what failed or was stopped once more. */
  retry(): void;
  clear(): void;
}

type Change = Omit<IngestItem, 'file'>;

/** Pictures sent in one request: few, so that progress shows and a fault costs little. */
const BATCH = 4;

export const isPending = ({ status }: IngestItem): boolean => status === 'WAITING' || status === 'SENDING';
/** How many of them the server has judged, or will not get any more. */
export const handled = (items: readonly IngestItem[]): number => items.filter((item) => !isPending(item)).length;
export const canRetry = ({ status }: IngestItem): boolean => status === 'FAILED' || status === 'STOPPED';

/**
 * Sends pictures one small batch after the other; each has an outcome of its own. A busy server is waited for.
 * @param perRequest pictures that the server takes in one request
 */
export function useIngest(onStored: () => void, perRequest = BATCH): Ingest {
  const [items, setItems] = useState<readonly IngestItem[]>([]);
  const [busy, setBusy] = useState(false);
  const running = useRef<AbortController>(undefined);
  const queue = useRef<File[]>([]);

  const mark = useCallback((changes: ReadonlyMap<File, Change>) => {
    setItems((before) => before.map((item) => ({ ...item, ...changes.get(item.file) })));
  }, []);

  const send = useCallback(
    async (batch: readonly File[], signal: AbortSignal) => {
      const all = (change: Change): void => mark(new Map(batch.map((file) => [file, change])));
      all({ status: 'SENDING', message: undefined });
      try {
        const images = batch.map((file) => ({ image: { upload: file }, defaultFileName: file.name }));
        const { ingestImages } = await patiently(
          () => client.request(IngestImagesDocument, { images }, { signal }),
          signal,
        );
        const outcomes = ingestImages.outcomes.flatMap(({ index, status, error }) => {
          const file = batch[index];
          return file ? [[file, { status, message: error?.message }] as const] : [];
        });
        mark(new Map(outcomes));
        onStored();
      } catch (error) {
        if (signal.aborted) return all({ status: 'STOPPED' });
        const { title, detail } = toFailure(error);
        all({ status: 'FAILED', message: detail ?? t(title) });
      }
    },
    [mark, onStored],
  );

  const start = useCallback(
    (files: readonly File[]) => {
      queue.current.push(...files);
      if (running.current || files.length === 0) return;
      const { signal } = (running.current = new AbortController());
      const work = async (): Promise<void> => {
        while (queue.current.length > 0) await send(queue.current.splice(0, Math.min(BATCH, perRequest)), signal);
      };
      setBusy(true);
      void work().finally(() => {
        running.current = undefined;
        setBusy(false);
      });
    },
    [send, perRequest],
  );

  const add = useCallback<Ingest['add']>(
    (files) => {
      setItems((before) => [...before, ...files.map((file) => ({ file, status: 'WAITING' as const }))]);
      start(files);
    },
    [start],
  );

  const retry = useCallback(() => {
    const again = items.filter(canRetry).map(({ file }) => file);
    mark(new Map(again.map((file) => [file, { status: 'WAITING', message: undefined }])));
    start(again);
  }, [items, mark, start]);

  const stop = useCallback(() => {
    mark(new Map(queue.current.splice(0).map((file) => [file, { status: 'STOPPED' }])));
    running.current?.abort();
  }, [mark]);

  const clear = useCallback(() => setItems([]), []);
  return { items, busy, add, stop, retry, clear };
}
