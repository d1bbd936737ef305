import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { SetupError } from '../../../../lib/errors.js';

const run = promisify(execFile);

/** Versions that were tested together (docs/stores.md). */
export const PACKAGES = ['milvus-lite==3.2.2', 'pymilvus==3.0.2'];

/** Where people keep a Python: a virtual environment in the working folder first. */
const CANDIDATES = [
  '.venv/bin/python',
  '.venv\\Scripts\\python.exe',
  'python3',
  'python3.14',
  'python3.13',
  'python3.12',
  'python3.11',
  'python3.10',
  'python',
];

/** Prints what is wrong, or nothing. Looks for the packages without importing them, which takes a second. */
const CHECK = `
import sys
from importlib.util import find_spec
if sys.version_info < (3, 10): print("is Python %d.%d, older than 3.10" % sys.version_info[:2])
else: print(", ".join("lacks " + name.replace("_", "-") for name in ("milvus_lite", "pymilvus") if find_spec(name) is None))
`;
/** Time for one candidate, in milliseconds. */
const CHECK_TIME = 20_000;

/** What is wrong with a Python; undefined where nothing is, or "not found". */
async function fault(python: string): Promise<string | undefined> {
  try {
    const { stdout } = await run(python, ['-c', CHECK], { timeout: CHECK_TIME });
    return stdout.trim() || undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
      ? 'not found'
      : `does not run (${(error as Error).message.split('\n')[0]})`;
  }
}

/**
 * Path or name of a Python that has Milvus Lite.
 * @param given MILVUS_LITE_PYTHON; only this one is tried then
 * @throws SetupError MILVUS_LITE_PYTHON_MISSING, with the commands that install one
 */
export async function findPython(
  given: string | undefined,
  candidates: readonly string[] = CANDIDATES,
): Promise<string> {
  const faults: string[] = [];
  for (const python of given ? [given] : candidates) {
    const found = await fault(python);
    if (found === undefined) return python;
    if (given || found !== 'not found') faults.push(`${python} ${found}`);
  }
  throw new SetupError(
    'MILVUS_LITE_PYTHON_MISSING',
    'A VECTOR_STORE that ends in `.db` is Milvus Lite, which needs Python 3.10 or newer with two packages' +
      `${faults.length > 0 ? ` (${faults.join('; ')})` : ' (no Python was found)'}. Run:\n` +
      `  python3 -m venv .venv\n  .venv/bin/pip install ${PACKAGES.join(' ')}\n` +
      'and start again; or set MILVUS_LITE_PYTHON to a Python that has them, or leave VECTOR_STORE out to use LanceDB, which needs no Python.',
  );
}
