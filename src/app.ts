import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { expressMiddleware } from '@as-integrations/express5';
import express from 'express';
import type { Config } from './config/index.js';
import { createAccess } from './http/access/index.js';
import { compressAnswers } from './http/compression.js';
import { withPermit } from './http/concurrency.js';
import { limitTime } from './http/deadline.js';
import { answerFaults, answerNotFound, listenerOf } from './http/faults.js';
import { explorerRouter } from './http/explorer/router.js';
import { healthRouter } from './http/health.js';
import { createContext } from './http/graphql/context.js';
import { startGraphQLServer } from './http/graphql/server.js';
import { serveLandingPage } from './http/graphql/landing-page.js';
import { keepNoAnswer } from './http/graphql/no-store.js';
import { readJsonBodies } from './http/bodies/json-body.js';
import { JsonParser } from './http/bodies/json-parser.js';
import { limitBodies } from './http/bodies/limit-bodies.js';
import { limitDocument } from './http/graphql/limit-document.js';
import { SharedLimit } from './lib/shared-limit.js';
import { landingPage } from './http/landing/landing-page.js';
import { sandboxRouter } from './http/landing/sandbox.js';
import { createMetrics } from './http/metrics/metrics.js';
import { metricsRouter } from './http/metrics/route.js';
import { createAddressSigner, createPictureAddresses, createPictureRouter } from './http/pictures/index.js';
import { createDraining } from './http/draining.js';
import { pageRouter } from './http/page.js';
import { leavePublicPath } from './http/public-path.js';
import { modelSwitchRouter } from './http/model-switch.js';
import { reindexRouter } from './http/reindex.js';
import { identifyRequests } from './http/request.js';
import { schemaRouter } from './http/schema-text.js';
import type { ServerState } from './http/server-state.js';
import { resumeTrace, traceRequests } from './http/tracing.js';
import { receiveUploads } from './http/uploads/middleware.js';
import { UploadSpool } from './http/uploads/spool.js';
import { createSchema } from './resolvers/schema.js';
import type { Services } from './services.js';

/** The server as a value: something that tests can drive and `leopard serve` listens with. */
export interface App {
  readonly handler: RequestListener;
  /** Lets go of connections as their requests are answered. */
  drain(): void;
  /** Releases what the app itself holds; the services are their opener's. */
  close(): Promise<void>;
}

export interface AppOptions {
  readonly state: () => ServerState;
}

export async function createApp(config: Config, services: Services, { state }: AppOptions): Promise<App> {
  const { limits } = config;
  const { logger } = services;
  const signer = createAddressSigner({
    secret: services.signingSecret,
    lifetimeSeconds: config.access.signedUrlSeconds,
    now: () => services.clock.now(),
  });
  const access = createAccess(config, services.keys, signer);
  const addressesFor = createPictureAddresses({
    publicUrl: config.server.publicUrl,
    signer,
    maximumSide: limits.renditionSide,
  });
  const requests = new SharedLimit(limits.concurrentRequests);
  const bodies = new SharedLimit(limits.concurrentBodies);
  const memory = new SharedLimit(limits.bodyMemoryBytes);
  const bounds = { depth: limits.bodyDepth, values: limits.bodyValues };
  const parser = new JsonParser(bounds);
  const idleMilliseconds = limits.uploadIdleMilliseconds;
  const { clientOf } = access;
  const spool = await UploadSpool.open(join(config.storage.dataFolder, 'uploads'), limits.uploadMemoryBytes);
  const metrics = createMetrics({ services, spool, atWork: () => requests.inUse, arriving: () => bodies.inUse });
  const { explorer } = config.server;
  const schema = await createSchema(services);
  const graphql = await startGraphQLServer({ schema, limits, metrics, tracing: services.tracing, logger });

  const app = express().disable('x-powered-by').disable('etag').set('trust proxy', config.server.trustProxy);
  const draining = createDraining();
  app.use(leavePublicPath(config.server.publicUrl), identifyRequests(logger), draining.middleware);
  if (services.tracing) app.use(traceRequests(services.tracing));
  app.use(...access.everywhere);
  app.use(healthRouter({ state, vectors: services.vectors }));
  app.use(metricsRouter(metrics, access.authenticate));
  const readBodies = (bytes: number) =>
    readJsonBodies({ bytes, idleMilliseconds, memory, parser, clientOf: () => undefined });
  app.use(reindexRouter({ dataFolder: config.storage.dataFolder, reindexing: services.reindexing, readBodies }));
  app.use(modelSwitchRouter({ dataFolder: config.storage.dataFolder, modelSwitch: services.modelSwitch, readBodies }));
  app.use(
    createPictureRouter({
      ...services,
      searches: services.history,
      limits,
      maximumSide: limits.renditionSide,
      crossOrigin: config.access.corsOrigins.length > 0,
      authorize: access.authorizePicture,
    }),
  );
  // After the pictures; all that follows is text.
  app.use(compressAnswers());
  app.use(schemaRouter(schema, access.authenticate));
  app.use(
    '/graphql',
    keepNoAnswer,
    ...(explorer ? [serveLandingPage(landingPage())] : []),
    access.authenticate,
    // The body first, which takes as long as its client does; then a permit and the clock.
    limitBodies(bodies, clientOf),
    receiveUploads({ spool, limits, bounds, memory, clientOf }),
    readJsonBodies({ bytes: limits.bodyBytes, idleMilliseconds, memory, parser, clientOf }),
    resumeTrace,
    limitDocument(limits),
    limitTime(limits.requestTime),
    withPermit(
      requests,
      clientOf,
      expressMiddleware(graphql, {
        context: createContext({ ...services, limits, addressesFor, access, logger }),
      }),
    ),
  );
  if (explorer) app.use(explorerRouter({ canRank: services.reranker.configured }), sandboxRouter());
  if (config.server.page) app.use(pageRouter());
  app.use(answerNotFound, answerFaults);
  return {
    handler: listenerOf(app),
    drain: draining.begin,
    close: async () => {
      await graphql.stop();
      await parser.close();
      metrics.registry.clear();
    },
  };
}
