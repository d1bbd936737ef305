import { getDistDirectory, renderAltair } from 'altair-static';
import express, { Router } from 'express';
import { readTexts } from './texts.js';
import { explorerOptions, OPTIONS_SCRIPT, optionsScript } from './options.js';

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
export function explorerRouter(options: { readonly canRank: boolean }): Router {
  const page = renderAltair(explorerOptions([]));
  const script = optionsScript(options);
  return Router()
    .use('/explorer', (_request, response, next) => {
      response.setHeader('Content-Security-Policy', POLICY);
      next();
    })
    .get('/explorer', (request, response, next) => {
      if (request.path.endsWith('/')) return next();
      response.redirect(308, 'explorer/');
    })
    .get('/explorer/', (_request, response) => {
      response.setHeader('Cache-Control', 'no-cache');
      response.type('html').send(page);
    })
    .get(`/explorer/${OPTIONS_SCRIPT}`, (_request, response) => {
      response.setHeader('Cache-Control', 'no-cache');
      response.type('js').send(script);
    })
    .get('/explorer/assets/i18n/:file', async (request, response, next) => {
      const texts = await readTexts(request.params.file);
      if (texts === undefined) return next();
      response.setHeader('Cache-Control', 'no-cache');
      response.json(texts);
    })
    .use('/explorer', express.static(getDistDirectory(), { index: false, maxAge: '1h' }));
}
