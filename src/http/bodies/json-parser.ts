import { Worker } from 'node:worker_threads';
import { LeopardError } from '../../lib/errors.js';
import { nodeArguments, programBeside } from '../../lib/program.js';
import type { Blocks } from './blocks.js';
import { checkJsonBounds, type JsonBounds } from './json-bounds.js';

/** Bytes up to which a text is parsed at once: about two milliseconds. */
const AT_ONCE = 128 * 1024;

/** What the thread is asked, and what it answers; `fault` is a message, undefined for what is no JSON. */
export interface JsonTask {
  readonly number: number;
  /** UTF-8 */
  readonly text: Blocks;
  readonly bounds: JsonBounds;
}
export type ParsedJson = { readonly number: number } & (
  { readonly value: unknown } | { readonly fault: string | undefined }
);

interface Waiter {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

const program = programBeside('json-worker', import.meta.url);

/** Parses JSON from clients: bounded, and off the event loop where it is large. */
export class JsonParser {
  private readonly waiters = new Map<number, Waiter>();
  private worker: Worker | undefined;
  private next = 0;

  constructor(private readonly bounds: JsonBounds) {}

  /** @param blocks UTF-8; their buffers are of no use any more afterwards @throws LeopardError LIMIT_EXCEEDED, BAD_USER_INPUT */
  async parse(blocks: Blocks): Promise<unknown> {
    if (blocks.length > 1 || (blocks[0]?.length ?? 0) > AT_ONCE) return this.parseInThread(blocks);
    const text = Buffer.concat(blocks);
    checkJsonBounds(text, this.bounds);
    try {
      return JSON.parse(text.toString()) as unknown;
    } catch {
      throw noJson();
    }
  }

  async close(): Promise<void> {
    await this.worker?.terminate();
  }

  private parseInThread(text: Blocks): Promise<unknown> {
    this.worker ??= this.start();
    const task: JsonTask = { number: this.next++, text, bounds: this.bounds };
    this.worker.postMessage(
      task,
      text.map(({ buffer }) => buffer),
    );
    return new Promise((resolve, reject) => this.waiters.set(task.number, { resolve, reject }));
  }

  private start(): Worker {
    const worker = new Worker(program, { execArgv: nodeArguments(program) });
    worker.unref();
    worker.on('message', (answer: ParsedJson) => {
      const waiter = this.waiters.get(answer.number);
      this.waiters.delete(answer.number);
      if ('value' in answer) waiter?.resolve(answer.value);
      else waiter?.reject(answer.fault === undefined ? noJson() : new LeopardError('LIMIT_EXCEEDED', answer.fault));
    });
    let cause: unknown;
    worker.on('error', (error) => (cause = error));
    worker.on('exit', () => {
      this.worker = undefined;
      for (const { reject } of this.waiters.values()) reject(new Error('the JSON thread ended', { cause }));
      this.waiters.clear();
    });
    return worker;
  }
}

const noJson = () => new LeopardError('BAD_USER_INPUT', 'The body is no JSON. Send {"query": "…", "variables": {…}}.');
