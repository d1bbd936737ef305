import { registerEnumType } from 'type-graphql';
import { ERROR_CODES } from '../lib/errors.js';

/** The enum object that type-graphql wants, from a list of names. */
function named<const T extends string>(...names: readonly T[]): { readonly [K in T]: K } {
  return Object.fromEntries(names.map((name) => [name, name])) as { readonly [K in T]: K };
}

export const ImageOrderEnum = named('NEWEST', 'OLDEST');
registerEnumType(ImageOrderEnum, { name: 'ImageOrder' });

export const MetadataTypeEnum = named('STRING', 'NUMBER', 'BOOLEAN', 'LIST', 'OBJECT');
registerEnumType(MetadataTypeEnum, { name: 'MetadataType' });

export const IngestStatusEnum = named('STORED', 'UPDATED', 'UNCHANGED', 'REJECTED');
registerEnumType(IngestStatusEnum, { name: 'IngestStatus' });

export const ErrorCodeEnum = named(...ERROR_CODES);
registerEnumType(ErrorCodeEnum, { name: 'ErrorCode' });
