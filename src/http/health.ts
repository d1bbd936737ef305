import { Router } from 'express';
import type { VectorStore } from '../services/storage/vectors/types.js';
import type { ServerState } from './server-state.js';

export interface HealthParts {
  readonly state: () => ServerState;
  readonly vectors: Pick<VectorStore, 'healthy'>;
}

/** `/healthz`: the process answers. `/readyz`: it is good to be sent requests; 503 while it drains or its vector store is away. */
export function healthRouter({ state, vectors }: HealthParts): Router {
  return Router()
    .get('/healthz', (_request, response) => {
      response.setHeader('Cache-Control', 'no-store');
      response.json({ status: 'alive', phase: state().phase });
    })
    .get('/readyz', async (_request, response) => {
      const { phase } = state();
      const vectorStore = await vectors.healthy();
      const ready = phase === 'serving' && vectorStore;
      response.setHeader('Cache-Control', 'no-store');
      response.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'not ready', phase, vectorStore });
    });
}
