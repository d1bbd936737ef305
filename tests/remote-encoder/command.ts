// npm run test:remote-load -- [--pictures 10000] [--searches 1000]
// A server whose encoder is an inference service ingests, and is searched all the while: how many pictures a search waits behind.
import { parseArgs } from 'node:util';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startServing } from '../support/serving.js';
import { searchWhileIngesting } from './held-rounds.js';
import { InferenceService } from './inference-service.js';
import { settingsFor } from './settings.js';

const { values } = parseArgs({
  options: {
    pictures: { type: 'string', default: '10000' },
    searches: { type: 'string', default: '1000' },
  },
});
/** Milliseconds that the service takes for a picture, and for words. */
const TIMES = { picture: 40, words: 20 };
const CONCURRENCY = 4;
const BATCH = 100;

const folder = await mkdtemp(join(tmpdir(), 'leopard-remote-'));
const service = await InferenceService.start({
  answer: async ({ text }) => {
    await pause(text === undefined ? TIMES.picture : TIMES.words);
    return 'right' as const;
  },
});
const server = await startServing({
  ...settingsFor(service, { ENCODER_CONCURRENCY: String(CONCURRENCY) }),
  ...{ DATA_FOLDER: folder, MAX_IMAGES_PER_INGEST: String(BATCH), MAX_FILES_PER_REQUEST: String(BATCH) },
});
try {
  const { stored, answered, before } = await searchWhileIngesting({
    ...{ endpoint: `${server.url}/graphql`, service, batch: BATCH, requests: 2 },
    ...{ pictures: Number(values.pictures), searches: Number(values.searches) },
  });
  process.stdout.write(
    `${stored} of ${values.pictures} pictures stored; ${answered} of ${values.searches} searches answered meanwhile, behind ${before} further pictures at most (${CONCURRENCY} requests at a time)\n`,
  );
  const good = stored === Number(values.pictures) && answered === Number(values.searches) && before <= CONCURRENCY;
  process.exitCode = good ? 0 : 1;
} finally {
  await server.stop();
  await service.kill();
  await rm(folder, { recursive: true, force: true });
}
