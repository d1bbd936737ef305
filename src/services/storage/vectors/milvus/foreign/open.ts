import { stat } from 'node:fs/promises';
import type { Logger } from 'pino';
import { SetupError } from '../../../../../lib/errors.js';
import type { MilvusEngine } from '../engine.js';
import { type MilvusSettings, openMilvus, openMilvusLite } from '../open.js';
import { ForeignCollection } from './collection.js';
import { readLayout } from './layout.js';

export interface ForeignPlace {
  /** http(s)://…, or the folder of a Milvus Lite. */
  readonly address: string;
  readonly collection: string;
  readonly vectorField: string;
  readonly pathField: string;
}

/** Nothing is made there. */
const INDEXING = { first: 'exact', rows: Infinity } as const;

/**
 * Opens somebody else's collection for reading.
 * @throws SetupError ADOPT_NOT_FOUND, ADOPT_NO_COLLECTION, ADOPT_NO_VECTORS, MILVUS_LITE_*, VECTOR_STORE_UNREACHABLE, VECTOR_STORE_UNAUTHENTICATED
 */
export async function openForeign(
  place: ForeignPlace,
  settings: MilvusSettings,
  logger: Logger | undefined,
): Promise<ForeignCollection> {
  const engine = await openEngine(place.address, settings, logger);
  try {
    return await openCollection(engine, place);
  } catch (error) {
    await engine.close();
    throw error;
  }
}

async function openEngine(
  address: string,
  settings: MilvusSettings,
  logger: Logger | undefined,
): Promise<MilvusEngine> {
  if (/^https?:\/\//i.test(address)) return openMilvus(settings, address, INDEXING);
  await requireLiteFolder(address);
  return openMilvusLite(settings, address, INDEXING, logger);
}

/** @throws SetupError ADOPT_NOT_FOUND, MILVUS_LITE_FILE */
async function requireLiteFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) return;
  if (found === undefined) {
    const remedy = 'Name the folder that pymilvus was given as its uri, such as milvus_demo.db, or an http(s) address.';
    throw new SetupError('ADOPT_NOT_FOUND', `There is no ${path}. ${remedy}`);
  }
  throw new SetupError(
    'MILVUS_LITE_FILE',
    `${path} is a file: that is how versions of Milvus Lite before 3 kept their data, and version 3, which is used here, cannot read it. ` +
      'Run the cells of the notebook that load the data again, with milvus-lite 3; or, with the old version, copy the rows to a Milvus server and adopt them from there.',
  );
}

async function openCollection(engine: MilvusEngine, place: ForeignPlace): Promise<ForeignCollection> {
  const { address, collection: name } = place;
  const { connection } = engine;
  const { data } = await connection.call((client) => client.showCollections());
  if (!data.some((found) => found.name === name)) {
    const names = data.map((found) => found.name).join(', ');
    const there = names === '' ? 'It has none.' : `It has ${names}.`;
    throw new SetupError(
      'ADOPT_NO_COLLECTION',
      `There is no collection "${name}" in ${address}. ${there} Name one: --collection.`,
    );
  }
  const { schema } = await connection.call((client) => client.describeCollection({ collection_name: name }));
  const layout = readLayout(schema, place.vectorField);
  const { state } = await connection.call((client) => client.getLoadState({ collection_name: name }));
  const loaded = String(state) === 'LoadStateLoaded';
  if (!loaded) await connection.load(name);
  return new ForeignCollection(connection, name, layout, place.pathField, async () => {
    // As it was found: on a server others share its memory.
    try {
      if (!loaded) await connection.call((client) => client.releaseCollection({ collection_name: name }));
    } finally {
      await engine.close();
    }
  });
}
