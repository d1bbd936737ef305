import { useEffect, useState } from 'react';

export type Connection = 'online' | 'offline' | 'away' | 'back';

const RETRY = 2_000;
const SHOW_BACK = 3_000;

/** Watches the browser's network and, once a request has found the server away, the server itself. */
export function useConnection(serverAway: boolean, onBack: () => void): Connection {
  const [online, setOnline] = useState(navigator.onLine);
  const [back, setBack] = useState(false);

  useEffect(() => {
    const update = (): void => setOnline(navigator.onLine);
    addEventListener('online', update);
    addEventListener('offline', update);
    return () => {
      removeEventListener('online', update);
      removeEventListener('offline', update);
    };
  }, []);

  useEffect(() => {
    if (!serverAway) return;
    const timer = setInterval(() => {
      fetch('/healthz')
        .then((answer) => {
          if (!answer.ok) return;
          clearInterval(timer);
          setBack(true);
          onBack();
        })
        .catch(() => undefined);
    }, RETRY);
    return () => clearInterval(timer);
  }, [serverAway, onBack]);

  useEffect(() => {
    if (!back) return;
    const timer = setTimeout(() => setBack(false), SHOW_BACK);
    return () => clearTimeout(timer);
  }, [back]);

  if (!online) return 'offline';
  if (serverAway) return 'away';
  return back ? 'back' : 'online';
}
