import type { Config } from '../../config/index.js';
import { SetupError } from '../../lib/errors.js';
import { openConfiguredEncoder, type OpenOptions } from '../encoder/open.js';
import { proveEncoder } from '../encoder/prove.js';
import type { Encoder } from '../encoder/types.js';
import { registerEncoder } from '../storage/encoder-number.js';
import type { FeedLogger } from '../storage/feed/feed-logger.js';
import { IndexFeed } from '../storage/feed/index-feed.js';
import type { Database } from '../storage/types/index.js';
import type { VectorEngine } from '../storage/vectors/engine.js';
import { keptOpen } from './kept-open.js';
import { type ModelTarget, withTarget } from './record.js';
import type { Serving } from './serving.js';

export interface ServingParts {
  readonly config: Config;
  readonly database: Database;
  readonly engine: VectorEngine;
  readonly deployment: string;
  readonly encoderOptions: OpenOptions;
  readonly logger: FeedLogger;
  /** The same, seen by whoever follows what takes how long. */
  readonly traced?: (serving: Serving) => Serving;
}

/** @throws SetupError as `openConfiguredEncoder`, MODEL_NOT_USABLE */
export async function openTarget({ config, encoderOptions }: ServingParts, target: ModelTarget): Promise<Encoder> {
  const encoder = await openConfiguredEncoder(withTarget(config, target), encoderOptions);
  try {
    await proveEncoder(encoder);
    return encoder;
  } catch (error) {
    await encoder.close();
    throw error;
  }
}

/**
 * The index of an encoder that does not answer yet, or any more; made where there is none. Closes the encoder where that fails.
 * @throws SetupError VECTOR_*; LeopardError VECTOR_STORE_UNAVAILABLE
 */
export async function openBeside(
  parts: ServingParts,
  encoder: Encoder,
  isActive: (number: number) => boolean,
): Promise<Serving> {
  const { database, engine, deployment, logger, traced = (it: Serving) => it } = parts;
  try {
    const number = await registerEncoder(database.generations, encoder.identity);
    const index = await IndexFeed.open({
      ...{ database, logger, engine: keptOpen(engine) },
      identity: { encoder: encoder.identity, encoderNumber: number, deployment },
      answers: () => isActive(number),
    });
    return traced({ encoder, number, index });
  } catch (error) {
    await encoder.close();
    throw error;
  }
}

/** Forgets the index of an encoder that does not answer. What it made of the pictures stays: switching to it again costs no encoding. */
export async function dropServing({ database, engine, logger }: ServingParts, number: number): Promise<void> {
  for (const { name, encoder, active } of await database.generations.list()) {
    if (encoder !== number || active) continue;
    await database.generations.remove(name);
    await engine.drop(name).catch((error: unknown) => logger.warn({ err: error, collection: name }, 'left behind'));
  }
}

export const notRunning = (): SetupError =>
  new SetupError(
    'SWITCH_NONE',
    'No switch of models is under way, and none can be taken back. `leopard models switch <id>` begins one.',
  );
