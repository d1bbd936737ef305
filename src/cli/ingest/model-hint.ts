import { askServer } from '../../lib/ask-server.js';
import type { Config } from '../../config/index.js';
import { MODEL_CATALOGUE } from '../../services/encoder/models/catalogue.js';
import type { ServerAddress } from '../running-server.js';

/**
 * What to know before own pictures go into the model of the quickstart: it knows drawn products alone, and a better one needs a
 * data folder of its own. @returns undefined with any other model
 */
export async function modelHint(config: Config, server: ServerAddress | undefined): Promise<string | undefined> {
  const model = server ? await modelOf(server) : config.encoder.model;
  // One whose download has a known size, since that is told.
  const better = MODEL_CATALOGUE.find(
    ({ bundled, files }) => !bundled && files.every(({ bytes }) => bytes !== undefined),
  );
  if (better === undefined || !MODEL_CATALOGUE.some(({ id, bundled }) => bundled && id === model)) return undefined;
  const megabytes = Math.round(better.files.reduce((sum, { bytes = 0 }) => sum + bytes, 0) / 1e6);
  return (
    `The model ${model} knows the drawn catalogue of the quickstart and nothing else: of other pictures it finds little. For those, ` +
    `run \`leopard models install ${better.id}\` (${megabytes} MB), and use --model ${better.id} with a --data-folder of its own.`
  );
}

/** Undefined where the server does not say: what is wrong with it is told by the first request that matters. */
async function modelOf({ url, apiKey }: ServerAddress): Promise<string | undefined> {
  type Answer = { data?: { status?: { model?: { id?: string } } } } | undefined;
  const answer = await askServer(url, '{ status { model { id } } }', {}, apiKey).catch(() => undefined);
  return (answer as Answer)?.data?.status?.model?.id;
}
