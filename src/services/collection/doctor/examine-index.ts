import { type Difference, compareIndex, mendIndex } from '../../storage/feed/compare.js';
import { GenerationChoice, type IndexIdentity } from '../../storage/feed/choose-generation.js';
import type { Database, Generation } from '../../storage/types/index.js';
import { type VectorEngine, VectorIndex } from '../../storage/vectors/index.js';
import type { Finding, FindingKind } from './findings.js';

type Deployed = Pick<Database, 'images' | 'generations'>;

const KINDS: Readonly<Record<Difference, FindingKind>> = {
  missing: 'NOT_INDEXED',
  outdated: 'OUTDATED_IN_INDEX',
  'left over': 'VECTOR_WITHOUT_PICTURE',
};

/** Changes in one step. */
const STEP = 1000;

/**
 * Compares the pictures with the index: what is missing there, what has older metadata, what has no picture. Changes that the next
 * start applies by itself are no findings.
 */
export async function* examineIndex(
  database: Deployed,
  engine: VectorEngine,
  identity: IndexIdentity,
): AsyncGenerator<Finding> {
  const choice = new GenerationChoice(engine, database.generations, identity);
  const generation = await choice.present();
  if (generation === undefined) {
    if ((await database.images.count()) > 0)
      yield { kind: 'INDEX_MISSING', subject: engine.address, message: 'has no index of these pictures' };
    return;
  }
  const { name } = generation;
  const messages: Readonly<Record<Difference, string>> = {
    missing: `is not in the index ${name}`,
    outdated: `is in the index ${name} with other metadata`,
    'left over': `is in the index ${name}, but no picture is`,
  };
  const ahead = await notYetApplied(database, generation);
  const index = new VectorIndex(engine, await choice.open(name));
  try {
    for await (const { id, difference } of compareIndex(database.images, index))
      if (!ahead.has(id)) yield { kind: KINDS[difference], subject: id, message: messages[difference] };
  } finally {
    await index.close();
  }
}

/** Makes the index that answers equal to the pictures. */
export async function mendActiveIndex(
  database: Deployed,
  engine: VectorEngine,
  identity: IndexIdentity,
): Promise<void> {
  const choice = new GenerationChoice(engine, database.generations, identity);
  const generation = await choice.present();
  if (generation === undefined) return;
  const index = new VectorIndex(engine, await choice.open(generation.name));
  try {
    await mendIndex(database.images, index, identity.encoderNumber);
  } finally {
    await index.close();
  }
}

async function notYetApplied({ images }: Deployed, { durable }: Generation): Promise<Set<string>> {
  const ids = new Set<string>();
  for (let after = durable; ;) {
    const changes = await images.changes(after, STEP);
    for (const { id } of changes) ids.add(id);
    const last = changes.at(-1);
    if (last === undefined) return ids;
    after = last.number;
  }
}
