import { fileURLToPath } from 'node:url';
import { readModelFolder } from '../../src/services/encoder/models/model-folder.js';
import { startSubject, type Subject } from '../subject.js';

/**
 * The model of a folder in a Python that has PyTorch.
 * @param how runtime and precision, as reference/main.py takes them; eager float32 where they are left out
 */
export async function startReference(
  python: string,
  folder: string,
  threads: number,
  how: readonly string[] = [],
): Promise<Subject> {
  const { checkpointPath } = await readModelFolder(folder);
  const program = fileURLToPath(new URL('reference/main.py', import.meta.url));
  return startSubject(python, [program, checkpointPath, String(threads), ...how], { OMP_NUM_THREADS: String(threads) });
}
