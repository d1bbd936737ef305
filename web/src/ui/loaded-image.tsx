import { type ComponentProps, type RefObject, useCallback } from 'react';

interface Props extends Omit<ComponentProps<'img'>, 'ref'> {
  readonly ref?: RefObject<HTMLImageElement | null>;
}

/**
 * A picture that stops loading when it leaves the page. An element without a document loads on, and what it asks for may
 * be gone from the server by then: a deleted picture, a forgotten search.
 */
export function LoadedImage({ ref, ...props }: Props) {
  const attach = useCallback(
    (image: HTMLImageElement) => {
      if (ref) ref.current = image;
      return () => {
        if (ref) ref.current = null;
        // Not for React's trial runs, after which it is still there.
        queueMicrotask(() => {
          if (!image.isConnected) image.removeAttribute('src');
        });
      };
    },
    [ref],
  );
  return <img {...props} ref={attach} />;
}
