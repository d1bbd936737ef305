import { type RequestHandler, Router } from 'express';
import type { Metrics } from './metrics.js';

/** `/metrics` for Prometheus; for holders of a key where the server asks for keys. */
export function metricsRouter({ registry }: Metrics, authenticate: RequestHandler): Router {
  return Router().get('/metrics', authenticate, async (_request, response) => {
    response.setHeader('Cache-Control', 'no-store');
    response.type(registry.contentType).send(await registry.metrics());
  });
}
