import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { S3Client, type ServerSideEncryption } from '@aws-sdk/client-s3';

export interface S3Settings {
  readonly bucket: string;
  /** Of every key, with a `/` at its end; empty for the whole bucket. */
  readonly prefix: string;
  /** Left out: that of AWS. */
  readonly endpoint?: string | undefined;
  readonly region: string;
  /** Left out: found where the AWS tools find them, such as the role of the machine. */
  readonly credentials?:
    | { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string | undefined }
    | undefined;
  /** `https://host/bucket/key` in place of `https://bucket.host/key`. */
  readonly pathStyle: boolean;
  readonly encryption?: 'AES256' | 'aws:kms' | undefined;
  /** For `aws:kms`; left out: that of the bucket. */
  readonly kmsKey?: string | undefined;
}

/** Milliseconds until a connection stands, and without a byte. */
const CONNECTING = 3000;
export const IDLE = 15_000;
/** With the SDK's pauses: long enough for a server that is started again. */
const ATTEMPTS = 7;
/** Milliseconds after which nothing is tried once more: of a store that takes every request and answers none, nobody waits for each try. */
const PATIENCE = 20_000;

export interface Encryption {
  readonly ServerSideEncryption?: ServerSideEncryption;
  readonly SSEKMSKeyId?: string;
}

export function openClient(settings: S3Settings): { client: S3Client; encryption: Encryption } {
  const { endpoint, region, credentials, pathStyle, encryption, kmsKey } = settings;
  // It warns of Node versions that it will leave behind, on standard error.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const agent = { keepAlive: true, maxSockets: 64 };
  const client = new S3Client({
    ...{ region, forcePathStyle: pathStyle, maxAttempts: ATTEMPTS },
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials !== undefined && { credentials }),
    // Older servers refuse the newer checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: CONNECTING,
      requestTimeout: IDLE,
      throwOnRequestTimeout: true,
      httpAgent: new HttpAgent(agent),
      httpsAgent: new HttpsAgent(agent),
    },
  });
  const begun = Symbol('when the operation began');
  client.middlewareStack.add(
    (next, context) => async (request) => {
      // Once for each attempt.
      const since = ((context as Record<symbol, number | undefined>)[begun] ??= performance.now());
      if (performance.now() - since > PATIENCE) throw new Error('no answer for too long');
      return next(request);
    },
    { step: 'finalizeRequest', priority: 'low', name: 'patience' },
  );
  return {
    client,
    encryption: {
      ...(encryption !== undefined && { ServerSideEncryption: encryption }),
      ...(kmsKey !== undefined && { SSEKMSKeyId: kmsKey }),
    },
  };
}
