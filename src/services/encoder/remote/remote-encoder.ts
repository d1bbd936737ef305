import { LeopardError } from '../../../lib/errors.js';
import { SingleFlight } from '../../../lib/single-flight.js';
import { createDecoders, type Decoders } from '../../image-files/decoders/decoders.js';
import { operationModule } from '../../image-files/decoders/operation.js';
import { imageKey, VectorCache } from '../caches.js';
import type { EncoderStats, ObservableEncoder } from '../encoder.js';
import { Scheduler } from '../scheduler.js';
import { checkLength } from '../tokenizer/length.js';
import type { EncoderIdentity, EncoderLimits, EncodeRequest, Encoding } from '../types.js';
import { Availability } from './availability.js';
import { clientError } from './client-error.js';
import type { Connection } from './connection.js';
import { ServiceFault } from './fault.js';
import type { RemoteOptions } from './options.js';
import type { ServedModel } from './presets.js';
import type { Conversation, WireAnswer } from './protocol.js';
import { Requests, type Embedded } from './requests.js';
import type { SendOptions } from './send-operation.js';
import { Slots } from './slots.js';
import { cut } from './vector.js';

const SEND = operationModule<SendOptions, { readonly decode: number }>('send-operation', import.meta.url);
/** Tokens of words, where the service does not say how many it takes. */
const MOST_TOKENS = 8192;
/** Tokens that the template takes. */
const TEMPLATE_TOKENS = 64;
const PIXELS_OF_A_TOKEN = 32 * 32;

export interface RemoteParts extends RemoteOptions {
  readonly connection: Connection;
  readonly identity: EncoderIdentity;
  readonly model: ServedModel;
  /** Tokens of a conversation, where the service says so. */
  readonly tokens: number | undefined;
  /** Numbers of a vector as it comes, before it is cut. */
  readonly vectorLength: number;
  /** Proves that the service is there, and still the same. */
  readonly verify: () => Promise<void>;
}

interface Sent {
  readonly picture: Uint8Array | undefined;
  readonly decode: number;
}

/** An encoder that asks an inference service. */
export class RemoteEncoder implements ObservableEncoder {
  readonly identity: EncoderIdentity;
  readonly limits: EncoderLimits;
  /** Such models know many. */
  readonly languages: readonly string[] = [];
  readonly concurrency: number;
  private readonly scheduler: Scheduler;
  private readonly slots: Slots;
  private readonly requests: Requests;
  private readonly availability: Availability;
  private readonly embeddings: VectorCache;
  private readonly flights = new SingleFlight<Encoding>();
  private readonly decoders: Decoders;
  private closing: Promise<void> | undefined;

  constructor(private readonly parts: RemoteParts) {
    const { config, connection, identity, model, verify, warn } = parts;
    this.identity = identity;
    this.concurrency = config.concurrency;
    const room = (parts.tokens ?? Infinity) - TEMPLATE_TOKENS;
    const beside = room - Math.ceil(model.maxPixels / PIXELS_OF_A_TOKEN);
    const tokens = (count: number) => Math.max(1, Math.min(count, MOST_TOKENS));
    this.limits = { instructionTokens: tokens(room), instructionTokensWithImage: tokens(beside) };
    this.slots = new Slots(config.concurrency, () => this.scheduler.pump());
    this.scheduler = new Scheduler({ queueLength: parts.queueLength, backend: this.slots });
    this.availability = new Availability({ verify, warn, outageMilliseconds: config.outageSeconds * 1000 });
    connection.onDisconnect = () => this.availability.doubt();
    this.requests = new Requests({
      ...{ connection, warn, availability: this.availability, slots: this.slots },
      milliseconds: config.timeoutMilliseconds,
      accept: (answer) => this.accept(answer),
    });
    this.embeddings = new VectorCache(parts.embeddingCacheBytes);
    this.decoders = parts.decoders ?? createDecoders();
  }

  async encode(request: EncodeRequest): Promise<Encoding> {
    request.signal?.throwIfAborted();
    checkRequest(request);
    if (request.priority === 'bulk') return this.compute(request);
    const key = JSON.stringify([request.image && imageKey(request.image), request.instruction ?? '']);
    const known = this.embeddings.get(key);
    if (known !== undefined) {
      return { embedding: known.slice(), tokens: 0, timings: { queue: 0, decode: 0, vision: 0, fuse: 0 } };
    }
    const flight = this.flights.join(key, request.signal, (signal) => this.compute({ ...request, signal }));
    const encoding = await flight.result;
    this.embeddings.set(key, encoding.embedding.slice());
    return { ...encoding, embedding: encoding.embedding.slice() };
  }

  stats(): EncoderStats {
    const { requests, retries, tokens } = this.requests;
    const { healthy, lastError } = this.availability;
    return {
      imageTokenCache: { hits: 0, misses: 0 },
      embeddingCache: this.embeddings.counts,
      waiting: this.scheduler.waiting,
      workers: this.concurrency,
      idleWorkers: this.slots.idle('shared') + this.slots.idle('search'),
      workerCrashes: 0,
      remote: { requests, retries, tokens, healthy, lastError },
    };
  }

  close(): Promise<void> {
    this.closing ??= this.scheduler.drain().then(() => this.release());
    return this.closing;
  }

  private async compute(request: EncodeRequest): Promise<Encoding> {
    const submitted = performance.now();
    return this.scheduler.submit<Sent, Encoding>({
      priority: request.priority,
      signal: request.signal,
      prepare: () => this.prepare(request),
      run: (sent, slot) => this.slots.take(slot, () => this.ask(request, sent, submitted)),
    });
  }

  private async prepare({ image, ...turn }: EncodeRequest): Promise<Sent> {
    if (image === undefined) return { picture: undefined, decode: 0 };
    const { maximumPixels, maximumScans, model } = this.parts;
    const task = { maximumPixels, maximumScans, region: image.region, sentPixels: model.maxPixels };
    const { bytes, facts } = await this.decoders.run(SEND, image, task, turn);
    return { picture: bytes, decode: facts.decode };
  }

  private async ask(
    { instruction, priority, signal }: EncodeRequest,
    { picture, decode }: Sent,
    submitted: number,
  ): Promise<Encoding> {
    const started = performance.now();
    const { model } = this.parts;
    // A picture alone has the same vector, whether it is stored or asked with.
    const role = instruction ? 'query' : 'document';
    const prompt = instruction ? model.queryPrompt : model.documentPrompt;
    const conversation: Conversation = { role, prompt, picture, text: instruction || undefined };
    let embedded: Embedded;
    try {
      embedded = await (priority === 'bulk'
        ? this.requests.forBulk(conversation, signal)
        : this.requests.forSearch(conversation, signal));
    } catch (error) {
      signal?.throwIfAborted();
      throw clientError(error, instruction !== undefined && instruction !== '');
    }
    const { vector, tokens } = embedded;
    const queue = started - submitted - decode;
    return { embedding: vector, tokens, timings: { queue, decode, vision: 0, fuse: performance.now() - started } };
  }

  private accept({ vector }: WireAnswer): Float32Array {
    const { vectorLength, identity } = this.parts;
    try {
      if (vector.length !== vectorLength)
        throw new Error(`The vector has ${vector.length} numbers, not ${vectorLength}`);
      return cut(vector, identity.dimension);
    } catch (error) {
      throw new ServiceFault('broken', error instanceof Error ? error.message : String(error));
    }
  }

  private async release(): Promise<void> {
    this.slots.close();
    await this.flights.close();
    if (this.parts.decoders === undefined) this.decoders.close();
    await this.parts.connection.close();
  }
}

function checkRequest({ image, instruction, tokenIds }: EncodeRequest): void {
  if (tokenIds !== undefined) {
    throw new LeopardError('BAD_USER_INPUT', 'An inference service takes words, not token ids.');
  }
  if (image === undefined && !instruction) {
    throw new LeopardError('BAD_USER_INPUT', 'There is nothing to encode: give a picture, an instruction, or both.');
  }
  if (instruction !== undefined) checkLength(instruction);
}
