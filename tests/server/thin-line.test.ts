import { describe, expect, it } from 'vitest';
import { send, upload } from '../support/graphql.js';
import { pictureFile } from '../support/pictures.js';
import { startTestServer } from '../support/server.js';

const INGEST = `mutation ($images: [IngestImageInput!]!) {
  ingestImages(images: $images) {
    stored unchanged rejected
    outcomes { index status image { id fileName width height mimeType metadata url } error { code message } }
  }
}`;
const SEARCH = `query ($image: ImageInput, $instruction: String) {
  search(image: $image, instruction: $instruction, includeQueryImage: true) {
    id
    query { instruction image { width height url stored { id } } }
    hits { rank score image { id fileName url(width: 32) } }
    timings { total vision vectorSearch }
  }
}`;

describe('a picture over HTTP', () => {
  it('is uploaded, found again by itself, and shown', async () => {
    const { endpoint, url } = await startTestServer();
    const ingested = await upload<{ ingestImages: { stored: number; outcomes: { image: { id: string } }[] } }>(
      endpoint,
      INGEST,
      { images: [{ image: { upload: await pictureFile(1) }, metadata: { kind: 'square' } }] },
    );
    expect(ingested.errors).toBeUndefined();
    expect(ingested.data?.ingestImages).toMatchObject({
      stored: 1,
      outcomes: [{ status: 'STORED', error: null, image: { fileName: 'picture-1.png', width: 48, height: 40 } }],
    });
    const id = ingested.data?.ingestImages.outcomes[0]?.image.id;

    const found = await upload<{
      search: { hits: { rank: number; score: number; image: { id: string; url: string } }[] };
    }>(endpoint, SEARCH, { image: { upload: await pictureFile(1) } });
    expect(found.errors).toBeUndefined();
    const [hit] = found.data?.search.hits ?? [];
    expect(hit).toMatchObject({ rank: 1, image: { id } });
    expect(hit?.score).toBeCloseTo(1, 4);

    const shown = await fetch(hit?.image.url ?? '', { headers: { accept: 'image/webp' } });
    expect(shown.status).toBe(200);
    expect(shown.headers.get('content-type')).toBe('image/webp');

    const composed = await send(endpoint, SEARCH, { image: { id }, instruction: 'in blue' });
    expect(composed.errors).toBeUndefined();
    expect(composed.data).toMatchObject({ search: { query: { instruction: 'in blue', image: { stored: { id } } } } });
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });
});
