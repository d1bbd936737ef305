import { parentPort } from 'node:worker_threads';
import { LeopardError } from '../../lib/errors.js';
import { ownBuffers } from './own-buffers.js';
import type { FromPictureWorker, PictureTask } from './picture-protocol.js';
import { preprocess } from './preprocessing/preprocess.js';

/** Entry of the thread that makes pictures ready: decoders run beside it, the resampler in it, neither on the event loop. */
const port = parentPort;
if (port === null) throw new Error('picture-worker.js runs as a worker thread');
const send = (message: FromPictureWorker, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

port.on('message', (task: PictureTask) => void answer(task));

async function answer({ number, bytes, ...options }: PictureTask): Promise<void> {
  const started = performance.now();
  try {
    const crop = await preprocess(bytes, options);
    send({ type: 'crop', number, crop, decode: performance.now() - started }, ownBuffers(crop));
  } catch (error) {
    const code = error instanceof LeopardError ? error.code : undefined;
    send({ type: 'failed', number, code, message: error instanceof Error ? error.message : String(error) });
  }
}
