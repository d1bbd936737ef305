import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type {
  ByteRange,
  DeleteOptions,
  ObjectDescription,
  Objects,
  ObjectStream,
  PutOptions,
} from '../../types/index.js';
import { checkedKey } from '../keys.js';
import { type Encryption, openClient, type S3Settings } from './client.js';
import { isAborted, statusOf, unavailable } from './faults.js';
import { bodyOf, bytesOf, totalOf } from './stream.js';

/** S3's limit. */
const DELETED_TOGETHER = 1000;

/** Objects in a bucket of S3, or of what speaks its protocol. */
export class S3Objects implements Objects {
  private constructor(
    private readonly client: S3Client,
    private readonly settings: S3Settings,
    private readonly encryption: Encryption,
  ) {}

  /** Asks nothing yet. */
  static open(settings: S3Settings): S3Objects {
    const { client, encryption } = openClient(settings);
    return new S3Objects(client, settings, encryption);
  }

  /** Bytes and no stream: their hash is signed, so that a transfer that is cut off half-way is refused. */
  async put(key: string, bytes: Uint8Array, { contentType }: PutOptions = {}): Promise<void> {
    const command = new PutObjectCommand({
      ...this.#at(key),
      ...this.encryption,
      Body: bytes,
      ContentType: contentType,
    });
    await this.client.send(command).catch((error: unknown) => {
      throw unavailable(error);
    });
  }

  /** @returns false where there is an object already: it stays as it is */
  async putNew(key: string, bytes: Uint8Array): Promise<boolean> {
    try {
      await this.client.send(
        new PutObjectCommand({ ...this.#at(key), ...this.encryption, Body: bytes, IfNoneMatch: '*' }),
      );
      return true;
    } catch (error) {
      if (statusOf(error) === 412 || statusOf(error) === 409) return false;
      throw unavailable(error);
    }
  }

  async get(key: string, signal?: AbortSignal): Promise<Uint8Array | undefined> {
    const found = await this.stream(key, undefined, signal);
    if (found === undefined) return undefined;
    return bytesOf(found).catch((error: unknown) => {
      throw isAborted(error, signal) ? error : unavailable(error);
    });
  }

  async stream(key: string, range?: ByteRange, signal?: AbortSignal): Promise<ObjectStream | undefined> {
    const Range = range && `bytes=${range.start}-${range.end ?? ''}`;
    const at = this.#at(key);
    try {
      const answer = await this.client.send(new GetObjectCommand({ ...at, Range }), { abortSignal: signal });
      const bytes = answer.ContentLength ?? 0;
      return { body: bodyOf(answer), bytes, total: totalOf(answer.ContentRange) ?? bytes };
    } catch (error) {
      if (isAborted(error, signal)) throw error;
      if (statusOf(error) === 404) return undefined;
      if (statusOf(error) === 416) throw new RangeError('the range begins behind the end', { cause: error });
      throw unavailable(error);
    }
  }

  async head(key: string): Promise<ObjectDescription | undefined> {
    try {
      const answer = await this.client.send(new HeadObjectCommand(this.#at(key)));
      return { key, bytes: answer.ContentLength ?? 0, modified: answer.LastModified?.getTime() ?? 0 };
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw unavailable(error);
    }
  }

  async delete(keys: readonly string[], { notAfter = Infinity }: DeleteOptions = {}): Promise<void> {
    const { bucket: Bucket } = this.settings;
    for (let start = 0; start < keys.length; start += DELETED_TOGETHER) {
      const part = keys.slice(start, start + DELETED_TOGETHER).map((key) => ({ Key: this.#at(key).Key }));
      const command = new DeleteObjectsCommand({ Bucket, Delete: { Objects: part, Quiet: true } });
      command.middlewareStack.add(
        (next) => async (request) => {
          // Right before each attempt is sent: a process may have been frozen since it decided.
          if (performance.now() > notAfter) throw new Error('too late to delete objects');
          return next(request);
        },
        { step: 'finalizeRequest', priority: 'low', name: 'notAfter' },
      );
      const answer = await this.client.send(command).catch((error: unknown) => {
        throw unavailable(error);
      });
      // Answered with status 200 all the same.
      const [failed] = answer.Errors ?? [];
      if (failed !== undefined) throw unavailable(new Error(`${failed.Key} was not deleted: ${failed.Code}`));
    }
  }

  async *list(prefix: string): AsyncGenerator<ObjectDescription> {
    const { bucket: Bucket, prefix: own } = this.settings;
    let ContinuationToken: string | undefined;
    do {
      const command = new ListObjectsV2Command({ Bucket, Prefix: own + prefix, ContinuationToken });
      const page = await this.client.send(command).catch((error: unknown) => {
        throw unavailable(error);
      });
      for (const { Key = '', Size = 0, LastModified } of page.Contents ?? []) {
        yield { key: Key.slice(own.length), bytes: Size, modified: LastModified?.getTime() ?? 0 };
      }
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
  }

  location(key: string): string {
    const { Bucket, Key } = this.#at(key);
    return `s3://${Bucket}/${Key}`;
  }

  async close(): Promise<void> {
    this.client.destroy();
  }

  #at(key: string) {
    return { Bucket: this.settings.bucket, Key: this.settings.prefix + checkedKey(key) };
  }
}
