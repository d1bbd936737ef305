import type { Limits } from '../config/index.js';
import { statsOf } from './encoder/observable.js';
import type { Encoder } from './encoder/types.js';
import type { ModelSwitch, ModelSwitchStatus } from './generations/model-switch.js';
import type { Collection } from './collection/collection.js';
import type { PageDistinct } from './page-distinct.js';
import type { Reranker } from './reranker/types.js';
import type { VectorStore, VectorStoreKind } from './storage/vectors/types.js';

/** GraphQL's Int; the limits that are reported are no larger (src/config/limits.ts). */
export interface ServiceStatus {
  version: string;
  model: { id: string; dimension: number; precision: string; preprocessing: string };
  encoder: { remote: boolean; healthy: boolean; lastError: string | null };
  modelSwitch: ModelSwitchStatus | null;
  vectorStore: { kind: VectorStoreKind; collection: string; healthy: boolean; vectors: number };
  reranker: { configured: boolean; model: string | null; models: readonly string[] };
  images: number;
  page: { distinct: string | null };
  limits: Limits & { instructionTokens: number; instructionTokensWithImage: number; queueLength: number };
}

export interface StatusParts {
  readonly version: string;
  readonly encoder: Encoder;
  readonly collection: Pick<Collection, 'count'>;
  readonly vectors: VectorStore;
  readonly modelSwitch: Pick<ModelSwitch, 'status'>;
  readonly reranker: Reranker;
  readonly limits: Limits;
  readonly pageDistinct: Pick<PageDistinct, 'inUse'>;
  /** Requests that may wait for the encoder. */
  readonly queueLength: number;
}

/** A model in this process is there as long as the process is; of a service the last question says. */
function encoderStatus(encoder: Encoder): ServiceStatus['encoder'] {
  const remote = statsOf(encoder)?.remote;
  return { remote: remote !== undefined, healthy: remote?.healthy ?? true, lastError: remote?.lastError ?? null };
}

/** What the server is, how it does, and what its limits are. */
export async function readStatus(parts: StatusParts): Promise<ServiceStatus> {
  const { version, encoder, collection, vectors, reranker, limits, queueLength, modelSwitch, pageDistinct } = parts;
  const { model, dimension, precision, preprocessing } = encoder.identity;
  // An engine that does not answer is what the status is there to say.
  const [healthy, count, images, switching, distinct] = await Promise.all([
    vectors.healthy(),
    vectors.count().catch(() => 0),
    collection.count(),
    modelSwitch.status(),
    pageDistinct.inUse(),
  ]);
  return {
    version,
    model: { id: model, dimension, precision, preprocessing },
    encoder: encoderStatus(encoder),
    modelSwitch: switching,
    vectorStore: { kind: vectors.kind, collection: vectors.collection, healthy, vectors: count },
    reranker: { configured: reranker.configured, model: reranker.model, models: reranker.models },
    images,
    page: { distinct },
    limits: { ...limits, ...encoder.limits, queueLength },
  };
}
