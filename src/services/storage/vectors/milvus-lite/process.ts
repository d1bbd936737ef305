import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { PROGRAM } from './program.js';

const HOST = '127.0.0.1';
/** Time from spawn to "listening", in milliseconds; half a second usually, more while a large log is replayed. */
const START_TIME = 120_000;
/** Time for a proper end, in milliseconds. */
const STOP_TIME = 10_000;
/** Characters of the last output that are kept for messages. */
const OUTPUT = 4000;

/** One run of Milvus Lite. */
export interface LiteProcess {
  /** `127.0.0.1:port` */
  readonly address: string;
  readonly pid: number;
  /** Resolves when it is gone, whatever ended it, with what it said last. */
  readonly exited: Promise<string>;
  /** Ends it properly; kills it where that takes too long. */
  stop(): Promise<void>;
}

/** Milvus Lite ended instead of listening. `output` is what it said. */
export class LiteStartError extends Error {
  override readonly name = 'LiteStartError';
  constructor(readonly output: string) {
    super(`Milvus Lite did not start: ${output.trim().split('\n').at(-1) ?? 'it said nothing'}`);
  }
}

/** Starts Milvus Lite on a free port of the loopback interface (it has no authentication) and waits until it listens. */
export async function startLite(python: string, dataFolder: string): Promise<LiteProcess> {
  const port = await freePort();
  const child = spawn(
    python,
    // Unbuffered, or "listening" stays in a buffer.
    ['-u', '-c', PROGRAM, 'server', '--data-dir', dataFolder, '--host', HOST, '--port', String(port)],
    // The input is the pipe that ties its life to ours. Detached: a Ctrl-C is for us, who still have requests to finish.
    { stdio: 'pipe', detached: true },
  );
  // A process that is gone closes its end of the pipe.
  child.stdin.on('error', () => undefined);
  let output = '';
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', () => resolve(output));
  });
  const listening = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        output = (output + chunk.toString()).slice(-OUTPUT);
        if (output.includes('listening on')) resolve();
      });
  });
  const timeout = setTimeout(() => child.kill('SIGKILL'), START_TIME);
  try {
    await Promise.race([
      listening,
      exited.then((words) => {
        throw new LiteStartError(words);
      }),
    ]);
  } finally {
    clearTimeout(timeout);
  }
  return { address: `${HOST}:${port}`, pid: child.pid ?? 0, exited, stop: () => stop(child, exited) };
}

async function stop(child: ChildProcess, exited: Promise<string>): Promise<void> {
  // SIGTERM would kill it with nothing closed.
  child.kill('SIGINT');
  const timeout = setTimeout(() => child.kill('SIGKILL'), STOP_TIME);
  await exited;
  clearTimeout(timeout);
}

/** Milvus Lite cannot choose a port and say which; another process may take this one first, and then it does not start. */
async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, HOST);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.');
  return address.port;
}
