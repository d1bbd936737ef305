import { parentPort, workerData } from 'node:worker_threads';
import { lowerPriority } from './thread-priority.js';
import { openSessions } from './sessions.js';
import type { FromWorker, Task, TaskResult, WorkerSetup } from './worker-protocol.js';

/** Entry of a worker thread: opens the model, then answers one task after the other. */
const port = parentPort;
if (port === null) throw new Error('worker.js runs as a worker thread');
const send = (message: FromWorker, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

const { dimensions, source, threads, nice } = workerData as WorkerSetup;
lowerPriority(nice);
const sessions = await openSessions(dimensions, source, threads);
port.on('message', (task: Task) => {
  sessions.run(task).then(
    (result) => send({ type: 'result', result }, buffers(result)),
    (error: unknown) => send({ type: 'failed', message: error instanceof Error ? error.message : String(error) }),
  );
});
send({ type: 'ready' });

/** Results move to the main thread without a copy. */
function buffers({ embedding, imageTokens }: TaskResult): ArrayBuffer[] {
  return [embedding, ...(imageTokens ? [imageTokens] : [])]
    .map((values) => values.buffer)
    .filter((buffer) => buffer instanceof ArrayBuffer);
}
