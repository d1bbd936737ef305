import { isDeepStrictEqual } from 'node:util';
import PQueue from 'p-queue';
import { SetupError } from '../../../lib/errors.js';
import { imageId } from '../../image-files/image-id.js';
import { type Storage } from '../../storage/open.js';
import { type ImageToPut, originalKey, type StoredEmbedding, type StoredImage } from '../../storage/types/index.js';
import { putWhole } from './import-target.js';

type Place = Pick<Storage, 'database' | 'objects'>;

/** Pictures in one step: their records go into one transaction, in order. */
const STEP = 64;
/** Originals that are on their way at a time. */
const CONCURRENT = 16;

export interface CopyOptions {
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

export interface CopyOutcome {
  readonly copied: number;
  /** Pictures that were there with the same metadata. */
  readonly unchanged: number;
}

/**
 * Copies every picture with its record, its metadata and its embeddings from one deployment to another, oldest first; nothing is encoded.
 * Each original is checked by its hash. Interrupted, it goes on where it was: what is there already is not sent again.
 * @throws SetupError STORE_DAMAGED, ENCODER_MISMATCH; LeopardError STORAGE_UNAVAILABLE; the reason of the signal
 */
export async function copyImages(from: Place, to: Place, options: CopyOptions = {}): Promise<CopyOutcome> {
  const encoders = await copyEncoders(from, to);
  const { images } = from.database;
  const total = await images.count();
  const outcome = { copied: 0, unchanged: 0 };
  let after: string | undefined;
  for (let done = 0; ;) {
    options.signal?.throwIfAborted();
    const page = await images.page({ first: STEP, order: 'OLDEST', ...(after !== undefined && { after }) });
    const copied = await copyPage(from, to, page.images, encoders);
    outcome.copied += copied;
    outcome.unchanged += page.images.length - copied;
    options.onProgress?.((done += page.images.length), Math.max(done, total));
    after = page.cursors.at(-1);
    if (!page.hasNextPage) return outcome;
  }
}

/** Numbers of one deployment's encoders in the other. */
async function copyEncoders(from: Place, to: Place): Promise<ReadonlyMap<number, number>> {
  const numbers = new Map<number, number>();
  for (const { number, fingerprint, identity } of await from.database.generations.encoders()) {
    numbers.set(number, await to.database.generations.encoder(fingerprint, identity));
  }
  return numbers;
}

/** @returns how many of them were not there, or otherwise */
async function copyPage(
  from: Place,
  to: Place,
  records: readonly StoredImage[],
  encoders: ReadonlyMap<number, number>,
): Promise<number> {
  const there = await to.database.images.get(records.map(({ id }) => id));
  const missing = records.filter((_, place) => there[place] === undefined);
  const put = await putAll(from, to, missing, encoders);
  const changed = records.filter((record, place) => {
    const known = there[place];
    return known !== undefined && !isDeepStrictEqual(describe(known), describe(record));
  });
  if (changed.length > 0) {
    await to.database.images.update(changed.map(({ id, metadata, fileName }) => ({ id, metadata, fileName })));
  }
  return put + changed.length;
}

const describe = ({ metadata, fileName }: StoredImage): unknown => JSON.parse(JSON.stringify({ metadata, fileName }));

async function putAll(
  from: Place,
  to: Place,
  records: readonly StoredImage[],
  encoders: ReadonlyMap<number, number>,
): Promise<number> {
  if (records.length === 0) return 0;
  const ids = records.map(({ id }) => id);
  const embeddings = new Map<number, (StoredEmbedding | undefined)[]>();
  for (const [number, other] of encoders) embeddings.set(other, await from.database.images.embeddings(ids, number));
  const objectSince = await to.database.images.clock();
  const sent = await sendOriginals(from, to, records);
  const whole = records.flatMap((record, place): ImageToPut[] => {
    if (!sent.has(record.id)) return [];
    const [first] = [...embeddings].filter(([, list]) => list[place] !== undefined);
    const embedding = first?.[1][place];
    if (first === undefined || embedding === undefined) throw notWhole(record.id);
    return [{ record, embedding, encoder: first[0], objectSince }];
  });
  await put(from, to, whole);
  for (const [encoder, list] of embeddings) {
    const others = whole.flatMap((image) => {
      const embedding = list[ids.indexOf(image.record.id)];
      return embedding === undefined || image.encoder === encoder ? [] : [{ id: image.record.id, embedding }];
    });
    if (others.length > 0) await to.database.images.embed(others, encoder);
  }
  return whole.length;
}

/** In one transaction, so that pictures of one millisecond stay in order; one in whose way a deletion is, by itself. */
async function put(from: Place, to: Place, images: readonly ImageToPut[]): Promise<void> {
  const outcomes = await to.database.images.put(images);
  for (const [place, image] of images.entries()) {
    if (outcomes[place]?.status !== 'removing') continue;
    const original = await from.objects.get(originalKey(image.record.id));
    if (original !== undefined) await putWhole(to, original, image);
  }
}

/** @returns the ids of those that are there now; a picture that was deleted meanwhile is left out */
async function sendOriginals(from: Place, to: Place, records: readonly StoredImage[]): Promise<Set<string>> {
  const queue = new PQueue({ concurrency: CONCURRENT });
  const sent = new Set<string>();
  await queue.addAll(
    records.map(({ id, mimeType }) => async () => {
      const key = originalKey(id);
      const original = await from.objects.get(key);
      if (original === undefined || (await imageId(original)) !== id) {
        if ((await from.database.images.get([id]))[0] === undefined) return;
        throw notWhole(id);
      }
      await to.objects.put(key, original, { contentType: mimeType });
      sent.add(id);
    }),
  );
  return sent;
}

const notWhole = (id: string) =>
  new SetupError('STORE_DAMAGED', `Picture ${id} is not whole. Run \`leopard doctor --repair\` first.`);
