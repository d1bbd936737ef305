import { getDistDirectory, renderAltair, type RenderOptions, renderInitSnippet } from 'altair-static';
import express, { type Request, Router } from 'express';
import { READY_OPERATIONS } from './operations.js';

const OPTIONS_SCRIPT = 'leopard-options.js';

/** Altair builds styles and code at run time; everything comes from this server all the same. */
const POLICY = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "worker-src 'self' blob:",
  "base-uri 'self'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ');

/** An explorer that needs no internet, at /explorer/, with ready operations as its tabs. */
export function explorerRouter(publicUrl: string | undefined): Router {
  const endpointOf = (request: Request) =>
    `${publicUrl?.replace(/\/+$/, '') ?? `${request.protocol}://${request.get('host')}`}/graphql`;
  return Router()
    .use('/explorer', (_request, response, next) => {
      response.setHeader('Content-Security-Policy', POLICY);
      next();
    })
    .get('/explorer', (request, response, next) => {
      if (request.path.endsWith('/')) return next();
      response.redirect(308, 'explorer/');
    })
    .get('/explorer/', (request, response) => {
      response.setHeader('Cache-Control', 'no-cache');
      response.type('html').send(renderAltair(optionsFor(endpointOf(request))));
    })
    .get(`/explorer/${OPTIONS_SCRIPT}`, (request, response) => {
      response.setHeader('Cache-Control', 'no-cache');
      response.type('js').send(renderInitSnippet(optionsFor(endpointOf(request))));
    })
    .use('/explorer', express.static(getDistDirectory(), { index: false, maxAge: '1h' }));
}

/** @param endpoint absolute: Altair sends nothing to a relative address */
function optionsFor(endpoint: string): RenderOptions {
  const initialHeaders = { 'apollo-require-preflight': 'true' };
  return {
    endpointURL: endpoint,
    baseURL: './',
    serveInitialOptionsInSeperateRequest: OPTIONS_SCRIPT,
    initialHeaders,
    initialSettings: { 'alert.disableUpdateNotification': true, 'banners.disable': true },
    initialWindows: READY_OPERATIONS.map(({ name, query, variables }) => ({
      initialName: name,
      endpointURL: endpoint,
      initialQuery: query,
      initialVariables: variables,
      initialHeaders,
    })),
    instanceStorageNamespace: 'leopard_',
    disableAccount: true,
  };
}
