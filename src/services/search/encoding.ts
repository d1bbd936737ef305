import type { Caller } from '../../lib/caller.js';
import type { NumberedEncoder } from '../encoder/numbered.js';
import type { EncodeTimings, Region } from '../encoder/types.js';
import { compose, type WeightedVector } from './parts/compose.js';
import { type QueryPictureOptions, type ReadyPicture, withQueryPicture } from './query-picture.js';
import type { PictureToKeep, QueryPicture, SearchedPart } from './saved-search.js';
import type { SearchPart, SearchRequest } from './types.js';

/** The vector of a question, with what is kept of it. */
export interface EncodedSearch {
  readonly query: QueryPicture | null;
  /** Of the query picture, the part that was looked at: the request's own, or that of the earlier search which it names. */
  readonly region: Region | null;
  /** The query picture, as the history keeps it. */
  readonly kept: PictureToKeep | null;
  readonly like: readonly SearchedPart[];
  readonly unlike: readonly SearchedPart[];
  /** Their pictures, as the history keeps them. */
  readonly keptParts: readonly PictureToKeep[];
  /** `Float32Array [dimension]`, length 1. */
  readonly embedding: Float32Array;
  readonly timings: EncodeTimings;
  /** Of the words of each text, special ones included. */
  readonly tokens: readonly TextTokens[];
}

/** How many pieces a tokeniser makes of a text, special ones included. */
export interface TextTokens {
  readonly text: string;
  readonly tokens: number;
}

interface EncodedPart {
  readonly part: SearchedPart;
  readonly kept: PictureToKeep | null;
  readonly vector: Float32Array;
  readonly timings: EncodeTimings;
  readonly tokens: readonly TextTokens[];
}

type Question = Pick<SearchRequest, 'image' | 'instruction' | 'region'>;
type EncodedQuestion = Pick<EncodedSearch, 'query' | 'region' | 'kept' | 'embedding' | 'timings' | 'tokens'>;

const NOTHING_ENCODED: EncodeTimings = { queue: 0, decode: 0, vision: 0, fuse: 0 };

/** Picture, instruction and parts become one vector. They are encoded at the same time, so that workers make batches of them. */
export class SearchEncoding {
  constructor(private readonly options: QueryPictureOptions) {}

  /** @throws LeopardError of pictures, encoder and history; BAD_USER_INPUT where the parts cancel each other */
  async encode(request: SearchRequest, by: NumberedEncoder, caller: Caller): Promise<EncodedSearch> {
    const all = (parts: readonly SearchPart[] = []) => Promise.all(parts.map((part) => this.part(part, by, caller)));
    const asked = request.image !== undefined || Boolean(request.instruction?.trim());
    const [question, like, unlike] = await Promise.all([
      asked ? this.question(request, by, caller) : undefined,
      all(request.like),
      all(request.unlike),
    ]);
    const parts = [...like, ...unlike];
    return {
      query: question?.query ?? null,
      region: question?.region ?? null,
      kept: question?.kept ?? null,
      like: like.map(({ part }) => part),
      unlike: unlike.map(({ part }) => part),
      keptParts: parts.flatMap(({ kept }) => kept ?? []),
      embedding: question && parts.length === 0 ? question.embedding : composed(question, like, unlike),
      timings: [question?.timings ?? NOTHING_ENCODED, ...parts.map(({ timings }) => timings)].reduce(together),
      tokens: [...(question?.tokens ?? []), ...parts.flatMap(({ tokens }) => tokens)],
    };
  }

  /** The vector of a question without parts. @throws LeopardError as `encode` does */
  question(
    { image, instruction: given, region }: Question,
    by: NumberedEncoder,
    caller: Caller,
  ): Promise<EncodedQuestion> {
    const instruction = given?.trim() ? given : undefined;
    const encode = async (picture?: ReadyPicture): Promise<EncodedQuestion> => {
      // Not the picture itself: it may be large.
      return {
        query: picture?.query ?? null,
        region: picture?.forEncoder.region ?? null,
        kept: picture?.kept ?? null,
        ...(await this.embed(by, instruction, picture, caller)),
      };
    };
    return image ? withQueryPicture(image, region, this.options, caller, encode) : encode();
  }

  private async part({ image, text, weight }: SearchPart, by: NumberedEncoder, caller: Caller): Promise<EncodedPart> {
    const asked = await this.question({ image, instruction: text }, by, caller);
    const { query, kept, embedding: vector, timings, tokens } = asked;
    return { part: { image: query, text: text ?? null, weight }, kept, vector, timings, tokens };
  }

  private async embed(
    { encoder, number }: NumberedEncoder,
    instruction: string | undefined,
    picture: ReadyPicture | undefined,
    caller: Caller,
  ): Promise<Pick<EncodedSearch, 'embedding' | 'timings' | 'tokens'>> {
    const { collection } = this.options;
    // The vector of a stored picture alone is stored too.
    if (picture?.query.stored && instruction === undefined && picture.forEncoder.region === undefined) {
      const embedding = await collection.embedding(picture.query.id, number);
      if (embedding) return { embedding: embedding.vector, timings: NOTHING_ENCODED, tokens: [] };
    }
    const { tokens, ...encoding } = await encoder.encode({
      ...(picture && {
        image: {
          ...picture.forEncoder,
          ...(picture.query.stored && { stored: () => collection.embedding(picture.query.id, number) }),
        },
      }),
      ...(instruction !== undefined && { instruction }),
      priority: 'interactive',
      ...caller,
    });
    return { ...encoding, tokens: instruction === undefined ? [] : [{ text: instruction, tokens }] };
  }
}

function composed(
  question: EncodedQuestion | undefined,
  like: readonly EncodedPart[],
  unlike: readonly EncodedPart[],
): Float32Array {
  const weighted = ({ vector, part: { weight } }: EncodedPart): WeightedVector => ({ vector, weight });
  const query = question ? [{ vector: question.embedding, weight: 1 }] : [];
  return compose([...query, ...like.map(weighted)], unlike.map(weighted));
}

/** Stages of work that was done at the same time: they waited together. */
const together = (one: EncodeTimings, other: EncodeTimings): EncodeTimings => ({
  queue: Math.max(one.queue, other.queue),
  decode: one.decode + other.decode,
  vision: one.vision + other.vision,
  fuse: one.fuse + other.fuse,
});
