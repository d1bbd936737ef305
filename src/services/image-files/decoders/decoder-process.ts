import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { LeopardError } from '../../../lib/errors.js';
import { nodeArguments, programBeside } from '../../../lib/program.js';
import { type Frame, readFrames, writeFrame } from './frames.js';
import type { FromDecoder, ToDecoder } from './operation.js';

const PROGRAM = programBeside('decoder-program', import.meta.url);

/** Little is made on V8's heap there: pictures lie outside of it. */
const HEAP = ['--max-semi-space-size=2'];

interface Waiter {
  resolve(frame: Frame<FromDecoder>): void;
  reject(error: unknown): void;
}

/** One process that decodes pictures, one at a time, and can be ended in the middle of one. */
export class DecoderProcess {
  /** @throws LeopardError ENCODER_UNAVAILABLE where it cannot start */
  readonly ready: Promise<void>;
  ended = false;
  private readonly child: ChildProcessByStdio<Writable, Readable, null>;
  private waiter: Waiter | undefined;
  private started = false;

  /** @param nice priority of the process: 0 as the server, 19 last */
  constructor(nice: number) {
    const options = [...HEAP, ...nodeArguments(PROGRAM)];
    this.child = spawn(process.execPath, [...options, fileURLToPath(PROGRAM)], {
      stdio: ['pipe', 'pipe', 'ignore'],
      // No secret of the server's goes to where strangers' files are read.
      env: { PATH: process.env['PATH'], NODE_ENV: 'production' },
    });
    lowerPriority(this.child.pid, nice);
    this.ready = new Promise((resolve, reject) => {
      this.waiter = { resolve: () => resolve(), reject };
    });
    this.ready.catch(() => undefined);
    this.child.stdin.on('error', () => undefined);
    this.child.on('error', (error) => this.fail(error));
    this.child.on('exit', () => this.fail());
    void this.read();
  }

  /**
   * To be called when it is ready, and not again before it has answered.
   * @throws LeopardError with the code that the operation gave; IMAGE_UNREADABLE where the process ended over the picture
   */
  async run(request: ToDecoder, bytes: Uint8Array): Promise<{ readonly facts: unknown; readonly bytes: Buffer }> {
    const answer = await new Promise<Frame<FromDecoder>>((resolve, reject) => {
      this.waiter = { resolve, reject };
      if (this.ended) this.fail();
      else writeFrame(this.child.stdin, request, bytes);
    });
    const { header } = answer;
    if (header.type === 'done') return { facts: header.facts, bytes: answer.bytes };
    if (header.type === 'failed' && header.code) throw new LeopardError(header.code, header.message);
    throw unavailable(new Error(header.type === 'failed' ? header.message : 'a decoder answered twice'));
  }

  /** Ends it at once, whatever it does. */
  kill(): void {
    this.ended = true;
    this.child.kill('SIGKILL');
  }

  private async read(): Promise<void> {
    try {
      for await (const frame of readFrames<FromDecoder>(this.child.stdout)) {
        this.started = true;
        const { waiter } = this;
        this.waiter = undefined;
        waiter?.resolve(frame);
      }
    } catch (error) {
      this.fail(error);
    }
  }

  private fail(cause?: unknown): void {
    this.kill();
    this.waiter?.reject(this.started ? broken(cause) : unavailable(cause));
    this.waiter = undefined;
  }
}

function lowerPriority(pid: number | undefined, nice: number): void {
  try {
    if (pid !== undefined) setPriority(pid, nice);
  } catch {
    // Only responsiveness is lost.
  }
}

const unavailable = (cause?: unknown) =>
  new LeopardError('ENCODER_UNAVAILABLE', 'Pictures cannot be decoded at the moment. Try again in a moment.', {
    cause,
  });

const broken = (cause?: unknown) =>
  new LeopardError(
    'IMAGE_UNREADABLE',
    'The decoder failed at this picture. Save the picture again, as a JPEG for example, and send that file.',
    { cause },
  );
