import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { DeleteImagesDocument, type ImageFieldsFragment } from 'leopard/client';
import { type Failure, lastingClient, toFailure } from './client.js';

/** Time to take a deletion back, in milliseconds. */
const UNDO_TIME = 60_000;

/** Pictures that are deleted in one request. */
const PER_REQUEST = 50;

/** Pictures that somebody deleted together, and that wait for a second thought. */
export interface Batch {
  readonly images: readonly ImageFieldsFragment[];
  readonly timer: ReturnType<typeof setTimeout>;
}

export interface Deletion {
  /** What can still be taken back, the last first. */
  readonly pending: readonly Batch[];
  /** Ids of what is deleted, or will be. */
  readonly gone: ReadonlySet<string>;
  readonly failure: Failure | undefined;
  remove(images: readonly ImageFieldsFragment[]): void;
  /** Takes the last batch back, or everything that waits. */
  undo(all?: boolean): void;
}

/** Deletes pictures a minute after it was asked for; until then nothing has left the page. */
export function useDeletion(onDeleted: () => void): Deletion {
  const [pending, setPending] = useState<readonly Batch[]>([]);
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
  const [failure, setFailure] = useState<Failure>();
  // Beside the state, for what happens outside of it: timers, and the page that is left.
  const waiting = useRef<readonly Batch[]>([]);
  const tell = useRef(onDeleted);
  useEffect(() => {
    tell.current = onDeleted;
  }, [onDeleted]);

  const wait = useCallback((batches: readonly Batch[]) => {
    waiting.current = batches;
    setPending(batches);
  }, []);

  const show = useCallback((images: readonly ImageFieldsFragment[]) => {
    const back = new Set(images.map(({ id }) => id));
    setGone((before) => new Set([...before].filter((id) => !back.has(id))));
  }, []);

  const send = useCallback(
    async (images: readonly ImageFieldsFragment[]) => {
      for (let start = 0; start < images.length; start += PER_REQUEST) {
        const part = images.slice(start, start + PER_REQUEST);
        const ids = part.map(({ id }) => id);
        try {
          await lastingClient.request(DeleteImagesDocument, { ids });
          tell.current();
        } catch (error) {
          show(part);
          setFailure(toFailure(error));
        }
      }
    },
    [show],
  );

  const commit = useCallback(
    (batch: Batch) => {
      clearTimeout(batch.timer);
      wait(waiting.current.filter((other) => other !== batch));
      void send(batch.images);
    },
    [wait, send],
  );

  const remove = useCallback<Deletion['remove']>(
    (images) => {
      const batch: Batch = { images, timer: setTimeout(() => commit(batch), UNDO_TIME) };
      setGone((before) => new Set([...before, ...images.map(({ id }) => id)]));
      setFailure(undefined);
      wait([batch, ...waiting.current]);
    },
    [commit, wait],
  );

  const undo = useCallback<Deletion['undo']>(
    (all = false) => {
      const back = all ? waiting.current : waiting.current.slice(0, 1);
      for (const { timer } of back) clearTimeout(timer);
      wait(waiting.current.slice(back.length));
      show(back.flatMap(({ images }) => images));
    },
    [wait, show],
  );

  // Leaving the page is no way to take it back.
  useEffect(() => {
    const commitAll = (): void => waiting.current.forEach(commit);
    addEventListener('pagehide', commitAll);
    return () => removeEventListener('pagehide', commitAll);
  }, [commit]);

  return useMemo(() => ({ pending, gone, failure, remove, undo }), [pending, gone, failure, remove, undo]);
}
