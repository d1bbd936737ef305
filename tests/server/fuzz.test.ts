import { buildSchema, isObjectType, isInputObjectType, parse, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { fuzzOperations } from '../fuzz/fuzz-operations.js';
import { operationsOn } from '../fuzz/operations.js';
import { startTestServer } from '../support/server.js';

it('answers broken operations with codes, and with nothing unforeseen (npm run fuzz:operations for many)', async () => {
  const { endpoint } = await startTestServer();
  const { faults, codes } = await fuzzOperations(endpoint, { seed: 20250101, count: 400 });
  expect(faults).toEqual([]);
  const reached = ['ok', 'GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'BAD_REQUEST', 'BAD_USER_INPUT'];
  expect(Object.keys(codes)).toEqual(
    expect.arrayContaining([...reached, 'LIMIT_EXCEEDED', 'IMAGE_NOT_FOUND', 'PERSISTED_QUERY_NOT_FOUND']),
  );
});

it('breaks operations that every field and argument of the contract is in', async () => {
  const schema = buildSchema(await readFile(new URL('../../codegen/schema.graphql', import.meta.url), 'utf8'));
  const used = new Set<string>();
  const operations = operationsOn({ ids: ['a', 'b', 'c'], searchId: 'd', cursor: 'e', picture: 'f' });
  for (const { query, variables } of operations) {
    const types = new TypeInfo(schema);
    visit(
      parse(query),
      visitWithTypeInfo(types, {
        Field: ({ name }) => void used.add(`${types.getParentType()?.name}.${name.value}`),
        Argument: ({ name }) =>
          void used.add(`${types.getParentType()?.name}.${types.getFieldDef()?.name}(${name.value})`),
      }),
    );
    for (const [, key = ''] of JSON.stringify(variables).matchAll(/"(\w+)":/g)) used.add(key);
  }
  const all = Object.values(schema.getTypeMap()).flatMap((type) => {
    if (type.name.startsWith('__')) return [];
    if (isInputObjectType(type)) return Object.keys(type.getFields());
    if (!isObjectType(type)) return [];
    return Object.values(type.getFields()).flatMap(({ name, args }) => [
      `${type.name}.${name}`,
      ...args.map((argument) => `${type.name}.${name}(${argument.name})`),
    ]);
  });
  expect(all.filter((name) => !used.has(name))).toEqual([]);
});
