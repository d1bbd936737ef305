import { openAsBlob } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { leopard } from '../support/command-line.js';
import { upload } from '../support/graphql.js';
import { indexPlace } from '../support/index-place.js';
import { pythonEnvironment } from '../support/python-env.js';
import { startTestServer, temporaryFolder } from '../support/server.js';

/** 940 by `PICTURES=940 npx vitest run tests/ingest/engines`: what the quickstart draws. */
const PICTURES = process.env['PICTURES'] ?? '120';
const INSTRUCTIONS = ['phone case with this image theme', 'a mug with this pattern', 'the same in blue', undefined];
const THEMES = ['plain-black-1.jpg', 'floral-yellow-1.jpg', 'polka-dots-yellow-1.jpg'];
const SEARCH = `query ($image: Upload!, $instruction: String, $filter: FilterInput) {
  search(image: { upload: $image }, instruction: $instruction, limit: 25, filter: $filter) { hits { score image { id fileName } } }
}`;

interface Hit {
  score: number;
  image: { id: string; fileName: string };
}

const environments = [await pythonEnvironment('milvus-lite'), await pythonEnvironment('milvus-standalone')];

/** Ingests the pictures of a folder into a data folder of their own with `leopard ingest`, and asks a server for them. */
async function answersOf(engine: string, drawn: string): Promise<Hit[][]> {
  const data = await temporaryFolder();
  onTestFinished(data.remove);
  const place = await indexPlace(engine, data.path);
  onTestFinished(place.release);
  const settings = { ...place.settings, DATA_FOLDER: data.path };
  const ingested = await leopard(['ingest', join(drawn, 'catalogue.jsonl')], { settings });
  expect(ingested, ingested.stderr).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining(`${PICTURES} stored`),
  });

  const { endpoint } = await startTestServer({ dataFolder: data.path, settings: place.settings });
  const questions = THEMES.flatMap((theme) =>
    INSTRUCTIONS.flatMap((instruction) =>
      [undefined, { none: [{ key: 'kind', equals: 'theme' }] }].map((filter) => ({ theme, instruction, filter })),
    ),
  );
  const answers: Hit[][] = [];
  for (const { theme, ...rest } of questions) {
    const { data: answer, errors } = await upload<{ search: { hits: Hit[] } }>(endpoint, SEARCH, {
      image: await openAsBlob(join(drawn, 'themes', theme)),
      ...rest,
    });
    expect(errors).toBeUndefined();
    answers.push(answer?.search.hits ?? []);
  }
  return answers;
}

it.skipIf(environments.includes(undefined))(
  `${PICTURES} pictures of the catalogue give the same hits in the same order on every engine`,
  { timeout: 900_000 },
  async () => {
    const drawn = await temporaryFolder();
    onTestFinished(drawn.remove);
    expect(await leopard(['catalogue', drawn.path, '--size', PICTURES])).toMatchObject({ exitCode: 0 });
    const answers = await answersOf('lancedb', drawn.path);
    expect(answers.every((hits) => hits.length === 25)).toBe(true);
    for (const engine of ['milvus-lite', 'milvus']) expect(await answersOf(engine, drawn.path)).toEqual(answers);
  },
);
