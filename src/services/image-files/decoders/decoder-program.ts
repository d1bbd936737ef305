import { LeopardError } from '../../../lib/errors.js';
import { readFrames, writeFrame } from './frames.js';
import type { FromDecoder, Operation, ToDecoder } from './operation.js';

/**
 * The process in which pictures are decoded, one at a time. It has nothing that is worth stealing, may end with a broken picture,
 * and is ended with one that takes too long: nothing else stops a decoder.
 */
const answer = (message: FromDecoder, bytes?: Uint8Array) => writeFrame(process.stdout, message, bytes);

async function work(bytes: Buffer, header: ToDecoder): Promise<void> {
  try {
    const { default: operation } = (await import(header.module)) as { default: Operation<unknown, unknown> };
    const outcome = await operation(bytes, header.task);
    answer({ type: 'done', facts: outcome.facts }, outcome.bytes);
  } catch (error) {
    const code = error instanceof LeopardError ? error.code : undefined;
    answer({ type: 'failed', message: error instanceof Error ? error.message : String(error), ...(code && { code }) });
  }
}

answer({ type: 'ready' });
// Not waited for: the end of the pipe is the end of the server, and is to be seen in the middle of a picture too.
for await (const { header, bytes } of readFrames<ToDecoder>(process.stdin)) void work(bytes, header);
process.kill(process.pid, 'SIGKILL');
