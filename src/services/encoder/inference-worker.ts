import { parentPort } from 'node:worker_threads';
import { lowerPriority } from './thread-priority.js';
import { openSessions, type Sessions } from './sessions.js';
import type { FromWorker, Task, TaskResult, WorkerSetup } from './worker-protocol.js';

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
    (result) => send({ type: 'result', result }, buffers(result)),
    (error: unknown) => send({ type: 'failed', message: error instanceof Error ? error.message : String(error) }),
  );
}

/** Results move to the main thread without a copy. */
function buffers({ embedding, imageTokens }: TaskResult): ArrayBuffer[] {
  return [embedding, ...(imageTokens ? [imageTokens] : [])]
    .map((values) => values.buffer)
    .filter((buffer) => buffer instanceof ArrayBuffer);
}
