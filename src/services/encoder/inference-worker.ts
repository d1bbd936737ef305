import { parentPort } from 'node:worker_threads';
import { ownBuffers } from './own-buffers.js';
import { lowerPriority } from '../../lib/thread-priority.js';
import { openSessions, type Sessions } from './sessions.js';
import type { FromWorker, Task, WorkerSetup } from './worker-protocol.js';

/** Entry of a worker thread: opens the model, then answers one task after the other. */
const port = parentPort;
if (port === null) throw new Error('worker.js runs as a worker thread');
const send = (message: FromWorker, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

port.once('message', async ({ dimensions, source, threads, nice }: WorkerSetup) => {
  lowerPriority(nice);
  const sessions = await openSessions(dimensions, source, threads);
  port.on('message', (task: Task) => answer(sessions, task));
  send({ type: 'ready' });
});

function answer(sessions: Sessions, task: Task): void {
  sessions.run(task).then(
    (result) => send({ type: 'result', result }, ownBuffers(result.embedding, result.imageTokens)),
    (error: unknown) => send({ type: 'failed', message: error instanceof Error ? error.message : String(error) }),
  );
}
