import { parse } from 'graphql';
import { expect, it } from 'vitest';
import { createClient } from '../../codegen/client/client.js';
import { picture } from '../support/pictures.js';
import { startTestServer } from '../support/server.js';

const NAMES = [
  'back\\slash.png',
  'a "quoted" name.png',
  'two\nlines.png',
  ' leading.png',
  '%22 as it is.png',
  'снимок.png',
];

const INGEST = parse(
  'mutation ($images: [IngestImageInput!]!) { ingestImages(images: $images) { outcomes { status image { fileName } } } }',
);

it('pictures keep the names of their files, whatever the header of a part makes of them', async () => {
  const { endpoint } = await startTestServer({ settings: {} });
  const client = createClient({ url: endpoint });
  const add = async (images: object[]) => {
    const { ingestImages } = (await client.request(INGEST, { images })) as {
      ingestImages: { outcomes: { image: { fileName: string } }[] };
    };
    return ingestImages.outcomes.map(({ image }) => image.fileName);
  };
  const file = async (number: number, name: string) => new File([new Uint8Array(await picture(number))], name);
  const files = await Promise.all(NAMES.map((name, number) => file(number, name)));
  expect(await add(files.map((upload) => ({ image: { upload } })))).toEqual(NAMES);
  // One that is there keeps its name, unless another is given.
  const renamed = await file(0, 'a\\b.png');
  expect(await add([{ image: { upload: renamed } }])).toEqual(['back\\slash.png']);
  expect(await add([{ image: { upload: renamed }, fileName: 'given.png' }])).toEqual(['given.png']);
});
