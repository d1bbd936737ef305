import { Router, type Request, type Response } from 'express';
import type { Clock } from '../../lib/clock.js';
import { sha256 } from '../../lib/hash.js';
import { LeopardError } from '../../lib/errors.js';
import type { ImageLimits } from '../../services/image-files/limits.js';
import { INSPECT, ofPictures } from '../../services/collection/picture-operations.js';
import type { Decoders } from '../../services/image-files/decoders/decoders.js';
import {
  type RenditionFormat,
  type Renditions,
  type RenditionSource,
} from '../../services/collection/renditions/index.js';
import type { Collection } from '../../services/collection/collection.js';
import { type Reranker } from '../../services/reranker/types.js';
import { type SearchHistory } from '../../services/search/history.js';
import type { QueryPicture, SavedSearch } from '../../services/search/saved-search.js';
import { refuse } from '../refusal.js';
import { parametersOf } from '../request.js';
import { boxOfAddress } from './box.js';
import { type PictureVisitor, setPictureHeaders } from './headers.js';
import { renditionFormat } from './negotiate.js';
import { sendOriginal } from './original.js';

export interface PictureRouterOptions {
  readonly collection: Pick<Collection, 'get' | 'originals'>;
  readonly renditions: Renditions;
  readonly searches: Pick<SearchHistory, 'get' | 'picture'>;
  readonly reranker: Pick<Reranker, 'contactSheet'>;
  readonly decoders: Decoders;
  readonly limits: ImageLimits;
  /** By which searches expire. */
  readonly clock: Pick<Clock, 'now'>;
  /** Largest width and height of a rendition, in pixels. */
  readonly maximumSide: number;
  /** Pages of any origin may show the pictures, not only those of this site. */
  readonly crossOrigin: boolean;
  /** Whether this request may have a picture. @throws LeopardError UNAUTHENTICATED, FORBIDDEN, RATE_LIMITED */
  readonly authorize: (request: Request) => Promise<PictureVisitor>;
}

type Handler = (request: Request, response: Response, visitor: PictureVisitor) => Promise<void>;

/**
 * Pictures over plain HTTP: `/images/:id`, `/searches/:id/picture`, `/searches/:id/parts/:sha256` (all with `width` and `height` for a rendition) and
 * `/contact-sheets/:id.png`.
 */
export function createPictureRouter(options: PictureRouterOptions): Router {
  const { collection, renditions, searches, reranker, maximumSide } = options;

  const route =
    (handler: Handler) =>
    async (request: Request, response: Response): Promise<void> => {
      response.setHeader('Cross-Origin-Resource-Policy', options.crossOrigin ? 'cross-origin' : 'same-site');
      try {
        await handler(request, response, await options.authorize(request));
      } catch (error) {
        if (!(error instanceof LeopardError)) throw error;
        refuse(request, response, error);
      }
    };

  const sendRendition = async (
    request: Request,
    response: Response,
    rendition: {
      readonly source: RenditionSource;
      readonly fileName: string | null;
      readonly visitor: PictureVisitor;
      readonly keep: boolean;
    },
  ) => {
    const { source, fileName, visitor, keep } = rendition;
    const { caching, client } = visitor;
    const box = boxOfAddress(parametersOf(request), maximumSide) ?? {};
    const format: RenditionFormat = renditionFormat(request);
    response.vary('Accept');
    const tag = `${source.id}-${renditions.name(source, box, format)}`;
    const headers = () => setPictureHeaders(response, { mimeType: `image/${format}`, tag, fileName, caching });
    if (request.headers['if-none-match']?.includes(tag)) {
      // Nothing has to be made for a client that has it.
      headers();
      return void response.status(304).end();
    }
    const bytes = await renditions.make(source, box, format, { keep, client });
    headers();
    response.send(bytes);
  };

  const image: Handler = async (request, response, visitor) => {
    const id = String(request.params['id']);
    const [record] = await collection.get([id]);
    if (!record) throw notFound();
    const { fileName, width, height, mimeType } = record;
    if (boxOfAddress(parametersOf(request), maximumSide)) {
      const source = { id, width, height, mimeType, bytes: record.bytes, load: () => collection.originals.bytes(id) };
      return sendRendition(request, response, { source, fileName, visitor, keep: true });
    }
    setPictureHeaders(response, { mimeType, tag: id, fileName, caching: visitor.caching });
    await sendOriginal(request, response, { id, bytes: record.bytes, tag: id, originals: collection.originals });
  };

  const queryPicture: Handler = async (request, response, visitor) => {
    const searchId = String(request.params['id']);
    const search = await searches.get(searchId);
    const asked = search && pictureOf(search, request.params['part']);
    if (asked?.stored) {
      request.params['id'] = asked.id;
      return image(request, response, visitor);
    }
    const bytes = asked ? await searches.picture(searchId, part(request.params['part'])) : undefined;
    if (!search || !asked || !bytes) throw notFound();
    // What somebody asked belongs to nobody else's cache, and not beyond the search.
    const secondsLeft = Math.max(0, Math.floor((Date.parse(search.expiresAt) - options.clock.now()) / 1000));
    const { caching, client } = visitor;
    const own = { shared: false, seconds: Math.min(caching.seconds ?? secondsLeft, secondsLeft) };
    const load = async () => bytes;
    const turn = { priority: 'interactive', client } as const;
    const limits = ofPictures(options.limits);
    const { width, height, mimeType } = (await options.decoders.run(INSPECT, { load }, limits, turn)).facts;
    const { id } = asked;
    if (boxOfAddress(parametersOf(request), maximumSide)) {
      const source = { id, width, height, mimeType, bytes: bytes.length, load };
      return sendRendition(request, response, {
        source,
        fileName: null,
        visitor: { caching: own, client },
        keep: false,
      });
    }
    setPictureHeaders(response, { mimeType, tag: id, fileName: null, caching: own });
    response.send(bytes);
  };

  const contactSheet: Handler = async (request, response, { caching }) => {
    const id = String(request.params['id']);
    const bytes = await reranker.contactSheet(id);
    if (!bytes) throw notFound();
    const tag = sha256(bytes);
    setPictureHeaders(response, {
      mimeType: 'image/png',
      tag,
      fileName: 'contact-sheet.png',
      caching: { ...caching, shared: false },
    });
    response.send(Buffer.from(bytes));
  };

  return Router()
    .get('/images/:id', route(image))
    .get('/searches/:id/picture', route(queryPicture))
    .get('/searches/:id/parts/:part', route(queryPicture))
    .get('/contact-sheets/:id.png', route(contactSheet));
}

/** The query picture of a search, or one of its parts. */
function pictureOf({ query }: SavedSearch, sha256: string | string[] | undefined): QueryPicture | undefined {
  if (sha256 === undefined) return query.image ?? undefined;
  const pictures = [...query.like, ...query.unlike].map(({ image }) => image);
  return pictures.find((picture) => picture?.id === sha256) ?? undefined;
}

const part = (parameter: string | string[] | undefined) => (typeof parameter === 'string' ? parameter : undefined);

const notFound = () =>
  new LeopardError('IMAGE_NOT_FOUND', 'There is no such picture (any more). Ask the API for its present address.');
