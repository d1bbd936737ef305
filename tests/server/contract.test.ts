import { readFile } from 'node:fs/promises';
import { ApolloServerErrorCode } from '@apollo/server/errors';
import {
  buildSchema,
  findBreakingChanges,
  findDangerousChanges,
  type GraphQLEnumType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import 'reflect-metadata';
import { clientMessage } from '../../src/config/client-message.js';
import { declaredSettings } from '../../src/config/index.js';
import { ERROR_CODES } from '../../src/lib/errors.js';
import { generatedFiles } from '../../tools/docs/generated-files.js';

const file = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');

describe('the schema', () => {
  it('says of every type, field, argument and value what it is', async () => {
    const undescribed = places(buildSchema(await file('codegen/schema.graphql'))).filter(([, text]) => !text?.trim());
    // The scalars that GraphQL itself has are in every schema.
    expect(undescribed.map(([place]) => place)).toEqual([]);
  });

  it.each(['codegen/schema.graphql', 'docs/configuration.md', 'docs/errors.md', 'docs/command-line.md'])(
    '%s is what the code says (npm run docs)',
    async (path) => {
      expect((await generatedFiles()).get(path)).toBe(await file(path));
    },
  );

  it('has every limit that messages to clients speak of, and messages speak of every one, but of no setting', async () => {
    const limits = buildSchema(await file('codegen/schema.graphql')).getType('Limits') as GraphQLObjectType;
    const spoken = declaredSettings().map(({ env }) => clientMessage(`Too much (${env}).`));
    const fields = spoken.flatMap(
      (text) => /^Too much(?: \(status \{ limits \{ (\w+) \} \}\))?\.$/.exec(text)?.[1] ?? [],
    );
    expect(spoken.filter((text) => /[A-Z]_[A-Z]/.test(text))).toEqual([]);
    // Limits of the model are no settings.
    const own = ['instructionTokens', 'instructionTokensWithImage'];
    expect([...fields, ...own].sort()).toEqual(Object.keys(limits.getFields()).sort());
  });

  it('names no setting of the server, which its readers cannot change', async () => {
    const names = declaredSettings().map(({ env }) => env);
    const told = places(buildSchema(await file('codegen/schema.graphql')));
    expect(told.filter(([, text]) => names.some((name) => name.includes('_') && text?.includes(name)))).toEqual([]);
  });

  it('has every error code that is ever sent, those of Apollo Server included', async () => {
    const known = buildSchema(await file('codegen/schema.graphql')).getType('ErrorCode') as GraphQLEnumType;
    const codes = new Set<string>([...ERROR_CODES, ...Object.values(ApolloServerErrorCode)]);
    expect(new Set(known.getValues().map(({ name }) => name))).toEqual(codes);
  });

  it('keeps every type, field, argument, default and description of the contract', async () => {
    const contract = buildSchema(await file('tests/fixtures/server/contract.graphql'));
    const ours = buildSchema(await file('codegen/schema.graphql'));
    expect(findBreakingChanges(contract, ours)).toEqual([]);
    const additions = [
      'OPTIONAL_ARG_ADDED',
      'OPTIONAL_INPUT_FIELD_ADDED',
      'VALUE_ADDED_TO_ENUM',
      'TYPE_ADDED_TO_UNION',
    ];
    const changes = findDangerousChanges(contract, ours).filter(({ type }) => !additions.includes(type));
    expect(changes).toEqual([]);
    const described = new Map(descriptions(ours));
    // Contract descriptions that speak of several fields at once are ours too, word by word.
    for (const [place, text] of descriptions(contract)) expect(described.get(place), place).toBe(text);
    for (const name of ['ImageInput', 'IngestSourceInput']) {
      expect(ours.getType(name)).toMatchObject({ isOneOf: true });
    }
  });
});

const descriptions = (schema: GraphQLSchema): [place: string, text: string][] =>
  places(schema).flatMap(([place, text]) => (text ? [[place, text]] : []));

/** Every place of a schema that can be described: type, value, field, argument. */
function places(schema: GraphQLSchema): [place: string, text: string | null | undefined][] {
  const found: [string, string | null | undefined][] = [];
  const note = (place: string, description: string | null | undefined) => void found.push([place, description]);
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type)) continue;
    note(type.name, type.description);
    if (isEnumType(type)) for (const value of type.getValues()) note(`${type.name}.${value.name}`, value.description);
    if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      note(`${type.name}.${field.name}`, field.description);
      if (!('args' in field)) continue;
      for (const argument of field.args) note(`${type.name}.${field.name}(${argument.name})`, argument.description);
    }
  }
  return found;
}
