import type {
  FilterInput,
  ImageFieldsFragment,
  ImageInput,
  PartInput,
  RegionInput,
  SearchFieldsFragment,
  SearchQueryVariables,
} from 'leopard/client';
import { nameOf } from './names.js';
import { idOf, scaledForSearch } from './scaled-picture.js';

/**
 * The query picture: a local file, a picture of the collection, an address, or the picture of an earlier search, which
 * the server still has: nothing is sent twice. `sent` is what it was before, should the server have forgotten it.
 * A picture at a foreign address has no preview until the server has fetched it: the page loads nothing from elsewhere.
 */
export type QueryPicture = { readonly preview?: string; readonly label: string } & (
  | { readonly kind: 'file'; readonly file: File }
  | { readonly kind: 'stored'; readonly id: string }
  | { readonly kind: 'url'; readonly url: string }
  | {
      readonly kind: 'earlier';
      readonly searchId: string;
      /** Stored pictures that it is known to be a copy of, which are no answers to it: a smaller one was sent. */
      readonly copyOf?: readonly string[];
      readonly sent?: QueryPicture;
    }
);

export const storedPicture = (image: ImageFieldsFragment): QueryPicture => ({
  kind: 'stored',
  id: image.id,
  preview: image.thumbnail,
  label: nameOf(image),
});

/** A picture that hits should resemble more, or less; from 0 to 5, against 1 of the question itself. */
export interface Part {
  readonly picture: QueryPicture;
  readonly weight: number;
}

/** What is being asked. */
export interface Question {
  readonly picture?: QueryPicture;
  readonly region?: RegionInput;
  readonly instruction: string;
  readonly filter?: FilterInput;
  readonly minScore?: number;
  /** The metadata key of which each value is one hit. */
  readonly distinct?: string;
  readonly like?: readonly Part[];
  readonly unlike?: readonly Part[];
}

export const emptyQuestion: Question = { instruction: '' };

export const isEmpty = (question: Question): boolean =>
  !question.picture && question.instruction.trim() === '' && !question.like?.length;

const WHOLE: RegionInput = { left: 0, top: 0, width: 1, height: 1 };

async function toImageInput(picture: QueryPicture, region?: RegionInput): Promise<ImageInput> {
  switch (picture.kind) {
    case 'file':
      return { upload: await scaledForSearch(picture.file, region) };
    case 'stored':
      return { id: picture.id };
    case 'url':
      return { url: picture.url };
    case 'earlier':
      return { search: picture.searchId };
  }
}

const toPartInputs = (parts: readonly Part[] = []): Promise<PartInput[]> =>
  Promise.all(parts.map(async ({ picture, weight }) => ({ image: await toImageInput(picture), weight })));

/** What is sent may be a smaller copy, which the server does not know as the stored picture. */
async function originalsOf(picture: QueryPicture): Promise<string[] | undefined> {
  if (picture.kind === 'earlier') return picture.copyOf && [...picture.copyOf];
  const original = picture.kind === 'file' ? await idOf(picture.file) : undefined;
  return original === undefined ? undefined : [original];
}

export async function toVariables(question: Question, limit: number): Promise<SearchQueryVariables> {
  const { picture, region } = question;
  const instruction = question.instruction.trim();
  // An earlier search has a region of its own, which holds unless another one is given.
  const whole = picture?.kind === 'earlier' ? WHOLE : undefined;
  return {
    image: picture ? await toImageInput(picture, region) : undefined,
    instruction: instruction === '' ? undefined : instruction,
    region: picture ? (region ?? whole) : undefined,
    filter: question.filter,
    minScore: question.minScore,
    distinct: question.distinct,
    like: await toPartInputs(question.like),
    unlike: await toPartInputs(question.unlike),
    exclude: picture && (await originalsOf(picture)),
    limit,
  };
}

/** The question as it was asked here: its picture is the server's now, with a preview that perhaps only the server could make. */
export function questionAsked(question: Question, { id, query }: SearchFieldsFragment): Question {
  const { picture } = question;
  if (!picture || !query.image) return question;
  const { label, preview = query.image.thumbnail } = picture;
  if (picture.kind === 'stored') return { ...question, picture: { ...picture, preview } };
  const sent = picture.kind === 'earlier' ? picture.sent : picture;
  return { ...question, picture: { kind: 'earlier', searchId: id, copyOf: query.exclude, sent, preview, label } };
}

/** The same question with the picture itself, where the server has forgotten the earlier search. */
export function withPictureSent(question: Question): Question | undefined {
  const { picture } = question;
  return picture?.kind === 'earlier' && picture.sent ? { ...question, picture: picture.sent } : undefined;
}

type AskedPart = SearchFieldsFragment['query']['like'][number];

/** A query picture that is stored, as the answer of a search tells it; undefined for another one. */
const storedIn = ({ stored, thumbnail }: NonNullable<AskedPart['image']>): QueryPicture | undefined =>
  stored ? { kind: 'stored', id: stored.id, preview: thumbnail, label: stored.fileName ?? '' } : undefined;

/** Parts of words, and pictures that are no longer stored, cannot be shown on the page. */
const partsOf = (parts: readonly AskedPart[]): Part[] =>
  parts.flatMap(({ image, weight }) => {
    const picture = image ? storedIn(image) : undefined;
    return picture ? [{ picture, weight }] : [];
  });

/** The question of an earlier search, as its answer tells it. */
export function questionOf(result: SearchFieldsFragment): Question {
  const { image, instruction, region, filter, minScore, distinct, like, unlike, exclude } = result.query;
  return {
    picture: image
      ? (storedIn(image) ?? {
          kind: 'earlier',
          searchId: result.id,
          copyOf: exclude,
          preview: image.thumbnail,
          label: '',
        })
      : undefined,
    region: region ?? undefined,
    instruction: instruction ?? '',
    filter: (filter as FilterInput | null) ?? undefined,
    minScore: minScore ?? undefined,
    distinct: distinct ?? undefined,
    like: partsOf(like),
    unlike: partsOf(unlike),
  };
}
