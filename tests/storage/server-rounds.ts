import sharp from 'sharp';
import type { EncoderIdentity } from '../../src/services/encoder/types.js';
import { storedEncoder } from '../../src/services/storage/encoder-number.js';
import { openBesideServer } from '../../src/services/storage/open.js';
import { numbers } from '../support/numbers.js';
import { answerUnlessGone } from '../support/graphql.js';
import { startServing } from '../support/serving.js';
import { Expectation, type KnownPicture } from './expectation.js';
import { KeptWords } from './kept-words.js';
import { openTestStore, sha256 } from '../support/stored.js';

const PICTURES = 24;
/** Requests under way at a time, each about another picture. */
const CONCURRENT = 6;
/** Acknowledgements after which the server is killed at most. */
const LONGEST_RUN = 60;

const OPERATIONS = {
  put: 'mutation ($base64: String!, $metadata: JSONObject!) { ingestImages(images: [{ image: { base64: $base64 }, metadata: $metadata }]) { outcomes { status error { code message } } } }',
  update: 'mutation ($id: ID!, $metadata: JSONObject!) { setImageMetadata(id: $id, metadata: $metadata) { id } }',
  delete: 'mutation ($id: ID!) { deleteImages(ids: [$id]) { deleted notFound } }',
  search:
    'query ($base64: String!, $instruction: String!) { search(image: { base64: $base64 }, instruction: $instruction, limit: 3) { id hits { image { id } } } }',
  erase: 'mutation ($id: ID!) { eraseSearches(ids: [$id]) }',
};

const KINDS = ['put', 'put', 'put', 'update', 'delete', 'search', 'search', 'erase'] as const;

export interface KillReport {
  readonly rounds: number;
  readonly acknowledged: number;
  /** What was found wrong, round by round. */
  readonly faults: string[];
}

/**
 * The same as `killRounds` with the whole server: `leopard serve` with the bundled model, changed and searched through GraphQL, killed
 * when a seeded number of requests was answered and others are under way.
 */
export async function killServerRounds(
  folder: string,
  options: {
    rounds: number;
    seed: number;
    /** Settings of the index's place. */
    index: Readonly<Record<string, string>>;
    examine: (folder: string) => Promise<string[]>;
    onRound?: (done: number) => void;
  },
): Promise<KillReport> {
  const pictures = new Map<string, KnownPicture>();
  for (let n = 0; n < PICTURES; n++) pictures.set(`picture-${n}`, await picture(n));
  const pictureOf = (name: string) => pictures.get(name) ?? { id: '', original: new Uint8Array() };
  const expectation = new Expectation({ pictureOf, putReplaces: true });
  const words = new KeptWords();
  const faults: string[] = [];
  let acknowledged = 0;
  for (let round = 0; round < options.rounds; round++) {
    const said = await serveAndKill(folder, options.seed + round, pictures, words, options.index);
    acknowledged += said.filter((line) => line.startsWith('done')).length;
    expectation.follow(said);
    const store = await openTestStore(folder, await storedIdentity(folder));
    const found = await expectation.differences(store);
    found.push(...(await words.faults(store, folder)));
    await store.close();
    found.push(...(await options.examine(folder)).map((fault) => `doctor: ${fault}`));
    faults.push(...found.map((fault) => `round ${round}: ${fault}`));
    options.onRound?.(round + 1);
  }
  return { rounds: options.rounds, acknowledged, faults };
}

/** Of the encoder that the server had. */
async function storedIdentity(folder: string): Promise<EncoderIdentity | undefined> {
  const { database, close } = await openBesideServer(folder);
  return (await storedEncoder(database.generations).finally(close))?.identity;
}

async function picture(n: number): Promise<KnownPicture> {
  const background = { r: (n * 37) % 256, g: (n * 91) % 256, b: (n * 11) % 256 };
  const original = await sharp({ create: { width: 40, height: 30, channels: 3, background } })
    .png()
    .toBuffer();
  return { id: sha256(original), original };
}

/** @returns what was asked and what was acknowledged, in order */
async function serveAndKill(
  folder: string,
  seed: number,
  pictures: ReadonlyMap<string, KnownPicture>,
  words: KeptWords,
  index: Readonly<Record<string, string>>,
): Promise<string[]> {
  const { url, process: server, closed } = await startServing({ DATA_FOLDER: folder, ...index });
  const endpoint = `${url}/graphql`;

  const lines: string[] = [];
  const random = numbers(seed);
  const free = [...pictures.keys()];
  let left = 1 + random(LONGEST_RUN);
  let step = seed * 10_000;
  const work = async () => {
    while (left > 0) {
      const [name = ''] = free.splice(random(free.length), 1);
      const kind = KINDS[random(KINDS.length)] ?? 'put';
      const number = (step += 1);
      const word = words.word(number);
      lines.push(`begin ${kind} ${name} ${number}`);
      const { id: picture = '', original = new Uint8Array() } = pictures.get(name) ?? {};
      const erasure = kind === 'erase' ? words.erase(random) : undefined;
      const id = kind === 'erase' ? (erasure?.id ?? 'none') : picture;
      const base64 = Buffer.from(original).toString('base64');
      if (kind === 'put' || kind === 'update') words.written(name, word);
      const variables = { id, base64, instruction: word, metadata: { step: number, word } };
      const answer = await acknowledged(endpoint, kind, variables);
      if (answer === undefined) return;
      lines.push(`done ${kind} ${name} ${number}`);
      if (kind === 'delete') words.deleted(name);
      if (kind === 'search') words.searched(/"id":"([\w-]{30})"/.exec(answer)?.[1] ?? answer, word);
      erasure?.done();
      free.push(name);
      if ((left -= 1) <= 0) server.kill('SIGKILL');
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT }, work)).finally(() => server.kill('SIGKILL'));
  await closed;
  return lines;
}

/** Only variables that an operation declares are sent. Undefined: the server went away before it answered. */
async function acknowledged(
  endpoint: string,
  kind: keyof typeof OPERATIONS,
  all: Record<string, unknown>,
): Promise<string | undefined> {
  const query = OPERATIONS[kind];
  const variables = Object.fromEntries(Object.entries(all).filter(([name]) => query.includes(`$${name}:`)));
  const answer = await answerUnlessGone(endpoint, query, variables);
  if (answer === undefined) return undefined;
  // Changing a picture that is not there is the only thing that this client does wrong.
  const refused = answer.includes('"errors"') || answer.includes('"REJECTED"');
  if (refused && !answer.includes('"IMAGE_NOT_FOUND"')) throw new Error(answer);
  return answer;
}
