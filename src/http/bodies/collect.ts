import type { IncomingMessage } from 'node:http';
import { LeopardError } from '../../lib/errors.js';
import { type Blocks, BlockWriter } from './blocks.js';

export interface CollectLimits {
  readonly bytes: number;
  /** Milliseconds without a byte after which the body is given up. */
  readonly idleMilliseconds: number;
  /** Called with the bytes of each piece before it is kept. @throws LeopardError where there is no room for it */
  readonly reserve: (bytes: number) => void;
}

/**
 * Reads a body into memory.
 * @returns undefined where the client left before its end
 * @throws LeopardError LIMIT_EXCEEDED, TIMEOUT; what `reserve` throws
 */
export function collectBody(request: IncomingMessage, limits: CollectLimits): Promise<Blocks | undefined> {
  const { bytes: most, idleMilliseconds, reserve } = limits;
  return new Promise((resolve, reject) => {
    const blocks = new BlockWriter();
    let length = 0;
    const settle = (act: () => void) => {
      clearTimeout(timer);
      request.off('data', onData).off('end', onEnd).off('close', onClose);
      act();
    };
    const fail = (error: unknown) => settle(() => reject(error));
    const timer = setTimeout(() => fail(stalled(idleMilliseconds)), idleMilliseconds);
    const onData = (piece: Buffer) => {
      timer.refresh();
      length += piece.length;
      try {
        if (length > most) throw tooLarge(most);
        reserve(piece.length);
        blocks.add(piece);
      } catch (error) {
        fail(error);
      }
    };
    const onEnd = () => settle(() => resolve(blocks.end()));
    const onClose = () => settle(() => resolve(undefined));
    request.on('error', () => undefined);
    if (Number(request.headers['content-length'] ?? 0) > most) return fail(tooLarge(most));
    request.on('data', onData).on('end', onEnd).on('close', onClose);
  });
}

const tooLarge = (most: number) =>
  new LeopardError(
    'LIMIT_EXCEEDED',
    `The body has more than ${most} bytes (MAX_BODY_BYTES). Send pictures as uploads, or fewer at once.`,
  );

const stalled = (milliseconds: number) =>
  new LeopardError(
    'TIMEOUT',
    `The body of the request stood still for ${milliseconds} ms. Send it again over a steadier connection.`,
  );
