import { upload } from './graphql.js';
import { pictureFile } from './pictures.js';

const INGEST = `mutation ($images: [IngestImageInput!]!) {
  ingestImages(images: $images) { outcomes { index status searchable image { id } error { code message } } }
}`;

export interface Outcome {
  readonly index: number;
  readonly status: string;
  readonly searchable: boolean;
  readonly image: { readonly id: string } | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** Ingests uploads with their metadata. */
export async function ingest(
  endpoint: string,
  images: readonly { readonly file: Blob; readonly metadata?: unknown; readonly fileName?: string }[],
): Promise<Outcome[]> {
  const answer = await upload<{ ingestImages: { outcomes: Outcome[] } }>(endpoint, INGEST, {
    images: images.map(({ file, ...rest }) => ({ image: { upload: file }, ...rest })),
  });
  const outcomes = answer.data?.ingestImages.outcomes;
  if (!outcomes) throw new Error(JSON.stringify(answer.errors));
  return outcomes;
}

/** Fills a server with pictures 0, 1, 2 …; their metadata has the number. @returns their ids in that order */
export async function fill(endpoint: string, count: number): Promise<string[]> {
  const images = await Promise.all(
    Array.from({ length: count }, async (_, number) => ({
      file: await pictureFile(number),
      metadata: { number, parity: number % 2 === 0 ? 'even' : 'odd' },
    })),
  );
  const outcomes = await ingest(endpoint, images);
  return outcomes.map(({ image }) => image?.id ?? '');
}
