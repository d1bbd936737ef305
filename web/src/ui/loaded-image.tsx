import { type ComponentProps, type RefObject, useCallback } from 'react';

interface Props extends Omit<ComponentProps<'img'>, 'ref' | 'onLoad'> {
  readonly ref?: RefObject<HTMLImageElement | null>;
  /** When it has loaded. Not by way of React, which walks the page for each: hundreds come while somebody scrolls. */
  readonly onLoaded?: (image: HTMLImageElement) => void;
}

/**
 * A picture that stops loading when it leaves the page. An element without a document loads on, and what it asks for may
 * be gone from the server by then: a deleted picture, a forgotten search.
 */
export function LoadedImage({ ref, onLoaded, ...props }: Props) {
  const attach = useCallback(
    (image: HTMLImageElement) => {
      if (ref) ref.current = image;
      const loaded = (): void => onLoaded?.(image);
      image.addEventListener('load', loaded);
      // It may have come before it was put on the page.
      if (image.complete && image.naturalWidth > 0) loaded();
      return () => {
        image.removeEventListener('load', loaded);
        if (ref) ref.current = null;
        // Not for React's trial runs, after which it is still there.
        queueMicrotask(() => {
          if (!image.isConnected) image.removeAttribute('src');
        });
      };
    },
    [ref, onLoaded],
  );
  return <img {...props} ref={attach} />;
}
