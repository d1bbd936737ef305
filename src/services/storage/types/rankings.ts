import type { JsonValue } from '../../../lib/json.js';

/** Rankings that are kept, so that the same question is not paid for twice. */
export interface Rankings {
  /** Undefined for one that is not there, or had expired at `now` (milliseconds since 1970). */
  get(key: string, now: number): Promise<JsonValue | undefined>;
  /** @param expiresAt milliseconds since 1970 */
  set(key: string, ranking: JsonValue, expiresAt: number): Promise<void>;
  /** Removes what had expired at `now`. @returns how many there were */
  sweep(now: number): Promise<number>;
}
