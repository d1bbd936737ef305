import type { Decoders } from '../../image-files/decoders/decoders.js';
import type { PixelLimit } from '../../image-files/open.js';
import type { RerankRequest, RerankerLogger } from '../types.js';
import { SheetThread } from './sheet-thread.js';
import { type SheetStore, type StoredSheet, sheetId } from './sheet-store.js';

export interface ContactSheetOptions {
  readonly pictures: PixelLimit;
  readonly decoders: Decoders;
  readonly logger: RerankerLogger;
}

/** Makes contact sheets, and keeps them at an address of their own: none is shared between requests. */
export class ContactSheets {
  private readonly thread: SheetThread;

  constructor(
    private readonly store: SheetStore,
    private readonly options: ContactSheetOptions,
  ) {
    this.thread = new SheetThread(options.decoders);
  }

  /**
   * The sheet of a request: drawn, unless the same one is kept.
   * @throws LeopardError IMAGE_*, RERANKER_UNAVAILABLE, ENCODER_UNAVAILABLE; what `load` throws; the reason of the signal
   */
  async make(request: Pick<RerankRequest, 'query' | 'candidates' | 'client' | 'signal'>): Promise<StoredSheet> {
    const id = sheetId(request);
    const stored = await this.store.get(id);
    if (stored) return stored;
    const { image, region, instruction } = request.query;
    const sheet = await this.thread.draw(
      {
        ...(image && { query: { ...image, ...(region && { region }), ...(instruction && { instruction }) } }),
        candidates: request.candidates,
        limit: this.options.pictures,
      },
      { client: request.client, signal: request.signal },
    );
    // A full disk must not cost the ranking: the sheet then has no address that answers.
    await this.store.put(id, sheet.png).catch((cause: unknown) => {
      this.options.logger.warn({ err: cause }, 'A contact sheet could not be stored.');
    });
    return { id, png: sheet.png, width: sheet.width, height: sheet.height };
  }

  async get(id: string): Promise<Uint8Array | undefined> {
    return (await this.store.get(id))?.png;
  }

  close = (): Promise<void> => this.thread.close();
}
