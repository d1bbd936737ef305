import { ASKING } from './asking.js';
import { FOUND } from './found.js';
import { KEEPING } from './keeping.js';
import { RANKING } from './ranking.js';
import type { State } from './state.js';
import { TROUBLE } from './trouble.js';

export type { State } from './state.js';

/** Every state of the page, by what it is called. */
export const STATES: Readonly<Record<string, State>> = { ...ASKING, ...FOUND, ...RANKING, ...TROUBLE, ...KEEPING };

/** @throws Error where there is none of that name */
export function stateOf(name: string): State {
  const state = STATES[name];
  if (!state) throw new Error(`the page has no state ${name}`);
  return state;
}

/** Those with the most on screen. */
export const CROWDED = [
  'filters',
  'share',
  'timings',
  'details',
  'ranked',
  'collection filtered',
  'adding pictures',
  'key',
];
