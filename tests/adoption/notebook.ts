import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('./notebook.py', import.meta.url));

/** Where a notebook's Milvus is. */
export interface NotebookPlace {
  readonly uri: string;
  readonly token?: string;
}

export type NotebookStep = { readonly collection: string } & (
  | { readonly action: 'fill' | 'fill_declared'; readonly rows: readonly object[] }
  /** So many times the row, each with a path of its own: `0.jpg` and so on. */
  | { readonly action: 'fill_many'; readonly row: object; readonly count: number }
  | { readonly action: 'search'; readonly vector: readonly number[]; readonly limit: number }
  /** Of all rows, each value as a text. */
  | { readonly action: 'rows' }
  | { readonly action: 'load_state' }
);

/** Somebody with pymilvus. @param environment folder of the Python environment `milvus-lite` */
export class Notebook {
  constructor(
    private readonly environment: string,
    readonly place: NotebookPlace,
  ) {}

  /** Does the steps in one run of Python, which takes seconds to start; the answer of each. */
  async run(...steps: readonly NotebookStep[]): Promise<unknown[]> {
    const python = join(this.environment, 'bin', 'python');
    return new Promise((resolve, reject) => {
      const child = execFile(python, [PROGRAM], { maxBuffer: 64 * 1024 ** 2 }, (error, stdout) => {
        if (error) reject(error);
        else resolve(JSON.parse(stdout) as unknown[]);
      });
      child.stdin?.end(JSON.stringify({ ...this.place, steps }));
    });
  }
}
