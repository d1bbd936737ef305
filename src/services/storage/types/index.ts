import type { ApiKeys } from './api-keys.js';
import type { Generations } from './generations.js';
import type { Images } from './images.js';
import type { Leases } from './leases.js';
import type { Rankings } from './rankings.js';
import type { Searches } from './searches.js';
import type { Settings } from './settings.js';
import type { Signals } from './signals.js';
import type { Spending } from './spending.js';

export type * from './api-keys.js';
export type * from './generations.js';
export * from './images.js';
export type * from './leases.js';
export type * from './metadata.js';
export * from './objects.js';
export type * from './rankings.js';
export type * from './searches.js';
export type * from './settings.js';
export type * from './signals.js';
export type * from './spending.js';

/** The records of a deployment: the truth that the index follows. Objects lie beside it. */
export interface Database {
  readonly images: Images;
  readonly generations: Generations;
  readonly searches: Searches;
  readonly rankings: Rankings;
  readonly spending: Spending;
  readonly apiKeys: ApiKeys;
  readonly settings: Settings;
  readonly leases: Leases;
  /** Where several servers may share it: what they tell each other. */
  readonly signals: Signals | undefined;
  /** Looks at all of it, which takes a while: what is wrong with its files, in the database's own words. */
  check(): Promise<string[]>;
  /** Resolves to false, never rejects, where the database does not answer. */
  healthy(): Promise<boolean>;
  /** When what was asked for is done. Safe to call twice. */
  close(): Promise<void>;
}
