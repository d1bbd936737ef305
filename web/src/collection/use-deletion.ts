import { useCallback, useEffect, useRef, useState } from 'react';
import { DeleteImagesDocument, type ImageFieldsFragment } from 'leopard/client';
import { client, type Failure, toFailure } from '../data/client.js';

/** Time to take a deletion back, in milliseconds. */
export const UNDO_TIME = 6_000;

/** Deletes a picture a few seconds after it was asked for; until then nothing has left the page. */
export function useDeletion(onDeleted: () => void) {
  const [pending, setPending] = useState<ImageFieldsFragment>();
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
  const [failure, setFailure] = useState<Failure>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const waiting = useRef<ImageFieldsFragment>(undefined);

  const show = useCallback((id: string, hidden: boolean) => {
    setGone((before) => {
      const next = new Set(before);
      if (hidden) next.add(id);
      else next.delete(id);
      return next;
    });
  }, []);

  const commit = useCallback(() => {
    const image = waiting.current;
    if (!image) return;
    clearTimeout(timer.current);
    waiting.current = undefined;
    setPending(undefined);
    client
      .request(DeleteImagesDocument, { ids: [image.id] })
      .then(onDeleted)
      .catch((error: unknown) => {
        show(image.id, false);
        setFailure(toFailure(error));
      });
  }, [onDeleted, show]);

  const remove = useCallback(
    (image: ImageFieldsFragment) => {
      commit();
      waiting.current = image;
      show(image.id, true);
      setPending(image);
      setFailure(undefined);
      timer.current = setTimeout(commit, UNDO_TIME);
    },
    [commit, show],
  );

  const undo = useCallback(() => {
    const image = waiting.current;
    if (!image) return;
    clearTimeout(timer.current);
    waiting.current = undefined;
    setPending(undefined);
    show(image.id, false);
  }, [show]);

  // Leaving the view is no way to take it back.
  useEffect(() => {
    addEventListener('pagehide', commit);
    return () => {
      removeEventListener('pagehide', commit);
      commit();
    };
  }, [commit]);

  return { pending, gone, failure, remove, undo };
}
