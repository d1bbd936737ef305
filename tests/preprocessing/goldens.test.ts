import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { authorsPicture, crop, fixture, fixtureJson, sha256, syntheticPixels } from './support.js';

const VARIANTS = ['reference', 'web'] as const;
interface ModelGoldens {
  pictures: Record<string, { file: string } & Record<(typeof VARIANTS)[number], { sha256: string }>>;
}

describe('the crops of the golden models, to the bit', () => {
  for (const model of ['tiny-model', 'm3-shaped-model']) {
    const { pictures } = fixtureJson<ModelGoldens>(`models/${model}/goldens.json`);
    for (const [name, golden] of Object.entries(pictures)) {
      it.each(VARIANTS)(`${model}, ${name}, %s`, async (variant) => {
        const picture = fixture(`models/${model}/pictures/${golden.file}`);
        expect(sha256(await crop(picture, { variant }))).toBe(golden[variant].sha256);
      });
    }
  }
});

describe('the crops of the specification, to the bit', () => {
  it.each([
    [297, 224, '65e1089315e658c581ee36a2c4d764c4b61f4a60cc59b1b24c6b76e2b9faf323'],
    [299, 224, 'bb8fbd96ba4313eb0aee02bca29ef61a66cd34e5aff8c60cf867d915900147be'],
    [333, 777, 'e2ff5d9a8cea6c297eeed3430a3b2917a5d0f973dc53d091d390fef13f0d1cc7'],
    [100, 80, '7f865ee69d46d3f0ac7def6144abba80c7a406f95a300f760e703d5cc2779a73'],
    [640, 480, 'c2e8f8d96c22916fb3347814352e8a2a3bcb4e0208f75c4a1b46a387effb78c5'],
    [31, 1000, 'd7e5c4b72d6db215b71336adb1025d0b9d480e6dddf6813b99540db085535ad8'],
    [225, 223, '8f128243e08ad4020c4ce6f50c160ed1bb20308f56a4fdea7f0f97ddbe58ab05'],
  ])('synthetic %d × %d', async (width, height, golden) => {
    const raw = { width, height, channels: 3 } as const;
    const png = await sharp(syntheticPixels(width, height), { raw }).png().toBuffer();
    for (const variant of VARIANTS) expect(sha256(await crop(png, { variant }))).toBe(golden);
  });

  it.each([
    ['cir_query.png', '934e00ec8a4bc7ed583b936e70cb7722f034feb2945b9f72286f6bd0be92533e'],
    ['cir_candi_1.png', 'd71ab383f03ce73c9555ebdb741e2e4ad02b12e2b0fe27437f53ed35e4969c1d'],
    ['cir_candi_2.png', '41648efd73056024a2a0fe2164df12859181b7cd0505302dbfa5c485cca518bd'],
    ['wiki_candi_1.jpg', '9f3abcad94edad59b01470cf1383a0f4b3bc5ff3b9466724b5fdbb8e14f57f6c'],
    ['wiki_candi_2.jpg', 'dad0c20a4b80bb7bf1453cb4c3e55c09d57752b477f45b7b79ba8c49aa2a9fac'],
  ])("the authors' %s", async (name, golden) => {
    for (const variant of VARIANTS) expect(sha256(await crop(authorsPicture(name), { variant }))).toBe(golden);
  });
});

describe('pictures of every kind, as Pillow sees them, to the bit', () => {
  const formats =
    fixtureJson<Record<string, { mode: string; reference: string; web?: string }>>('preprocessing/formats.json');
  for (const [name, golden] of Object.entries(formats)) {
    it(`${name} (${golden.mode})`, async () => {
      expect(sha256(await crop(fixture(`preprocessing/formats/${name}`), { variant: 'reference' }))).toBe(
        golden.reference,
      );
      if (golden.web)
        expect(sha256(await crop(fixture(`preprocessing/formats/${name}`), { variant: 'web' }))).toBe(golden.web);
    });
  }
});

it('gives the same crop again and again, also for pictures at the same time', async () => {
  const picture = authorsPicture('cir_query.png');
  const alone = sha256(await crop(picture));
  const others = ['cir_candi_1.png', 'wiki_candi_1.jpg', 'wiki_candi_2.jpg'].map((name) => crop(authorsPicture(name)));
  const together = await Promise.all([crop(picture), ...others, crop(picture)]);
  expect([together.at(0), together.at(-1)].map((bytes) => sha256(bytes ?? new Uint8Array()))).toEqual([alone, alone]);
});
