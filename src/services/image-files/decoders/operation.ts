import type { ErrorCode } from '../../../lib/errors.js';
import { programBeside } from '../../../lib/program.js';

/** What an operation gives back: facts as JSON, and bytes where it made some. */
export interface Outcome<Facts> {
  readonly facts: Facts;
  readonly bytes?: Uint8Array;
}

/** Work on the bytes of a picture file: the default export of a module that runs in a decoder. Task and facts are JSON. */
export type Operation<Task, Facts> = (file: Buffer, task: Task) => Promise<Outcome<Facts>>;

/** Names the module of an operation; the types are those of its default export. */
export interface OperationModule<Task, Facts> {
  readonly url: string;
  /** For the compiler alone. */
  readonly types?: Operation<Task, Facts>;
}

/** @param from `import.meta.url` of the module beside which the operation lies */
export const operationModule = <Task, Facts>(name: string, from: string): OperationModule<Task, Facts> => ({
  url: programBeside(name, from).href,
});

export interface ToDecoder {
  readonly module: string;
  readonly task: unknown;
}

export type FromDecoder =
  | { readonly type: 'ready' }
  | { readonly type: 'done'; readonly facts: unknown }
  /** Without a code: a fault of ours. */
  | { readonly type: 'failed'; readonly message: string; readonly code?: ErrorCode };
