import type { FilterInput, ImageInput, RegionInput, SearchFieldsFragment, SearchQueryVariables } from 'leopard/client';

/** The query picture: a local file, a picture of the collection, an address, or the picture of an earlier search. */
export type QueryPicture =
  | { readonly kind: 'file'; readonly file: File; readonly preview: string; readonly label: string }
  | { readonly kind: 'stored'; readonly id: string; readonly preview: string; readonly label: string }
  | { readonly kind: 'url'; readonly url: string; readonly preview: string; readonly label: string }
  | { readonly kind: 'earlier'; readonly url: string; readonly preview: string; readonly label: string };

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
      // The server keeps the picture of a search, but a new question sends it again.
      return { upload: await (await fetch(picture.url)).blob() };
  }
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
