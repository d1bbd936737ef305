import { setTimeout as sleep } from 'node:timers/promises';
import type { Availability } from './availability.js';
import { remedyOf, ServiceFault } from './fault.js';
import type { Connection } from './connection.js';
import type { Conversation, WireAnswer } from './protocol.js';
import type { Slots } from './slots.js';

export interface RequestsOptions {
  readonly connection: Connection;
  readonly availability: Availability;
  readonly slots: Slots;
  readonly milliseconds: number;
  readonly warn: (message: string) => void;
  /** Looks at an answer. @throws ServiceFault where it cannot be used */
  readonly accept: (answer: WireAnswer) => Float32Array;
}

export interface Embedded {
  readonly vector: Float32Array;
  readonly tokens: number;
}

const FIRST_PAUSE_MILLISECONDS = 100;
/** Tries after which the service counts as away, and those after which one picture is given up though it is there. */
const TRIES_BEFORE_AWAY = 3;
const MOST_TRIES = 9;
/** A fault of one kind is said once in this time. */
const SAID_EVERY_MILLISECONDS = 10_000;

/** One embedding has no side effect, so whatever passes is tried again: a search once, within its time; bulk work until the service is back. */
export class Requests {
  requests = 0;
  retries = 0;
  tokens = 0;
  private readonly said = new Map<string, number>();

  constructor(private readonly options: RequestsOptions) {}

  async forSearch(conversation: Conversation, signal: AbortSignal | undefined): Promise<Embedded> {
    const { availability, milliseconds } = this.options;
    const end = performance.now() + milliseconds;
    await availability.ensure();
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.once(conversation, end - performance.now(), signal);
      } catch (error) {
        const pause = pauseAfter(error, attempt);
        const left = end - performance.now() - pause;
        if (attempt > 0 || !isPassing(error) || left <= 0) {
          if (isPassing(error) && error.kind !== 'busy') availability.lost(error);
          throw error;
        }
        this.retries += 1;
        await sleep(pause, undefined, { signal });
      }
    }
  }

  async forBulk(conversation: Conversation, signal: AbortSignal | undefined): Promise<Embedded> {
    const { availability, milliseconds } = this.options;
    for (let attempt = 1; ; attempt++) {
      await availability.wait(signal);
      try {
        return await this.once(conversation, milliseconds, signal);
      } catch (error) {
        if (!isPassing(error) || attempt >= MOST_TRIES) throw error;
        if (error.kind === 'unreachable' || (error.kind !== 'busy' && attempt % TRIES_BEFORE_AWAY === 0)) {
          availability.lost(error);
        }
        this.retries += 1;
        await sleep(pauseAfter(error, attempt), undefined, { signal });
      }
    }
  }

  /** One try. @throws ServiceFault */
  async once(conversation: Conversation, milliseconds: number, signal?: AbortSignal): Promise<Embedded> {
    const { connection, accept, slots } = this.options;
    this.requests += 1;
    try {
      const answer = await connection.embed(conversation, milliseconds, signal);
      this.tokens += answer.usage.tokens;
      return { vector: accept(answer), tokens: answer.usage.tokens };
    } catch (error) {
      if (error instanceof ServiceFault) {
        this.say(error);
        if (error.kind === 'busy') slots.halve();
      }
      throw error;
    }
  }

  private say({ kind, message }: ServiceFault): void {
    const now = performance.now();
    if (now - (this.said.get(kind) ?? -Infinity) < SAID_EVERY_MILLISECONDS) return;
    this.said.set(kind, now);
    this.options.warn(`The inference service: ${message}. ${remedyOf(kind)}`);
  }
}

const isPassing = (error: unknown): error is ServiceFault => error instanceof ServiceFault && error.passing;

/** As long as the service asks for; otherwise twice as long each time. */
function pauseAfter(error: unknown, attempt: number): number {
  const asked = error instanceof ServiceFault ? error.retryAfterSeconds : undefined;
  return asked === undefined ? FIRST_PAUSE_MILLISECONDS * 2 ** Math.min(attempt, 5) : asked * 1000;
}
