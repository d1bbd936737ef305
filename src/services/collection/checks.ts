import type { Limits } from '../../config/index.js';
import { LeopardError } from '../../lib/errors.js';
import type { MetadataFilter } from '../storage/types/index.js';
import { compileFilter } from '../storage/vectors/filter.js';

/**
 * A filter within the limits, in a form that every store reads alike.
 * @throws LeopardError BAD_USER_INPUT, LIMIT_EXCEEDED
 */
export function checkFilter(filter: MetadataFilter, { filterConditions }: Pick<Limits, 'filterConditions'>): void {
  const conditions = [...(filter.all ?? []), ...(filter.any ?? []), ...(filter.none ?? [])];
  const weight = conditions.reduce((sum, condition) => sum + Math.max(1, condition.in?.length ?? 0), 0);
  if (weight > filterConditions) {
    throw new LeopardError(
      'LIMIT_EXCEEDED',
      `A filter has at most ${filterConditions} conditions, values of \`in\` counted (MAX_FILTER_CONDITIONS); this one has ${weight}. Leave some out.`,
    );
  }
  compileFilter(filter);
}

/** @throws LeopardError BAD_USER_INPUT, LIMIT_EXCEEDED: `name` is a whole number from 1 to `most`. */
export function checkCount(name: string, value: number, most: number, setting: string): void {
  if (value < 1) throw new LeopardError('BAD_USER_INPUT', `${name} has to be at least 1; it was ${value}.`);
  if (value > most) {
    throw new LeopardError('LIMIT_EXCEEDED', `${name} is at most ${most} (${setting}); it was ${value}.`);
  }
}
