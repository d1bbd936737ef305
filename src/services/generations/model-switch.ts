import { statfs } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { LeopardError, SetupError } from '../../lib/errors.js';
import { Embedder } from './embedder.js';
import { dropServing, notRunning, openBeside, openTarget, type ServingParts } from './open-serving.js';
import {
  type ModelTarget,
  configuredTarget,
  readSwitch,
  sameTarget,
  type SwitchRecord,
  writeSwitch,
} from './record.js';
import type { Serving, ServingSet } from './serving.js';

export interface ModelSwitchParts extends ServingParts {
  readonly set: ServingSet;
  readonly original: (id: string) => Promise<Uint8Array>;
  readonly dataFolder: string;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
}

/** For `status`. */
export interface ModelSwitchStatus {
  /** `ENCODING`: the old model answers. `SWITCHED`: the new one does, the old one is kept. `BACK`: the old one does again. */
  readonly state: 'ENCODING' | 'SWITCHED' | 'BACK';
  readonly from: string;
  readonly to: string;
  /** Pictures that the model beside has encoded, of all; those that it cannot encode. */
  readonly done: number;
  readonly total: number;
  readonly failed: number;
  readonly startedAt: string;
  /** Until then it can be switched at once. */
  readonly keptUntil: string | null;
  readonly lastError: string | null;
}

/** What a switch would cost. */
export interface SwitchPlan {
  readonly pictures: number;
  readonly seconds: number;
  readonly bytes: number;
  readonly freeBytes: number;
}

const KEPT_MILLISECONDS = 24 * 3600_000;
/** Between two looks for new pictures, and for what other servers decided. */
const LOOK_MILLISECONDS = 1000;
/** A vector is in the database, in its log, and in the index, which is rewritten when it is compacted. */
const COPIES = 4;
const PROOF_PICTURES = 4;

/**
 * Switches a deployment to another model without an hour in which it does not answer: everything is encoded again beside what
 * answers, then the new index takes its place. The old one is kept for a day and can take its place again at once. What is decided
 * is in the database before it is done, so that every server, and the next start, goes on with it.
 */
export class ModelSwitch {
  #record: SwitchRecord | undefined;
  #embedder: Embedder | undefined;
  #lastError: string | undefined;
  #busy: Promise<void> = Promise.resolve();
  readonly #closing = new AbortController();
  #watching: Promise<void> = Promise.resolve();

  constructor(private readonly parts: ModelSwitchParts) {}

  /** The switch that is under way, or can be taken back. */
  get #current(): SwitchRecord | undefined {
    return this.#record?.dropped === true ? undefined : this.#record;
  }

  /** Goes on with what the database says, and looks for what other servers decide. */
  async resume(): Promise<void> {
    // A model that is gone holds nothing up but the way back to it: it is tried again.
    await this.#sync().catch((error: unknown) => this.#tell(error));
    this.#watching = this.#watch();
  }

  /**
   * Begins. Resolves when the model is open and proven; the rest happens in the background.
   * @throws SetupError MODEL_ACTIVE, SWITCH_RUNNING, DISK_FULL, MODEL_*, ENCODER_*
   */
  start(target: ModelTarget): Promise<void> {
    return this.#alone(async () => {
      const { settings } = this.parts.database;
      if (this.#current !== undefined) throw running(this.#current);
      const { encoder, plan } = await this.#proven(target);
      if (plan.bytes > plan.freeBytes) {
        await encoder.close();
        throw new SetupError(
          'DISK_FULL',
          `The vectors of ${plan.pictures} pictures take about ${megabytes(plan.bytes)} MB; ${megabytes(plan.freeBytes)} MB are free. Make room, then try again.`,
        );
      }
      const beside = await openBeside(this.parts, encoder, (number) => this.#isActive(number));
      const { active } = this.parts.set;
      const from = { ...this.#targetOf(active), encoder: active.number };
      const record = {
        from,
        to: { ...target, encoder: beside.number },
        startedAt: this.#now(),
        keptUntil: null,
        dropped: false,
      };
      await writeSwitch(settings, record);
      this.#adopt(record, beside);
    });
  }

  /**
   * Before the switch: gives it up. After it: switches to the other model, at once, for as long as that is kept.
   * @throws SetupError SWITCH_NONE
   */
  back(): Promise<void> {
    return this.#alone(async () => {
      const record = this.#current;
      if (record === undefined) throw notRunning();
      if (record.keptUntil === null) return this.#forget(undefined);
      await this.#activate();
    });
  }

  /** Forgets the model that does not answer, before its day is over. @throws SetupError SWITCH_NONE */
  drop(): Promise<void> {
    return this.#alone(async () => {
      const record = this.#current;
      if (record === undefined) throw notRunning();
      await this.#forget(record.keptUntil === null ? undefined : { ...record, dropped: true });
    });
  }

  /** What switching to a model would cost, by trying it on a few pictures. @throws SetupError as `start` */
  async plan(target: ModelTarget): Promise<SwitchPlan> {
    const { encoder, plan } = await this.#proven(target);
    await encoder.close();
    return plan;
  }

  async status(): Promise<ModelSwitchStatus | null> {
    const record = this.#current;
    if (record === undefined) return null;
    const { from, to, startedAt, keptUntil } = record;
    const switched = this.parts.set.active.number === to.encoder;
    return {
      state: keptUntil === null ? 'ENCODING' : switched ? 'SWITCHED' : 'BACK',
      ...{ from: from.model, to: to.model },
      ...{ done: this.#embedder?.done ?? 0, failed: this.#embedder?.failed ?? 0 },
      total: await this.parts.database.images.count(),
      startedAt: new Date(startedAt).toISOString(),
      keptUntil: keptUntil === null ? null : new Date(keptUntil).toISOString(),
      lastError: this.#lastError ?? null,
    };
  }

  async close(): Promise<void> {
    this.#closing.abort(new DOMException('The server is stopping.', 'AbortError'));
    await this.#watching;
    await this.#busy;
  }

  /** Looks again and again: for new pictures without a vector of the model beside, and for what other servers decided. */
  async #watch(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      let idle = true;
      try {
        idle = await this.#alone(() => this.#step(signal));
        this.#lastError = undefined;
      } catch (error) {
        if (signal.aborted) return;
        this.#tell(error);
      }
      if (idle) await sleep(LOOK_MILLISECONDS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  /** @returns whether nothing is left to do for now */
  async #step(signal: AbortSignal): Promise<boolean> {
    await this.#sync();
    const record = this.#current;
    if (record === undefined) return true;
    if (record.keptUntil !== null && this.#now() > record.keptUntil) {
      await this.#forget({ ...record, dropped: true });
      return true;
    }
    await this.parts.set.current();
    // In short turns, so that taking it back never waits for the whole of it.
    const caughtUp = (await this.#embedder?.advance(signal)) ?? true;
    if (caughtUp && record.keptUntil === null) await this.#activate();
    return caughtUp;
  }

  #tell(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    if (message !== this.#lastError)
      this.parts.logger.warn({ err: error }, 'the switch of models does not get on; it is tried again');
    this.#lastError = message;
  }

  /** Opens, closes and swaps as the database says: another server may have decided. */
  async #sync(): Promise<void> {
    this.#record = await readSwitch(this.parts.database.settings);
    const record = this.#current;
    if (record === undefined) return this.#release();
    const { set } = this.parts;
    if (set.beside !== undefined) return;
    const other = set.active.number === record.to.encoder ? record.from : record.to;
    const encoder = await openTarget(this.parts, other);
    this.#adopt(record, await openBeside(this.parts, encoder, (number) => this.#isActive(number)));
  }

  #adopt(record: SwitchRecord, beside: Serving): void {
    this.parts.set.add(beside);
    this.#record = record;
    this.#follow();
  }

  /** New pictures are encoded by both where they come in; this finds those that were not. */
  #follow(): void {
    const { database, original, set, logger } = this.parts;
    const { beside } = set;
    this.#embedder =
      beside &&
      new Embedder({ images: database.images, original, encoder: beside.encoder, number: beside.number, logger });
  }

  /** The one beside has all: it answers from now on, in every server. */
  async #activate(): Promise<void> {
    const { set, database, logger } = this.parts;
    const { beside } = set;
    const record = this.#record;
    if (beside === undefined || record === undefined) throw notRunning();
    while (this.#embedder !== undefined && !(await this.#embedder.advance(this.#closing.signal)));
    if (!(await beside.index.applied(await database.images.lastChange()))) {
      throw new LeopardError(
        'VECTOR_STORE_UNAVAILABLE',
        'The vector store does not answer. The switch goes on when it does.',
      );
    }
    await beside.index.persist();
    await database.generations.activate(beside.index.collection);
    set.activate(beside.number);
    this.#record = { ...record, keptUntil: this.#now() + KEPT_MILLISECONDS };
    await writeSwitch(database.settings, this.#record);
    this.#follow();
    const { model } = set.active.encoder.identity;
    logger.info({ model, collection: set.collection }, 'another model answers now; the one before is kept for a day');
  }

  async #forget(record: SwitchRecord | undefined): Promise<void> {
    const { set, database } = this.parts;
    const dropped = set.beside?.number;
    await writeSwitch(database.settings, record);
    this.#record = record;
    await this.#release();
    if (dropped !== undefined) await dropServing(this.parts, dropped);
  }

  async #release(): Promise<void> {
    this.#embedder = undefined;
    const beside = this.parts.set.take();
    await beside?.encoder.close();
    await beside?.index.close();
  }

  /** Opens the model, and tries it on a few pictures. */
  async #proven(target: ModelTarget) {
    const { set, database, dataFolder, original } = this.parts;
    if (sameTarget(target, this.#targetOf(set.active))) throw alreadyActive(target);
    const encoder = await openTarget(this.parts, target);
    try {
      const { identity } = encoder;
      if (
        identity.checkpoint === set.active.encoder.identity.checkpoint &&
        identity.precision === set.active.encoder.identity.precision
      )
        throw alreadyActive(target);
      const pictures = await database.images.count();
      const page = await database.images.page({ first: PROOF_PICTURES, order: 'NEWEST' });
      const started = performance.now();
      await Promise.all(
        page.images.map(({ id }) =>
          encoder.encode({ image: { id, load: () => original(id) }, priority: 'bulk' }).catch(() => undefined),
        ),
      );
      const each = (performance.now() - started) / 1000 / Math.max(1, page.images.length);
      const { bavail, bsize } = await statfs(dataFolder);
      const bytes = pictures * identity.dimension * 4 * COPIES;
      return { encoder, plan: { pictures, seconds: Math.ceil(each * pictures), bytes, freeBytes: bavail * bsize } };
    } catch (error) {
      await encoder.close();
      throw error;
    }
  }

  #targetOf(serving: Serving): ModelTarget {
    const record = this.#record;
    const side = [record?.from, record?.to].find((candidate) => candidate?.encoder === serving.number);
    return side ?? configuredTarget(this.parts.config);
  }

  #isActive(number: number): boolean {
    return this.parts.set.active.number === number;
  }

  /** One thing at a time. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#busy.then(work);
    this.#busy = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  #now(): number {
    return (this.parts.clock ?? Date.now)();
  }
}

const megabytes = (bytes: number): number => Math.ceil(bytes / 1e6);

const alreadyActive = ({ model }: ModelTarget): SetupError =>
  new SetupError('MODEL_ACTIVE', `${model} is the model that answers already: there is nothing to switch.`);

const running = ({ from, to, keptUntil }: SwitchRecord): SetupError =>
  new SetupError(
    'SWITCH_RUNNING',
    keptUntil === null
      ? `A switch from ${from.model} to ${to.model} is under way. \`leopard models switch --back\` gives it up.`
      : `The model before the switch from ${from.model} to ${to.model} is kept until ${new Date(keptUntil).toISOString()}. \`leopard models switch --drop\` forgets it now.`,
  );
