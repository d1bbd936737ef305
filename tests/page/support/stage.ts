import type { Page } from 'playwright-core';
import { ranking, type Responder, say } from '../../reranker/support/answers.js';
import { type OpenAiDouble, startOpenAiDouble } from '../../reranker/support/openai-double.js';
import { type Site, startSite } from './leopard-process.js';

/** The servers on which every state of the page can be brought about. */
export interface Stage {
  /** The quickstart's pictures, and a service that ranks. */
  readonly catalogue: Site;
  /** No pictures. */
  readonly empty: Site;
  /** The quickstart's pictures, keys asked for, nothing that ranks. */
  readonly guarded: Site;
  /** A key of the guarded one. */
  readonly key: string;
  /** What the ranking service answers from now on. */
  rank(responder: Responder): void;
  close(): Promise<void>;
}

const EXPLANATION =
  'The query is a leopard, and the instruction asks for a phone case with its theme. Candidate 1 is a phone case covered in the same rosettes: dark rings around a brown centre on warm tan.';
const REASONS = [
  'The rosettes of the query, a little smaller, on the same warm ground.',
  'The same rosettes as in the query picture, large and clear.',
  'A phone case, but its bricks have nothing of a leopard.',
  'Bricks again; the shape of the phone case is right.',
  'Bricks in another light; the theme is missed.',
  'Camouflage has patches, though not those of a leopard.',
  'A big cat as well, yet its stripes are a tiger’s.',
  'Tiger stripes: close in colour, wrong in pattern.',
  'Camouflage in green, far from the query’s colours.',
];
const ORDER = [1, 0, 6, 7, 5, 8, 2, 3, 4];

/** What a model might answer to the sample question. */
export const sampleRanking: Responder = say(
  JSON.stringify({
    ...(JSON.parse(ranking(ORDER, EXPLANATION)) as object),
    ranking: ORDER.map((index) => ({ index, reason: REASONS[index] })),
  }),
);

/** @param data a data folder that the quickstart has filled */
export async function openStage(data: string): Promise<Stage> {
  const service: OpenAiDouble = await startOpenAiDouble();
  const environment = { OPENAI_API_KEY: 'stage', OPENAI_BASE_URL: service.url, RERANK_CACHE_SECONDS: '0' };
  let key = '';
  const makeKey = async (leopard: Site['leopard']) => {
    ({ key } = JSON.parse(await leopard('keys', 'create', '--json', '--scope', 'write')) as { key: string });
  };
  const [catalogue, empty, guarded] = await Promise.all([
    startSite({ data, environment }),
    startSite({}),
    startSite({ data, prepare: makeKey }),
  ]);
  return {
    catalogue,
    empty,
    guarded,
    key,
    rank: (responder) => service.script(responder),
    close: async () => {
      await Promise.all([catalogue.close(), empty.close(), guarded.close()]);
      await service.close();
    },
  };
}

/** Where a state is shown. */
export type Place = keyof Pick<Stage, 'catalogue' | 'empty' | 'guarded'>;

/** Waits until the pictures that are in sight are there. */
export async function pictures(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    [...document.querySelectorAll<HTMLImageElement>('.picture img')]
      .filter((image) => image.getBoundingClientRect().top < innerHeight && image.offsetParent !== null)
      .every(({ dataset }) => dataset['loaded'] === 'true'),
  );
}
