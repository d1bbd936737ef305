import { useCallback, useEffect, useRef, useState } from 'react';
import { DeleteImagesDocument, type ImageFieldsFragment } from 'leopard/client';
import { type Failure, lastingClient, toFailure } from '../data/client.js';

/** Time to take a deletion back, in milliseconds. */
const UNDO_TIME = 6_000;

/** Deletes a picture a few seconds after it was asked for; until then nothing has left the page. */
export function useDeletion(onDeleted: (id: string) => void) {
  const [pending, setPending] = useState<ImageFieldsFragment>();
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
  const [failure, setFailure] = useState<Failure>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const waiting = useRef<ImageFieldsFragment>(undefined);
  const tell = useRef(onDeleted);
  useEffect(() => {
    tell.current = onDeleted;
  }, [onDeleted]);

  /** Ends the wait, and says for which picture it was. */
  const take = useCallback((): ImageFieldsFragment | undefined => {
    const image = waiting.current;
    clearTimeout(timer.current);
    waiting.current = undefined;
    setPending(undefined);
    return image;
  }, []);

  const show = useCallback(({ id }: ImageFieldsFragment) => {
    setGone((before) => new Set([...before].filter((other) => other !== id)));
  }, []);

  const commit = useCallback(() => {
    const image = take();
    if (!image) return;
    lastingClient
      .request(DeleteImagesDocument, { ids: [image.id] })
      .then(() => tell.current(image.id))
      .catch((error: unknown) => {
        show(image);
        setFailure(toFailure(error));
      });
  }, [take, show]);

  const remove = useCallback(
    (image: ImageFieldsFragment) => {
      commit();
      waiting.current = image;
      setGone((before) => new Set(before).add(image.id));
      setPending(image);
      setFailure(undefined);
      timer.current = setTimeout(commit, UNDO_TIME);
    },
    [commit],
  );

  const undo = useCallback(() => {
    const image = take();
    if (image) show(image);
  }, [take, show]);

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
