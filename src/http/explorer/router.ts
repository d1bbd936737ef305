import { getDistDirectory, renderAltair, type RenderOptions, renderInitSnippet } from 'altair-static';
import express, { Router } from 'express';
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
export function explorerRouter(endpoint: string): Router {
  const options: RenderOptions = {
    endpointURL: endpoint,
    baseURL: './',
    serveInitialOptionsInSeperateRequest: OPTIONS_SCRIPT,
    initialHeaders: { 'apollo-require-preflight': 'true' },
    initialSettings: { 'alert.disableUpdateNotification': true, 'banners.disable': true },
    initialWindows: READY_OPERATIONS.map(({ name, query, variables }) => ({
      initialName: name,
      endpointURL: endpoint,
      initialQuery: query,
      initialVariables: variables,
      initialHeaders: { 'apollo-require-preflight': 'true' },
    })),
    instanceStorageNamespace: 'leopard_',
    disableAccount: true,
  };
  const page = renderAltair(options);
  const script = renderInitSnippet(options);
  return Router()
    .use('/explorer', (_request, response, next) => {
      response.setHeader('Content-Security-Policy', POLICY);
      next();
    })
    .get('/explorer', (request, response, next) => {
      if (request.path.endsWith('/')) return next();
      response.redirect(308, 'explorer/');
    })
    .get('/explorer/', (_request, response) => void response.type('html').send(page))
    .get(`/explorer/${OPTIONS_SCRIPT}`, (_request, response) => void response.type('js').send(script))
    .use('/explorer', express.static(getDistDirectory(), { index: false, maxAge: '1h' }));
}
