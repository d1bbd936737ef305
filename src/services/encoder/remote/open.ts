import { setTimeout as sleep } from 'node:timers/promises';
import { SetupError } from '../../../lib/errors.js';
import type { ObservableEncoder } from '../encoder.js';
import { cohere } from './cohere.js';
import { Connection } from './connection.js';
import { remedyOf, ServiceFault } from './fault.js';
import { Fingerprint } from './fingerprint.js';
import { servedIdentity } from './identity.js';
import type { RemoteOptions } from './options.js';
import { servedModel } from './presets.js';
import { probe, proveComposition, type ProbeVectors } from './probes.js';
import type { Conversation } from './protocol.js';
import { RemoteEncoder } from './remote-encoder.js';
import { cut, lengthOf } from './vector.js';
import { vllm } from './vllm.js';

const SAY_EVERY_MILLISECONDS = 5000;
const ASK_EVERY_MILLISECONDS = 1000;

/**
 * Opens the inference service, and proves that it is there, composes, and is the one that it was.
 * @throws SetupError ENCODER_UNREACHABLE, ENCODER_REFUSED, ENCODER_MODEL, ENCODER_NOT_COMPOSING, ENCODER_UNSTEADY, ENCODER_CHANGED
 */
export async function openRemoteEncoder(options: RemoteOptions): Promise<ObservableEncoder> {
  const { config, warn } = options;
  const model = servedModel(options.name, config);
  const protocol = config.protocol === 'vllm' ? vllm : cohere;
  warnOfPlainText(config, warn);
  const connection = new Connection({ url: config.url, apiKey: config.apiKey, protocol, model: model.model });
  try {
    const tokens = await whenLoaded(options, async () => {
      const served = await connection.models(config.timeoutMilliseconds);
      requireServed(
        model.model,
        served?.map(({ id }) => id),
      );
      return served?.find(({ id }) => id === model.model)?.tokens;
    });
    const embed = async (conversation: Omit<Conversation, 'prompt'>) => {
      const prompt = conversation.role === 'document' ? model.documentPrompt : model.queryPrompt;
      return (await connection.embed({ ...conversation, prompt }, config.timeoutMilliseconds)).vector;
    };
    const found = await whenLoaded(options, () => probe(embed));
    const dimension = requireUsable(found, model.dimension, warn);
    await whenLoaded(options, () => proveComposition(found, embed));
    const identity = servedIdentity(config, protocol, model, dimension);
    const fingerprint = new Fingerprint(`encoder-probes ${identity.checkpoint}`, options.fingerprints, warn);
    await fingerprint.compare(found);
    const verify = async () => fingerprint.compare(await probe(embed));
    return new RemoteEncoder({
      ...options,
      connection,
      identity,
      model,
      tokens,
      verify,
      vectorLength: found.both.length,
    });
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** Tries until the service has loaded its model. */
async function whenLoaded<T>({ config, warn }: RemoteOptions, work: () => Promise<T>): Promise<T> {
  const end = performance.now() + config.startSeconds * 1000;
  let said = -Infinity;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ServiceFault)) throw error;
      if (!error.passing || performance.now() + ASK_EVERY_MILLISECONDS > end) throw setupError(config.url, error);
      if (performance.now() - said >= SAY_EVERY_MILLISECONDS) {
        warn(`Waiting for the inference service at ${config.url}: ${error.message}`);
        said = performance.now();
      }
      await sleep(ASK_EVERY_MILLISECONDS);
    }
  }
}

function setupError(url: string, fault: ServiceFault): SetupError {
  const code = fault.passing ? 'ENCODER_UNREACHABLE' : 'ENCODER_REFUSED';
  return new SetupError(
    code,
    `The inference service at ${url} cannot be used: ${fault.message}. ${remedyOf(fault.kind)}`,
    { cause: fault },
  );
}

function requireServed(model: string, served: readonly string[] | undefined): void {
  if (served === undefined || served.includes(model)) return;
  const names = served.slice(0, 10).map((name) => JSON.stringify(name.slice(0, 100)));
  throw new SetupError(
    'ENCODER_MODEL',
    `The inference service does not serve "${model}"; it serves ${names.join(', ') || 'nothing'}. Set MODEL to the name of one of those.`,
  );
}

/** All probes have vectors of one size and a direction. @returns how many numbers are kept */
function requireUsable(
  { picture, text, both }: ProbeVectors,
  asked: number | undefined,
  warn: (m: string) => void,
): number {
  const dimension = asked ?? both.length;
  try {
    for (const vector of [picture, text, both]) {
      if (vector.length !== both.length) throw new Error('Its vectors are not of one size');
      cut(vector, dimension);
    }
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    throw new SetupError(
      'ENCODER_REFUSED',
      `The inference service gives no usable vectors: ${what}. Check MODEL and ENCODER_DIMENSION.`,
    );
  }
  if ([picture, text, both].some((vector) => Math.abs(lengthOf(vector) - 1) > 1e-2))
    warn('The inference service gives vectors whose length is not 1; they are brought to it here.');
  return dimension;
}

function warnOfPlainText({ url, apiKey }: RemoteOptions['config'], warn: (message: string) => void): void {
  const { protocol, hostname } = new URL(url);
  const here = /^(localhost|127\.|\[::1\])/.test(hostname);
  if (protocol === 'http:' && apiKey !== undefined && !here)
    warn('ENCODER_API_KEY goes to another machine without TLS (ENCODER_URL): whoever listens on the way can read it.');
}
