import { createHash } from 'node:crypto';

/** What a program prints whose client tells two pictures apart. @param output of the program: whether it was the first to store them */
export function expectedReport(pictures: readonly Uint8Array[], output: string) {
  const ids = pictures.map((bytes) => createHash('sha256').update(bytes).digest('hex'));
  const status = output.includes('UNCHANGED') ? 'UNCHANGED' : 'STORED';
  return { stored: ids.map(() => status), inTurn: ids, inParallel: ids };
}
