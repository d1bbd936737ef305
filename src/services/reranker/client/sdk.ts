import OpenAI, { APIConnectionError, type APIError } from 'openai';
import type { ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions';
import type { ServiceAddress } from './address.js';
import { NotReached, ServiceError } from './service-error.js';

interface SdkOptions {
  readonly apiKey: string;
  readonly address: ServiceAddress;
  /** Ms. */
  readonly timeout: number;
}

/** One HTTP request; the answer as it came. @throws ServiceError, NotReached, APIError, or the signal's reason */
export type Sdk = (body: ChatCompletionCreateParamsNonStreaming, signal: AbortSignal) => Promise<unknown>;

/** The SDK keeps only the `error` of a refusal; services that put their words elsewhere would be mute. */
class Service extends OpenAI {
  protected override makeStatusError(
    status: number,
    body: unknown,
    text: string | undefined,
    headers: Headers,
  ): APIError {
    throw new ServiceError(status, body ?? text, headers);
  }
}

/** OpenAI's SDK. All is given here: it would read the environment else. */
export function openSdk({ apiKey, address, timeout }: SdkOptions): Sdk {
  const service = new Service({
    apiKey,
    baseURL: address.baseUrl,
    defaultQuery: address.query,
    ...(address.keyHeader === 'api-key' && { defaultHeaders: { authorization: null, 'api-key': apiKey } }),
    organization: null,
    project: null,
    webhookSecret: null,
    timeout,
    // The pictures are for the service that was configured, and for none that it points to.
    fetchOptions: { redirect: 'manual' },
    // Retries are made in fallback.ts, within the time of the whole ranking.
    maxRetries: 0,
    // The SDK would print requests, with prompt and picture, where OPENAI_LOG is set.
    logLevel: 'off',
  });
  return async (body, signal) => {
    try {
      return await service.chat.completions.create(body, { signal });
    } catch (error) {
      throw error instanceof APIConnectionError ? new NotReached(error) : error;
    }
  };
}
