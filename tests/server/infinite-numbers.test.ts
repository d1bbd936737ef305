import { expect, it } from 'vitest';
import { fill } from '../support/collection.js';
import { startTestServer } from '../support/server.js';

it('a number that JSON cannot write back is refused, wherever metadata come in: never null instead', async () => {
  const { endpoint } = await startTestServer();
  const [id] = await fill(endpoint, 1);
  const ask = async (query: string, variables = '{}') => {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `{"query":${JSON.stringify(query)},"variables":${variables}}`,
    });
    return JSON.stringify(await response.json());
  };
  const set = `setImageMetadata(id: "${id}", metadata:`;
  for (const answer of [
    await ask(`mutation ($m: JSONObject!) { ${set} $m) { id } }`, '{"m":{"a":[{"price":1e400}]}}'),
    await ask(`mutation { ${set} { price: -1e400 }) { id } }`),
    await ask(
      'mutation ($m: JSONObject) { ingestImages(images: [{ image: { base64: "AAAA" }, metadata: $m }]) { outcomes { error { code message } } } }',
      '{"m":{"price":1e400}}',
    ),
  ]) {
    expect(answer).toContain('BAD_USER_INPUT');
    expect(answer).toMatch(/number under \\"price\\" that is too large/);
  }
  const filtered = await ask(
    'query ($f: FilterInput) { images(filter: $f) { totalCount } }',
    '{"f":{"all":[{"key":"number","in":[0,1e400]}]}}',
  );
  expect(filtered).toMatch(/BAD_USER_INPUT/);
  expect(filtered).toMatch(/number that is too large/);
  expect(await ask('{ images { edges { node { metadata } } } }')).toContain('"metadata":{"number":0,"parity":"even"}');
});
