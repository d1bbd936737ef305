import { useSyncExternalStore } from 'react';
import type { SearchFieldsFragment } from 'leopard/client';
import { withLocale } from '../i18n/locales.js';
import { base } from './base.js';
import { keepPosition, keepPositionsOfVisit } from './scroll-position.js';

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

/** Where one is, and which entry of the browser's history that is. */
export interface Here extends Place {
  readonly entry: string;
}

/** A search as a step to come back to. */
export const stepOf = ({ result }: { readonly result: SearchFieldsFragment }): Step => ({
  searchId: result.id,
  preview: result.query.image?.thumbnail,
  instruction: result.query.instruction ?? '',
});

const CHANGED = 'leopard:navigated';
if (history.state === null) nameEntry({ trail: [], entry: newEntry() });
let current: Here = read();
keepPositionsOfVisit(() => current.entry);

function newEntry(): string {
  return Math.random().toString(36).slice(2);
}

/** What the browser keeps with the entry of its history. */
function nameEntry({ trail, keepQuestion, entry }: Pick<Here, 'trail' | 'keepQuestion' | 'entry'>): void {
  history.replaceState({ trail, keepQuestion, entry }, '');
}

function read(): Here {
  const query = new URLSearchParams(location.search);
  return {
    view: query.get('view') === 'collection' ? 'collection' : 'search',
    searchId: query.get('search') ?? undefined,
    trail: [],
    entry: '',
    ...(history.state as Partial<Here> | null),
  };
}

function subscribe(listener: () => void): () => void {
  const update = (): void => {
    current = read();
    listener();
  };
  const turn = (): void => {
    // A link within the page: the place is the same.
    if (history.state === null) return nameEntry(current);
    keepPosition(current.entry);
    update();
  };
  addEventListener('popstate', turn);
  addEventListener(CHANGED, update);
  return () => {
    removeEventListener('popstate', turn);
    removeEventListener(CHANGED, update);
  };
}

export const usePlace = (): Here => useSyncExternalStore(subscribe, () => current);

export function addressOf(place: { view: Place['view']; searchId?: string }): string {
  const { view, searchId } = place;
  return base.pathname + withLocale(view === 'collection' ? { view } : searchId ? { search: searchId } : {});
}

export function navigate(place: Place, how: 'push' | 'replace' = 'push'): void {
  const { trail, keepQuestion } = place;
  if (how === 'push') {
    keepPosition(current.entry);
    history.pushState({ trail, keepQuestion, entry: newEntry() }, '', addressOf(place));
  } else {
    history.replaceState({ trail, keepQuestion, entry: current.entry }, '', addressOf(place));
  }
  dispatchEvent(new Event(CHANGED));
}
