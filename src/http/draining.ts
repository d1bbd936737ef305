import type { RequestHandler, Response } from 'express';

export interface Draining {
  readonly middleware: RequestHandler;
  /** From now on every answer, also of requests in flight, asks its client to come back on a new connection. */
  begin(): void;
}

/** Frees a server of its clients: kept connections would hold it until they idle out. */
export function createDraining(): Draining {
  const inFlight = new Set<Response>();
  let draining = false;
  return {
    middleware: (_request, response, next) => {
      if (draining) response.shouldKeepAlive = false;
      inFlight.add(response);
      response.once('close', () => inFlight.delete(response));
      next();
    },
    begin: () => {
      draining = true;
      for (const response of inFlight) response.shouldKeepAlive = false;
    },
  };
}
