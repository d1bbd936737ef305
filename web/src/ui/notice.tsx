import { useEffect } from 'react';

const NOTICE_TIME = 2_500;

/** A short word about what has just happened, which goes away by itself. */
export function Notice({ text, onEnd }: { readonly text: string; readonly onEnd: () => void }) {
  useEffect(() => {
    if (text === '') return;
    const timer = setTimeout(onEnd, NOTICE_TIME);
    return () => clearTimeout(timer);
  }, [text, onEnd]);
  return (
    <div className="toast toast-quiet" role="status" data-empty={text === ''}>
      {text}
    </div>
  );
}
