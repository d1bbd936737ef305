import { describe, expect, it } from 'vitest';
import { fill, ingest } from '../support/collection.js';
import { send } from '../support/graphql.js';
import { picture, pictureFile } from '../support/pictures.js';
import { startTestServer, temporaryFolder } from '../support/server.js';
import { json } from './inference-service.js';
import { settingsFor } from './settings.js';
import { startService } from './support.js';

interface Found {
  search: { hits: { score: number; image: { id: string } }[] };
}
const SEARCH =
  'query ($image: ImageInput, $words: String) { search(image: $image, instruction: $words, includeQueryImage: true) { hits { score image { id } } } }';
const STATUS = '{ status { images encoder { remote healthy lastError } } }';
interface Status {
  status: { images: number; encoder: { remote: boolean; healthy: boolean; lastError: string | null } };
}
const files = (count: number) =>
  Promise.all(Array.from({ length: count }, async (_, seed) => ({ file: await pictureFile(seed) })));

describe('a server whose encoder is an inference service', () => {
  it('stores every picture though three of a hundred requests fail', async () => {
    const service = await startService();
    const { endpoint } = await startTestServer({
      settings: settingsFor(service, { MAX_IMAGES_PER_INGEST: '200', MAX_FILES_PER_REQUEST: '200' }),
    });
    let count = 0;
    service.behaviour = {
      answer: (_asked, _right, response) => (++count % 33 === 0 ? json(response, 500, {}) : 'right'),
    };
    const outcomes = await ingest(endpoint, await files(200));
    expect(outcomes.map(({ status }) => status)).toEqual(outcomes.map(() => 'STORED'));
    expect(count).toBeGreaterThan(200);
  });

  it('stores every picture once though the service is killed in the middle, and answers what needs no encoder meanwhile', async () => {
    const service = await startService();
    const { endpoint } = await startTestServer({
      settings: settingsFor(service, { MAX_IMAGES_PER_INGEST: '60', MAX_FILES_PER_REQUEST: '60' }),
    });
    const [first = ''] = await fill(endpoint, 1);
    let seen = 0;
    const half = new Promise<void>((resolve) => {
      service.behaviour = { answer: () => (++seen === 20 ? (resolve(), undefined) : 'right') };
    });
    const ingesting = ingest(endpoint, await files(60));
    await half;
    await service.kill();
    const away = await send<Found>(endpoint, SEARCH, { words: 'a word that was never asked for' });
    expect(away.errors?.[0]?.extensions).toMatchObject({ code: 'ENCODER_UNAVAILABLE' });
    const stored = await send<Found>(endpoint, SEARCH, { image: { id: first } });
    expect(stored.errors).toBeUndefined();
    const { data } = await send<Status>(endpoint, STATUS);
    expect(data?.status.encoder).toMatchObject({
      remote: true,
      healthy: false,
      lastError: expect.any(String) as unknown,
    });
    service.behaviour = {};
    await service.listen();
    const outcomes = await ingesting;
    expect(outcomes.filter(({ status }) => status === 'REJECTED')).toEqual([]);
    const after = await send<Status>(endpoint, STATUS);
    expect(after.data?.status).toMatchObject({ images: 60, encoder: { healthy: true, lastError: null } });
    const own = await send<Found>(endpoint, SEARCH, { image: { base64: (await picture(5)).toString('base64') } });
    expect(own.data?.search.hits[0]?.score).toBeCloseTo(1, 3);
  });

  it('stores nothing after the service came back as another one, and refuses to start with it', async () => {
    const folder = await temporaryFolder();
    const service = await startService();
    const settings = settingsFor(service, { ENCODER_OUTAGE_SECONDS: '0' });
    const server = await startTestServer({ settings, dataFolder: folder.path, stopWithTest: false });
    await fill(server.endpoint, 3);
    await service.kill();
    service.behaviour = { seed: 'another model' };
    await service.listen();
    const outcomes = await ingest(server.endpoint, [{ file: await pictureFile(100) }]);
    expect(outcomes).toMatchObject([{ status: 'REJECTED', error: { code: 'ENCODER_UNAVAILABLE' } }]);
    await server.stop();
    await expect(startTestServer({ settings, dataFolder: folder.path })).rejects.toMatchObject({
      code: 'ENCODER_CHANGED',
    });
    service.behaviour = {};
    const again = await startTestServer({ settings, dataFolder: folder.path, stopWithTest: false });
    expect((await send<Status>(again.endpoint, STATUS)).data?.status.images).toBe(3);
    await again.stop();
    await folder.remove();
  });

  it('lets no search wait behind ingestion (npm run test:remote-load)', async () => {
    const service = await startService();
    const { endpoint } = await startTestServer({ settings: settingsFor(service, { ENCODER_CONCURRENCY: '2' }) });
    const held: (() => void)[] = [];
    service.behaviour = {
      // Pictures alone are held back until the searches are done.
      answer: async ({ text }) => {
        if (text === undefined) await new Promise<void>((resolve) => held.push(resolve));
        return 'right' as const;
      },
    };
    const ingesting = ingest(endpoint, await files(12));
    for (let number = 0; number < 50; number++) {
      const { errors } = await send<Found>(endpoint, SEARCH, { words: `search ${number}` });
      expect(errors).toBeUndefined();
    }
    service.behaviour = {};
    for (const release of held) release();
    const outcomes = await ingesting;
    expect(outcomes.every(({ status }) => status === 'STORED')).toBe(true);
  });
});
