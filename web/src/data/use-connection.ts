import { useEffect, useState } from 'react';
import { addressAt } from './base.js';
import { serverState, useServerState } from './server-state.js';

export type Connection = 'online' | 'offline' | 'away' | 'back';

const RETRY = 2_000;
const SHOW_BACK = 3_000;

/** Watches the browser's network and, once a request has found the server away, the server itself. */
export function useConnection(): Connection {
  const away = useServerState() === 'away';
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
    if (!away || !online) return;
    const look = (): void => {
      fetch(addressAt('healthz'))
        .then((answer) => answer.ok && serverState.set('ready'))
        .catch(() => undefined);
    };
    const timer = setInterval(look, RETRY);
    return () => clearInterval(timer);
  }, [away, online]);

  // Whoever found that it is back: of several servers, one may answer before another one does.
  useEffect(() => {
    if (!away) return;
    return () => setBack(true);
  }, [away]);

  useEffect(() => {
    if (away || !back) return;
    const timer = setTimeout(() => setBack(false), SHOW_BACK);
    return () => clearTimeout(timer);
  }, [away, back]);

  if (!online) return 'offline';
  if (away) return 'away';
  return back ? 'back' : 'online';
}
