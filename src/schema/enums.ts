import { registerEnumType } from 'type-graphql';
import { ERROR_CODES } from '../lib/errors.js';
import { ERROR_DOCUMENTATION } from './error-codes.js';

/** The enum object that type-graphql wants, from a list of names. */
function named<const T extends string>(...names: readonly T[]): { readonly [K in T]: K } {
  return Object.fromEntries(names.map((name) => [name, name])) as { readonly [K in T]: K };
}

export const ImageOrderEnum = named('NEWEST', 'OLDEST');
registerEnumType(ImageOrderEnum, {
  name: 'ImageOrder',
  description: 'By the time at which pictures were first stored.',
  valuesConfig: { NEWEST: { description: 'The latest first.' }, OLDEST: { description: 'The earliest first.' } },
});

export const MetadataTypeEnum = named('STRING', 'NUMBER', 'BOOLEAN', 'LIST', 'OBJECT');
registerEnumType(MetadataTypeEnum, {
  name: 'MetadataType',
  description: 'What a metadata value is in JSON.',
  valuesConfig: {
    STRING: { description: 'Text.' },
    NUMBER: { description: 'A number: it can be compared.' },
    BOOLEAN: { description: 'true or false.' },
    LIST: { description: 'A list: a condition matches if one element does.' },
    OBJECT: { description: 'An object: it can be shown, and not filtered by.' },
  },
});

export const IngestStatusEnum = named('STORED', 'UPDATED', 'UNCHANGED', 'REJECTED');
registerEnumType(IngestStatusEnum, {
  name: 'IngestStatus',
  description: 'What became of an input of ingestImages.',
  valuesConfig: {
    STORED: { description: 'The picture is new.' },
    UPDATED: { description: 'The same picture was there, and got other metadata or another name.' },
    UNCHANGED: { description: 'The same picture was there already, just so.' },
    REJECTED: { description: 'It was not stored: IngestOutcome.error says why.' },
  },
});

export const ModelSwitchStateEnum = named('ENCODING', 'SWITCHED', 'BACK');
registerEnumType(ModelSwitchStateEnum, {
  name: 'ModelSwitchState',
  description: 'How far a change to another model is.',
  valuesConfig: {
    ENCODING: { description: 'The model before answers, while the new one encodes.' },
    SWITCHED: { description: 'The new model answers; the one before is kept.' },
    BACK: { description: 'The model before answers again; the new one is kept.' },
  },
});

export const SearchGenerationEnum = named('ACTIVE', 'BESIDE');
registerEnumType(SearchGenerationEnum, {
  name: 'SearchGeneration',
  description: 'Which of two models is asked while one is being replaced.',
  valuesConfig: {
    ACTIVE: { description: 'The one that answers.' },
    BESIDE: { description: 'The one that does not answer yet, or any more; without one, BAD_USER_INPUT.' },
  },
});

export const ErrorCodeEnum = named(...ERROR_CODES);
registerEnumType(ErrorCodeEnum, {
  name: 'ErrorCode',
  description:
    'Every code in `extensions.code` of an error, but for those that begin with GRAPHQL_, for documents that never ran, and a few others of Apollo Server for requests that it cannot take.',
  valuesConfig: Object.fromEntries(
    ERROR_CODES.map((code) => [
      code,
      { description: `${ERROR_DOCUMENTATION[code].meaning} ${ERROR_DOCUMENTATION[code].remedy}` },
    ]),
  ),
});
