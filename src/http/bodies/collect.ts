import type { IncomingMessage } from 'node:http';
import { LeopardError } from '../../lib/errors.js';

export interface CollectLimits {
  readonly bytes: number;
  /** Milliseconds without a byte after which the body is given up. */
  readonly idleMilliseconds: number;
  /** Called with the bytes of each piece before it is kept. @throws LeopardError where there is no room for it */
  readonly reserve: (bytes: number) => void;
}

/**
 * Reads a body into memory, into a buffer of its own.
 * @returns undefined where the client left before its end
 * @throws LeopardError LIMIT_EXCEEDED, TIMEOUT; what `reserve` throws
 */
export function collectBody(request: IncomingMessage, limits: CollectLimits): Promise<Buffer | undefined> {
  const { bytes: most, idleMilliseconds, reserve } = limits;
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
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
        pieces.push(piece);
      } catch (error) {
        fail(error);
      }
    };
    const onEnd = () => settle(() => resolve(joined(pieces, length)));
    const onClose = () => settle(() => resolve(undefined));
    request.on('error', () => undefined);
    if (Number(request.headers['content-length'] ?? 0) > most) return fail(tooLarge(most));
    request.on('data', onData).on('end', onEnd).on('close', onClose);
  });
}

/** `Buffer.concat` gives a part of a buffer that others use too, where it is short. */
function joined(pieces: readonly Buffer[], length: number): Buffer {
  const whole = Buffer.from(new ArrayBuffer(length));
  let at = 0;
  for (const piece of pieces) at += piece.copy(whole, at);
  return whole;
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
