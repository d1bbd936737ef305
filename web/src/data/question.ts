import {
  type FilterInput,
  type ImageFieldsFragment,
  type ImageInput,
  LeopardRequestError,
  type RegionInput,
  type SearchFieldsFragment,
  type SearchQueryVariables,
} from 'leopard/client';
import { t } from '../i18n/i18n.js';
import { nameOf } from './names.js';

/**
 * The query picture: a local file, a picture of the collection, an address, or the picture of an earlier search.
 * A picture at a foreign address has no preview until the server has fetched it: the page loads nothing from elsewhere.
 */
export type QueryPicture = { readonly preview?: string; readonly label: string } & (
  | { readonly kind: 'file'; readonly file: File }
  | { readonly kind: 'stored'; readonly id: string }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'earlier'; readonly url: string }
);

export const storedPicture = (image: ImageFieldsFragment): QueryPicture => ({
  kind: 'stored',
  id: image.id,
  preview: image.thumbnail,
  label: nameOf(image),
});

/** What is being asked. */
export interface Question {
  readonly picture?: QueryPicture;
  readonly region?: RegionInput;
  readonly instruction: string;
  readonly filter?: FilterInput;
  readonly minScore?: number;
}

export const emptyQuestion: Question = { instruction: '' };

export const isEmpty = (question: Question): boolean => !question.picture && question.instruction.trim() === '';

async function toImageInput(picture: QueryPicture): Promise<ImageInput> {
  switch (picture.kind) {
    case 'file':
      return { upload: picture.file };
    case 'stored':
      return { id: picture.id };
    case 'url':
      return { url: picture.url };
    case 'earlier':
      return { upload: await pictureOf(picture.url) };
  }
}

/** The server keeps the picture of a search while it knows the search, but a new question sends it again. */
async function pictureOf(url: string): Promise<Blob> {
  const answer = await fetch(url).catch((cause: unknown) => {
    throw new LeopardRequestError('NETWORK_ERROR', '', { status: 0, errors: [], cause });
  });
  if (answer.ok) return answer.blob();
  throw new LeopardRequestError('IMAGE_NOT_FOUND', t('ask.addAgain'), { status: answer.status, errors: [] });
}

export async function toVariables(question: Question, limit: number): Promise<SearchQueryVariables> {
  const instruction = question.instruction.trim();
  return {
    image: question.picture ? await toImageInput(question.picture) : undefined,
    instruction: instruction === '' ? undefined : instruction,
    region: question.picture ? question.region : undefined,
    filter: question.filter,
    minScore: question.minScore,
    limit,
  };
}

/** The question as it was asked here, with a preview that only the server could make. */
export function questionAsked(question: Question, { query }: SearchFieldsFragment): Question {
  const { picture } = question;
  if (!picture || picture.preview !== undefined || !query.image) return question;
  return { ...question, picture: { ...picture, preview: query.image.thumbnail } };
}

/** The question of an earlier search, as its answer tells it. */
export function questionOf(result: SearchFieldsFragment): Question {
  const { image, instruction, region, filter, minScore } = result.query;
  return {
    picture: image
      ? image.stored
        ? { kind: 'stored', id: image.stored.id, preview: image.thumbnail, label: image.stored.fileName ?? '' }
        : { kind: 'earlier', url: image.url, preview: image.thumbnail, label: '' }
      : undefined,
    region: region ?? undefined,
    instruction: instruction ?? '',
    filter: (filter as FilterInput | null) ?? undefined,
    minScore: minScore ?? undefined,
  };
}
