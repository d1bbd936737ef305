import { createHash } from 'node:crypto';
import type { JsonObject, JsonValue } from '../../src/lib/json.js';
import type { Services } from '../../src/services.js';
import { createImageLoader } from '../../src/services/search/image-loader.js';
import type { SearchPart, SearchRequest } from '../../src/services/search/types.js';
import { matchesFilter } from '../../src/services/storage/metadata-filter.js';
import type { MetadataFieldSummary, MetadataFilter } from '../../src/services/storage/types/index.js';
import { seededRandom } from '../../src/lib/seeded-random.js';

/** Of the demo model, whose collection this is. */
const DIMENSION = 128;
const PICTURES = 400;
const WINDOW = 1000;

interface Picture {
  readonly id: string;
  readonly vector: Float32Array;
  readonly metadata: JsonObject;
}

interface Asked {
  readonly request: SearchRequest;
  readonly page: { readonly limit: number; readonly offset: number };
}

type Random = () => number;

const pick = <T>(random: Random, values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;

/** Values that are alike and not the same, and such as stand for themselves. */
const VALUES: readonly JsonValue[] = [
  ...['a', 'b', 'c', '5', 'true', ''],
  ...[5, 0, -1.5, 5.5, true, false, null],
  ...[['a', 'b'], ['a', 5], [], { a: 1 }],
];
const KEYS = ['product', 'kind', 'price', 'other "key"'];

function unit(random: Random): Float32Array {
  const values = Float32Array.from({ length: DIMENSION }, () => random() - 0.5);
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}

/** Random pictures, some of them with the same vector, stored without their encoder. */
export async function storePictures({ collection, storage }: Services, random: Random): Promise<Picture[]> {
  const [{ number: encoder = 0 } = {}] = await storage.database.generations.encoders();
  const pictures: Picture[] = [];
  for (let number = 0; number < PICTURES; number++) {
    const original = Buffer.from(`picture ${number} ${random()}`);
    const copied = number > 10 && random() < 0.2 ? pick(random, pictures) : undefined;
    const metadata = Object.fromEntries(
      KEYS.filter(() => random() < 0.7).map((key) => [
        key,
        key === 'price' ? Math.floor(random() * 20) : pick(random, VALUES),
      ]),
    );
    pictures.push({
      id: createHash('sha256').update(original).digest('hex'),
      vector: copied?.vector ?? unit(random),
      metadata,
    });
    const { id, vector } = pictures[number] as Picture;
    const record = { id, fileName: null, mimeType: 'image/png', bytes: original.length, width: 4, height: 4 };
    await collection.inTurn(id, () =>
      collection.add({
        original,
        record: { ...record, placeholder: '', metadata },
        embeddings: [{ embedding: { vector, length: 1 }, encoder }],
      }),
    );
  }
  return pictures;
}

function randomFilter(random: Random): MetadataFilter {
  const condition = () => {
    const key = pick(random, KEYS);
    return pick(random, [
      { key, equals: pick(random, ['a', '5', 5, true, 0]) },
      { key, in: ['a', 5, 'b', false] },
      { key, exists: random() < 0.5 },
      { key: 'price', lessThan: random() * 20 },
    ]);
  };
  return { ...(random() < 0.5 ? { all: [condition()] } : { any: [condition(), condition()] }), none: [condition()] };
}

/** A random search that needs no encoder: pictures are stored ones. */
function ask(random: Random, pictures: readonly Picture[]): Asked {
  const id = () => pick(random, pictures).id;
  const parts = (most: number): SearchPart[] =>
    Array.from({ length: Math.floor(random() * (most + 1)) }, () => {
      return { image: { kind: 'stored', id: id() }, weight: Math.ceil(random() * 20) / 4 };
    });
  const image = random() < 0.8 ? ({ kind: 'stored', id: id() } as const) : undefined;
  const like =
    image === undefined ? [...parts(2), { image: { kind: 'stored', id: id() }, weight: 1 } as const] : parts(3);
  const limit = 1 + Math.floor(random() * 30);
  return {
    request: {
      limit,
      ...(image && { image }),
      like,
      unlike: parts(2),
      exclude: Array.from({ length: Math.floor(random() * 8) }, id),
      includeQueryImage: random() < 0.3,
      ...(random() < 0.5 && { distinct: pick(random, [...KEYS, 'unknown']) }),
      ...(random() < 0.5 && { filter: randomFilter(random) }),
      ...(random() < 0.3 && { minScore: random() * 0.4 - 0.2 }),
    },
    page: { limit, offset: Math.floor(random() * 60) },
  };
}

interface Expected {
  readonly hits: readonly { readonly id: string; readonly score: number; readonly others: number }[];
  readonly facets: readonly unknown[];
}

/** The same search, written down as plainly as it can be. */
function expectedOf({ request }: Asked, pictures: readonly Picture[]): Expected | 'nothing left' {
  const vectorOf = ({ image }: Pick<SearchPart, 'image'>) => {
    const found = pictures.find(({ id }) => image?.kind === 'stored' && image.id === id);
    if (!found) throw new Error('not a stored picture');
    return found.vector;
  };
  const { image, like = [], unlike = [], exclude = [], includeQueryImage, distinct, filter, minScore = -1 } = request;
  const sum = new Array<number>(DIMENSION).fill(0);
  const add = (vector: Float32Array, weight: number) =>
    vector.forEach((value, index) => (sum[index]! += weight * value));
  if (image) add(vectorOf({ image }), 1);
  for (const part of like) add(vectorOf(part), part.weight);
  for (const part of unlike) add(vectorOf(part), -part.weight);
  const length = Math.sqrt(sum.reduce((squares, value) => squares + value * value, 0));
  if (length < 1e-3) return 'nothing left';
  const alone = image && like.length + unlike.length === 0;
  const query = alone ? vectorOf({ image }) : Float32Array.from(sum, (value) => value / length);
  const scored = pictures
    .filter(({ id, metadata }) => {
      if (exclude.includes(id) || (filter && !matchesFilter(metadata, filter))) return false;
      return includeQueryImage || image?.kind !== 'stored' || image.id !== id;
    })
    .map((picture) => ({ ...picture, score: similarity(query, picture.vector), others: 0 }))
    .filter(({ score }) => score >= minScore)
    .sort((one, other) => other.score - one.score || (one.id < other.id ? -1 : 1));
  const hits: typeof scored = [];
  for (const hit of scored.slice(0, WINDOW)) {
    const value = distinct === undefined ? undefined : hit.metadata[distinct];
    const scalar = ['string', 'number', 'boolean'].includes(typeof value);
    const first = scalar ? hits.find(({ metadata }) => metadata[distinct ?? ''] === value) : undefined;
    if (first) first.others += 1;
    else hits.push(hit);
  }
  return { hits: hits.map(({ id, score, others }) => ({ id, score, others })), facets: facetsOf(hits) };
}

function similarity(one: Float32Array, other: Float32Array): number {
  let [dot, a, b] = [0, 0, 0];
  one.forEach((value, index) => {
    const against = other[index] ?? 0;
    dot += value * against;
    a += value * value;
    b += against * against;
  });
  return Math.max(-1, Math.min(1, dot / Math.sqrt(a * b)));
}

/** Keys with their counts, and each value with its count, in no order. */
function facetsOf(pictures: readonly Pick<Picture, 'metadata'>[]): unknown[] {
  return KEYS.flatMap((key) => {
    const values = pictures.flatMap(({ metadata }) => {
      const value = metadata[key];
      return value === undefined || value === null ? [] : [value];
    });
    if (values.length === 0) return [];
    const scalars = values.flatMap((value) => [...new Set(Array.isArray(value) ? value : [value])]);
    const counted = [...new Set(scalars)].filter((value) => value !== null && typeof value !== 'object');
    const numbers = values.filter((value) => typeof value === 'number');
    const range = numbers.length === 0 ? [null, null] : [Math.min(...numbers), Math.max(...numbers)];
    return [
      [key, values.length, counted.map((value) => [value, scalars.filter((other) => other === value).length]), range],
    ];
  }).map(sorted);
}

const sorted = (facet: unknown): unknown => {
  const [key, count, values, range] = facet as [string, number, unknown[], unknown];
  return [key, count, values.map((value) => JSON.stringify(value)).sort(), range];
};

const plain = (facets: readonly MetadataFieldSummary[]): unknown[] =>
  facets
    .map(({ key, count, values, minimum, maximum }) =>
      sorted([key, count, values.map(({ value, count: n }) => [value, n]), [minimum, maximum]]),
    )
    .sort((one, other) => KEYS.indexOf((one as [string])[0]) - KEYS.indexOf((other as [string])[0]));

/** Asks random searches and compares every answer with the reference. @returns what differs, in words */
export async function compareSearches(
  services: Services,
  options: { searches: number; seed: number },
): Promise<string[]> {
  const random = seededRandom(options.seed);
  const pictures = await storePictures(services, random);
  const images = createImageLoader(services.collection);
  const differences: string[] = [];
  for (let number = 0; number < options.searches; number++) {
    const asked = ask(random, pictures);
    const expected = expectedOf(asked, pictures);
    const [search] = await services.search.searchAll([asked.request]);
    if (search === undefined || search instanceof Error) {
      if (expected !== 'nothing left') differences.push(`${number}: ${String(search)}`);
      continue;
    }
    const { limit, offset } = asked.page;
    const [first, later, count, facets] = [
      await services.search.hits(search, { offset: 0 }, images),
      await services.search.hits(search, { limit, offset }, images),
      await services.insight.narrowing.hitCount(search),
      await services.insight.narrowing.facets(search, 20),
    ];
    const shown = (hits: typeof first) => hits.map(({ image, score, others }) => ({ id: image.id, score, others }));
    const want =
      expected === 'nothing left'
        ? 'an error'
        : [
            expected.hits.slice(0, asked.request.limit),
            expected.hits.slice(offset, offset + limit),
            expected.hits.length,
            expected.facets,
          ];
    const got = [shown(first), shown(later), count, plain(facets)];
    if (JSON.stringify(got) !== JSON.stringify(want)) {
      differences.push(
        `${number}: ${JSON.stringify(asked)}\n  wanted ${JSON.stringify(want)}\n  found  ${JSON.stringify(got)}`,
      );
    }
  }
  return differences;
}
