import { openSqlite } from '../../src/services/storage/database/sqlite/open.js';
import { encoderOf } from './support.js';
import { startChild } from './child.js';

const LONGEST_RUN = 600;

/**
 * Lets a writer work and kills it (SIGKILL) when it has said a seeded number of lines, again and again in one folder; after each kill opens
 * the database as a server does and compares with what was acknowledged.
 * @returns what was lost, undeleted, half there or double
 */
export async function killRounds(
  folder: string,
  { rounds, seed, onRound }: { rounds: number; seed: number; onRound?: (done: number) => void },
): Promise<{ acknowledged: number; faults: string[] }> {
  /** What may be true of each picture: the word in its metadata, or `none`. */
  const allowed = new Map<string, Set<string>>();
  const faults: string[] = [];
  let acknowledged = 0;
  for (let round = 0; round < rounds; round++) {
    const lines = 10 + ((Math.imul(seed + round, 2654435761) >>> 8) % LONGEST_RUN);
    for (const line of await linesOf(folder, seed + round, lines)) {
      const [phase = '', operation = '', id = '', word = ''] = line.split(' ');
      const known = allowed.get(id) ?? new Set(['none']);
      allowed.set(id, known);
      if (phase === 'done') acknowledged++;
      if (phase === 'begin') known.add(word);
      if (phase === 'done' && word !== 'removing') allowed.set(id, new Set([word]));
      if (phase === 'done' && word === 'removing') allowed.set(id, new Set(['none']));
      if (phase === 'begin' && operation === 'update') known.add('none');
    }
    faults.push(...(await differences(folder, allowed)).map((fault) => `round ${round}: ${fault}`));
    onRound?.(round + 1);
  }
  return { acknowledged, faults };
}

async function differences(folder: string, allowed: Map<string, Set<string>>): Promise<string[]> {
  const database = await openSqlite(folder);
  try {
    const faults: string[] = [];
    const encoder = await encoderOf(database);
    const ids = [...allowed.keys()];
    const images = await database.images.get(ids);
    const embeddings = await database.images.embeddings(ids, encoder);
    for (const [index, id] of ids.entries()) {
      const word = String(images[index]?.metadata.word ?? 'none');
      if (!allowed.get(id)?.has(word))
        faults.push(`${id} is ${word}, not ${[...(allowed.get(id) ?? [])].join(' or ')}`);
      if ((images[index] === undefined) !== (embeddings[index] === undefined)) faults.push(`${id} is half there`);
      const found = await database.images.count({ all: [{ key: 'word', equals: word }] });
      if (images[index] !== undefined && found !== 1) faults.push(`${word} is found ${found} times`);
      allowed.set(id, new Set([word]));
    }
    const there = images.filter((image) => image !== undefined).length;
    const listed = await database.images.page({ first: 1000, order: 'NEWEST' });
    const changes = await database.images.changes(0, 1000);
    const counts = [await database.images.count(), listed.images.length, changes.filter((one) => !one.deleted).length];
    if (counts.some((count) => count !== there)) faults.push(`${there} pictures, but ${counts.join(', ')}`);
    const removals = await database.images.pendingRemovals(1000);
    await database.images.removed(removals.map(({ id }) => id));
    return faults;
  } finally {
    await database.close();
  }
}

async function linesOf(folder: string, seed: number, lines: number): Promise<string[]> {
  const child = startChild('writer.ts', [folder, String(seed)]);
  await child.line('ready');
  const heard = () => {
    if (child.lines.length >= lines) child.process.kill('SIGKILL');
  };
  child.process.stdout?.on('data', () => setImmediate(heard));
  heard();
  const { signal, errors } = await child.ended;
  if (signal !== 'SIGKILL') throw new Error(`the writer ended by itself: ${errors}`);
  return child.lines;
}
