import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Request, type RequestHandler, Router } from 'express';
import expressStaticGzip from 'express-static-gzip';

const ONE_YEAR = 365 * 24 * 3600 * 1000;

/** Where `npm run build:web` puts the page: beside this code once it is built, in dist/ while it runs from its source. */
const FOLDERS = ['../web/', '../../dist/web/'].map((path) => fileURLToPath(new URL(path, import.meta.url)));

/** express-static-gzip would answer a path that cannot be decoded itself, in a form of its own. */
const refuseMalformed: RequestHandler = (request, _response, next) => {
  try {
    decodeURIComponent(request.path);
    next();
  } catch (error) {
    next(Object.assign(error as URIError, { status: 400 }));
  }
};

const START_PAGE = /^start\.([a-z]+)\.html$/;

/** For who asks for no language that there is. */
const DEFAULT_LANGUAGE = 'en';

/** Languages in which the build has made a start page. */
const startPageLanguages = (folder: string): string[] => [
  // The first one is for who takes any.
  ...new Set([DEFAULT_LANGUAGE, ...readdirSync(folder).flatMap((name) => START_PAGE.exec(name)?.[1] ?? [])]),
];

/** The start page has its form in the document, in the language of whoever asks; other places are drawn by the scripts alone. */
function documentFor(request: Request, languages: string[]): string {
  const { query } = request;
  if ('search' in query || 'view' in query) return 'index.html';
  const named = languages.find((language) => language === query['lang']);
  return `start.${named ?? (request.acceptsLanguages(languages) || DEFAULT_LANGUAGE)}.html`;
}

/**
 * The search page: files with a hash in their name are kept for good, the page that names them is asked for anew.
 * Without a built page this answers nothing, and the API is all there is.
 */
export function pageRouter(): RequestHandler {
  const router = Router();
  const folder = FOLDERS.find((candidate) => existsSync(`${candidate}index.html`));
  if (folder === undefined) return router;
  router.use(
    '/assets',
    refuseMalformed,
    expressStaticGzip(`${folder}assets`, {
      enableBrotli: true,
      orderPreference: ['br', 'gz'],
      index: false,
      serveStatic: { immutable: true, maxAge: ONE_YEAR, index: false, redirect: false },
    }),
  );
  const languages = startPageLanguages(folder);
  router.get('/', (request, response) => {
    response.set('Cache-Control', 'no-cache').vary('Accept-Language');
    response.sendFile(documentFor(request, languages), { root: folder });
  });
  return router;
}
