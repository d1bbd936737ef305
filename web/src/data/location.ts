import { useSyncExternalStore } from 'react';
import type { SearchFieldsFragment } from 'leopard/client';
import { withLocale } from '../i18n/locales.js';
import { base } from './base.js';

/** One step of a refinement: picture, instruction, picture, … */
export interface Step {
  readonly searchId: string;
  readonly preview?: string;
  readonly instruction: string;
}

/** What the address says. Everything else is looked up, so that a link shows the same to everybody. */
export interface Place {
  readonly view: 'search' | 'collection';
  readonly searchId?: string;
  /** How the person got here; travels with the browser's history. */
  readonly trail: readonly Step[];
  /** The form was filled elsewhere: by “use this one” in the collection. */
  readonly keepQuestion?: boolean;
}

/** A search as a step to come back to. */
export const stepOf = ({ result }: { readonly result: SearchFieldsFragment }): Step => ({
  searchId: result.id,
  preview: result.query.image?.thumbnail,
  instruction: result.query.instruction ?? '',
});

const CHANGED = 'leopard:navigated';
let current: Place = read();

function read(): Place {
  const query = new URLSearchParams(location.search);
  return {
    view: query.get('view') === 'collection' ? 'collection' : 'search',
    searchId: query.get('search') ?? undefined,
    trail: [],
    ...(history.state as Partial<Place> | null),
  };
}

function subscribe(listener: () => void): () => void {
  const update = (): void => {
    current = read();
    listener();
  };
  addEventListener('popstate', update);
  addEventListener(CHANGED, update);
  return () => {
    removeEventListener('popstate', update);
    removeEventListener(CHANGED, update);
  };
}

export const usePlace = (): Place => useSyncExternalStore(subscribe, () => current);

export function addressOf(place: { view: Place['view']; searchId?: string }): string {
  const { view, searchId } = place;
  return base.pathname + withLocale(view === 'collection' ? { view } : searchId ? { search: searchId } : {});
}

export function navigate(place: Place, how: 'push' | 'replace' = 'push'): void {
  const state = { trail: place.trail, keepQuestion: place.keepQuestion };
  if (how === 'push') history.pushState(state, '', addressOf(place));
  else history.replaceState(state, '', addressOf(place));
  dispatchEvent(new Event(CHANGED));
}
