import { Gauge, type Registry } from 'prom-client';
import { isObservable } from '../../services/encoder/observable.js';
import type { Encoder } from '../../services/encoder/types.js';
import type { Reranker } from '../../services/reranker/types.js';
import type { Collection } from '../../services/collection/collection.js';
import type { SearchHistory } from '../../services/search/history.js';
import type { VectorStore } from '../../services/storage/vectors/types.js';

export interface ObservedServices {
  readonly encoder: Encoder;
  readonly collection: Pick<Collection, 'count'>;
  readonly history: Pick<SearchHistory, 'usage'>;
  readonly vectors: Pick<VectorStore, 'healthy'>;
  readonly reranker: Pick<Reranker, 'stats'>;
}

export interface ObservedParts {
  readonly services: ObservedServices;
  /** Bytes of the uploads that wait in memory. */
  readonly spool: { readonly memoryInUse: number };
  /** GraphQL requests at work. */
  readonly atWork: () => number;
  /** Bodies of GraphQL requests that are on their way. */
  readonly arriving: () => number;
}

/** What is read when somebody asks: sizes, queues, caches, and what the rerank step has cost. */
export function observeServices(registry: Registry, { services, spool, atWork, arriving }: ObservedParts): void {
  const { encoder, collection, history, vectors, reranker } = services;
  const gauge = (name: string, help: string, read: () => number | Promise<number>) =>
    new Gauge({
      name: `leopard_${name}`,
      help,
      registers: [registry],
      async collect() {
        this.set(await read());
      },
    });
  gauge('requests_at_work', 'GraphQL requests at work.', atWork);
  gauge('bodies_arriving', 'Bodies of GraphQL requests that are on their way.', arriving);
  gauge('images', 'Stored pictures.', () => collection.count());
  gauge('vector_store_healthy', '1 where the vector store answers.', async () => ((await vectors.healthy()) ? 1 : 0));
  gauge(
    'search_history_searches',
    'Earlier searches that can be opened again.',
    async () => (await history.usage()).count,
  );
  gauge('search_history_bytes', 'Space that earlier searches take.', async () => (await history.usage()).bytes);
  gauge('upload_memory_bytes', 'Uploads that wait in memory.', () => spool.memoryInUse);
  gauge('rerank_requests', 'Rankings asked for since the start.', () => reranker.stats().requests);
  gauge('rerank_cached', 'Rankings answered from the cache since the start.', () => reranker.stats().cached);
  gauge('rerank_dollars', 'US dollars spent on rankings since the start.', () => reranker.stats().dollars);
  if (!isObservable(encoder)) return;
  const stats = () => encoder.stats();
  gauge('encoder_waiting_interactive', 'Searches that wait for the encoder.', () => stats().waiting.interactive);
  gauge('encoder_waiting_bulk', 'Pictures of ingestion that wait for the encoder.', () => stats().waiting.bulk);
  gauge('encoder_idle_workers', 'Workers of the encoder that have nothing to do.', () => stats().idleWorkers);
  gauge('encoder_worker_crashes', 'Workers of the encoder that died since the start.', () => stats().workerCrashes);
  gauge('image_token_cache_hits', 'Query pictures whose image tokens were cached.', () => stats().imageTokenCache.hits);
  if (stats().remote !== undefined) {
    gauge('encoder_service_healthy', '1 where the inference service answers.', () => (stats().remote?.healthy ? 1 : 0));
    gauge('encoder_service_requests', 'Requests to the inference service.', () => stats().remote?.requests ?? 0);
    gauge('encoder_service_retries', 'Requests to it that were tried again.', () => stats().remote?.retries ?? 0);
    gauge('encoder_service_tokens', 'Tokens that it counted.', () => stats().remote?.tokens ?? 0);
  }
  gauge('embedding_cache_hits', 'Queries whose embedding was cached.', () => stats().embeddingCache.hits);
}
