import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { GetObjectCommandOutput } from '@aws-sdk/client-s3';
import type { ObjectStream } from '../../types/index.js';
import { IDLE } from './client.js';

/** The body of an answer; one that stalls is destroyed, which the SDK would wait for for ever. */
export function bodyOf({ Body }: GetObjectCommandOutput): Readable {
  const body = Body as unknown as IncomingMessage;
  body.setTimeout(IDLE, () => body.destroy(new Error('the object store stopped sending')));
  return body;
}

/** @throws Error where fewer bytes came than were announced */
export async function bytesOf({ body, bytes }: ObjectStream): Promise<Uint8Array> {
  const whole = Buffer.allocUnsafeSlow(bytes);
  let length = 0;
  for await (const part of body as AsyncIterable<Buffer>) length += part.copy(whole, length);
  if (length !== bytes) throw new Error(`the object store sent ${length} of ${bytes} bytes`);
  return whole;
}

/** Bytes of the whole object, from `bytes 0-9/100`. */
export function totalOf(range: string | undefined): number | undefined {
  const [, total] = /\/(\d+)$/.exec(range ?? '') ?? [];
  return total === undefined ? undefined : Number(total);
}
