import { LeopardError } from '../../lib/errors.js';
import type { RequestedBox } from '../../resolvers/requested.js';
import { type Box } from '../../services/collection/renditions/index.js';

/**
 * The box of a rendition, or undefined for the original.
 * @throws LeopardError BAD_USER_INPUT, LIMIT_EXCEEDED
 */
export function checkedBox({ width, height }: RequestedBox, maximumSide: number): Box | undefined {
  for (const [name, side] of Object.entries({ width, height })) {
    if (side === undefined || side === null) continue;
    if (!Number.isInteger(side) || side < 1) {
      throw new LeopardError(
        'BAD_USER_INPUT',
        `${name} has to be a whole number of pixels from 1. Leave it out for any.`,
      );
    }
    if (side > maximumSide) {
      throw new LeopardError(
        'LIMIT_EXCEEDED',
        `${name} is at most ${maximumSide} pixels (MAX_RENDITION_SIDE). Leave width and height out for the original.`,
      );
    }
  }
  if (typeof width !== 'number' && typeof height !== 'number') return undefined;
  return { width: width ?? undefined, height: height ?? undefined };
}

/** The box in the parameters of an address. @throws LeopardError BAD_USER_INPUT, LIMIT_EXCEEDED */
export function boxOfAddress(parameters: URLSearchParams, maximumSide: number): Box | undefined {
  const side = (name: string) => {
    const text = parameters.get(name);
    return text === null ? undefined : /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  };
  return checkedBox({ width: side('width'), height: side('height') }, maximumSide);
}
