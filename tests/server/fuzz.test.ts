import { expect, it } from 'vitest';
import { fill } from '../support/collection.js';
import { startTestServer } from '../support/server.js';
import { fuzzOperations } from '../fuzz/fuzz-operations.js';

it('answers broken operations with codes, and with nothing unforeseen (npm run fuzz:operations for many)', async () => {
  const { endpoint } = await startTestServer();
  await fill(endpoint, 3);
  const { faults, codes } = await fuzzOperations(endpoint, { seed: 20250101, count: 400 });
  expect(faults).toEqual([]);
  expect(Object.keys(codes)).toEqual(
    expect.arrayContaining(['ok', 'GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT']),
  );
});
