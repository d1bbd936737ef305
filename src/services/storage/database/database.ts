import { sql } from 'kysely';
import type { Database, Leases, Signals } from '../types/index.js';
import { DatabaseApiKeys } from './api-keys.js';
import type { Engine } from './engine.js';
import { DatabaseGenerations } from './generations.js';
import { DatabaseImages } from './images/images.js';
import { DatabaseRankings } from './rankings.js';
import { DatabaseSearches } from './searches.js';
import { DatabaseSettings } from './settings.js';
import { DatabaseSpending } from './spending.js';

/** The records of a deployment, whichever database they are in. */
export class DeploymentDatabase implements Database {
  readonly images;
  readonly generations;
  readonly searches;
  readonly rankings;
  readonly spending;
  readonly apiKeys;
  readonly settings;
  private closed: Promise<void> | undefined;

  constructor(
    private readonly engine: Engine,
    readonly leases: Leases,
    readonly signals: (Signals & { close(): Promise<void> }) | undefined = undefined,
  ) {
    this.images = new DatabaseImages(engine);
    this.generations = new DatabaseGenerations(engine);
    this.searches = new DatabaseSearches(engine);
    this.rankings = new DatabaseRankings(engine);
    this.spending = new DatabaseSpending(engine);
    this.apiKeys = new DatabaseApiKeys(engine);
    this.settings = new DatabaseSettings(engine);
  }

  check(): Promise<string[]> {
    return this.engine.check();
  }

  async healthy(): Promise<boolean> {
    return sql`select 1`.execute(this.engine.db).then(
      () => true,
      () => false,
    );
  }

  close(): Promise<void> {
    this.closed ??= Promise.resolve(this.signals?.close()).then(() => this.engine.close());
    return this.closed;
  }
}
