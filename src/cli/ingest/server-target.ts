import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { reachServer } from '../../lib/ask-server.js';
import { ERROR_CODES, LeopardError, SetupError } from '../../lib/errors.js';
import { Batches } from './batches.js';
import type { FileOutcome, IngestTarget, PictureFile } from './types.js';

const INGEST = `mutation Ingest($images: [IngestImageInput!]!) {
  ingestImages(images: $images) { outcomes { status error { code message } } }
}`;

const code = z.enum(ERROR_CODES);
const answer = z.object({
  data: z
    .object({
      ingestImages: z.object({
        outcomes: z.array(
          z.object({
            status: z.enum(['STORED', 'UPDATED', 'UNCHANGED', 'REJECTED']),
            error: z.object({ code, message: z.string() }).nullable(),
          }),
        ),
      }),
    })
    .nullish(),
  errors: z.array(z.object({ message: z.string(), extensions: z.object({ code: z.string() }).partial() })).optional(),
});

interface Ready {
  readonly file: PictureFile;
  readonly bytes: Buffer;
}

/** Requests under way, and how often one is tried again when the server says that it has no time. */
const REQUESTS = 2;
const ATTEMPTS = 20;
const BATCH = { items: 16, bytes: 16 * 1024 ** 2 };

/** Ingests through the API of the server that owns the data folder. */
export function openServerTarget(url: string, apiKey: string | undefined): IngestTarget {
  const send = (batch: readonly Ready[]) => sendBatch(`${url}/graphql`, apiKey, batch);
  const batches = new Batches<Ready, FileOutcome>({
    ...BATCH,
    concurrency: REQUESTS,
    sizeOf: ({ bytes }) => bytes.length,
    send,
  });
  return {
    description: `the server at ${url}`,
    concurrency: BATCH.items * REQUESTS * 2,
    async ingest(file) {
      try {
        return await batches.add({ file, bytes: await file.read() });
      } catch (error) {
        if (!(error instanceof LeopardError)) throw error;
        return { status: 'REJECTED', error: { code: error.code, message: error.message } };
      }
    },
    close: () => batches.idle(),
  };
}

async function sendBatch(
  endpoint: string,
  apiKey: string | undefined,
  batch: readonly Ready[],
): Promise<FileOutcome[]> {
  for (let attempt = 1; ; attempt++) {
    const response = await post(endpoint, apiKey, batch);
    const wait = Number(response.headers.get('retry-after'));
    if ((response.status === 429 || response.status === 503) && attempt < ATTEMPTS) {
      await response.arrayBuffer();
      await sleep(Math.max(1, wait) * 1000);
      continue;
    }
    const { data, errors } = answer.parse(await response.json());
    const outcomes = data?.ingestImages.outcomes;
    if (outcomes) return outcomes.map(({ status, error }) => ({ status, ...(error && { error }) }));
    const [fault] = errors ?? [];
    throw new SetupError(
      fault?.extensions.code ?? 'SERVER_REFUSED',
      fault?.message ?? `The server answered ${response.status}.`,
    );
  }
}

async function post(endpoint: string, apiKey: string | undefined, batch: readonly Ready[]): Promise<Response> {
  const form = new FormData();
  const images = batch.map(({ file: { metadata, givenName, fileName } }) => ({
    image: { upload: null },
    metadata,
    fileName: givenName,
    // As a variable: the header of a part has no form for every name, and one bad header loses the whole request.
    defaultFileName: fileName,
  }));
  form.set('operations', JSON.stringify({ query: INGEST, variables: { images } }));
  form.set(
    'map',
    JSON.stringify(Object.fromEntries(batch.map((_, index) => [index, [`variables.images.${index}.image.upload`]]))),
  );
  batch.forEach(({ bytes }, index) => form.set(String(index), new Blob([new Uint8Array(bytes)]), 'picture'));
  const headers = { 'apollo-require-preflight': 'true', ...(apiKey && { authorization: `Bearer ${apiKey}` }) };
  return reachServer(endpoint, { method: 'POST', headers, body: form });
}
