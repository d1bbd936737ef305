import { LeopardError } from '../lib/errors.js';
import type {
  ConditionInput,
  FilterInput,
  ImageInput,
  IngestImageInput,
  IngestSourceInput,
  PartInput,
} from '../schema/inputs.js';
import type { PictureSource } from '../services/collection/picture-source.js';
import type { MetadataCondition, MetadataFilter } from '../services/storage/types/index.js';
import type { IngestInput } from '../services/collection/ingestion/types.js';
import type { SimilarRequest } from '../services/search/search.js';
import type { SearchPart, SearchPicture } from '../services/search/types.js';
import type { UploadedFiles } from './requested.js';

/** A source that is not stored; @oneOf has seen to it that there is exactly one. */
export function pictureSource({ upload, url, base64 }: IngestSourceInput, uploads: UploadedFiles): PictureSource {
  if (upload !== undefined) return { kind: 'file', read: (signal) => uploads.read(upload, signal) };
  if (url !== undefined) return { kind: 'url', url };
  if (base64 !== undefined) return { kind: 'base64', base64 };
  throw new LeopardError('BAD_USER_INPUT', 'Give exactly one of upload, url, base64.');
}

export function searchPicture(image: ImageInput, uploads: UploadedFiles): SearchPicture {
  if (image.search !== undefined) return { kind: 'earlier', id: image.search.trim() };
  return image.id === undefined ? pictureSource(image, uploads) : { kind: 'stored', id: image.id.trim() };
}

export function searchPart({ image, text, weight }: PartInput, uploads: UploadedFiles): SearchPart {
  return { ...(image && { image: searchPicture(image, uploads) }), ...(typeof text === 'string' && { text }), weight };
}

export function ingestInput(
  { image, fileName, defaultFileName, metadata }: IngestImageInput,
  uploads: UploadedFiles,
): IngestInput {
  return {
    source: pictureSource(image, uploads),
    ...(typeof fileName === 'string' && { fileName }),
    ...(typeof defaultFileName === 'string' && { defaultFileName }),
    ...(metadata && { metadata }),
  };
}

/** @throws LeopardError BAD_USER_INPUT for null as a value */
export function metadataFilter({ all, any, none }: FilterInput): MetadataFilter {
  return {
    ...(all && { all: all.map(metadataCondition) }),
    ...(any && { any: any.map(metadataCondition) }),
    ...(none && { none: none.map(metadataCondition) }),
  };
}

function metadataCondition(input: ConditionInput): MetadataCondition {
  const given = Object.entries(input).filter(([, value]) => value !== undefined);
  const empty = given.find(([, value]) => value === null);
  if (empty) {
    throw new LeopardError(
      'BAD_USER_INPUT',
      `The filter's condition on "${input.key.slice(0, 100)}" has null for ${empty[0]}. Leave it out; for pictures without the key, use exists: false.`,
    );
  }
  if ([input.equals, input.in].flat().some((value) => typeof value === 'number' && !Number.isFinite(value))) {
    throw new LeopardError(
      'BAD_USER_INPUT',
      `The filter's condition on "${input.key.slice(0, 100)}" has a number that is too large (over 1.8e308). No picture has such a number.`,
    );
  }
  return Object.fromEntries(given) as unknown as MetadataCondition;
}

/** The arguments of Image.similar. */
export function similarRequest(given: {
  readonly limit: number;
  readonly filter: FilterInput | null;
  readonly minScore: number | null;
  readonly distinct: string | null;
}): SimilarRequest {
  const { limit, filter, minScore, distinct } = given;
  return {
    limit,
    ...(filter && { filter: metadataFilter(filter) }),
    ...(typeof minScore === 'number' && { minScore }),
    ...(typeof distinct === 'string' && { distinct }),
  };
}
