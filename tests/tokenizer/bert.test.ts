import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadTokenizer } from '../../src/services/encoder/tokenizer/load.js';
import { type Tokenizer } from '../../src/services/encoder/tokenizer/types.js';
import cases from '../fixtures/tokenizer/bert-cases.json' with { type: 'json' };

interface Case {
  group: string;
  text: string;
  ids: number[];
  idsLiteral?: number[];
}

const VOCABULARY = fileURLToPath(new URL('../../src/services/encoder/tokenizer/bert-base-uncased/', import.meta.url));
const description = { kind: 'BERT WordPiece, uncased', pad: 0, unk: 100, cls: 101, sep: 102, mask: 103 };
let tokenizer: Tokenizer;

beforeAll(async () => {
  const loaded = await loadTokenizer(description, VOCABULARY);
  if (!loaded) throw new Error('no tokeniser');
  tokenizer = loaded;
});

describe('the BERT tokeniser gives the ids of the reference', () => {
  const groups = new Map<string, Case[]>();
  for (const item of cases.cases as Case[]) groups.set(item.group, [...(groups.get(item.group) ?? []), item]);

  it('knows all 188 cases', () => {
    expect([...groups.values()].flat()).toHaveLength(188);
  });

  it.each([...groups])('%s', (_group, items) => {
    for (const { text, ids, idsLiteral } of items) {
      expect({ text, ids: tokenizer.encode(text) }).toEqual({ text, ids: idsLiteral ?? ids });
    }
  });
});

describe('a text that is out of all proportion', () => {
  it('is refused before it is cut up', () => {
    expect(() => tokenizer.encode('red '.repeat(20_000))).toThrow(
      expect.objectContaining({
        code: 'INSTRUCTION_TOO_LONG',
        message: expect.stringMatching(/80000 characters.*at most 40000.*Shorten/) as string,
      }) as Error,
    );
  });
});

describe('a model folder with a faulty tokeniser', () => {
  it('is refused with the remedy', async () => {
    const missing = loadTokenizer(description, fileURLToPath(new URL('.', import.meta.url)));
    await expect(missing).rejects.toMatchObject({
      code: 'TOKENIZER_MISSING',
      message: expect.stringMatching(/vocab\.txt.*Install the model again/) as string,
    });
    await expect(loadTokenizer({ ...description, sep: 99_999 }, VOCABULARY)).rejects.toMatchObject({
      code: 'TOKENIZER_INVALID',
      message: expect.stringContaining('30522 entries') as string,
    });
    await expect(loadTokenizer({ kind: 'BERT WordPiece' }, VOCABULARY)).rejects.toMatchObject({
      code: 'TOKENIZER_INVALID',
    });
    await expect(
      loadTokenizer({ ...description, vocabularyFile: '../../../etc/passwd' }, VOCABULARY),
    ).rejects.toMatchObject({ code: 'TOKENIZER_INVALID' });
  });

  it('that says ids are given has none', async () => {
    await expect(loadTokenizer({ ...description, kind: 'none: ids are given' }, VOCABULARY)).resolves.toBeUndefined();
  });
});
