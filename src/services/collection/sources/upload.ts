import { type Readable } from 'node:stream';
import { LeopardError } from '../../../lib/errors.js';
import { tooLarge } from './collect.js';
import { detectFormat } from '../../image-files/formats.js';
import { type PictureInput } from './types.js';

/** One file of a GraphQL multipart request, as graphql-upload-minimal hands it over. */
export interface UploadedFile {
  readonly filename?: string;
  createReadStream(): Readable & { readonly truncated?: boolean };
}

export interface UploadLimits {
  readonly bytes: number;
  /** Milliseconds without a byte after which the upload is given up. */
  readonly idleMilliseconds: number;
  readonly signal?: AbortSignal;
  /** Called with the bytes of each piece before it is kept. @throws LeopardError where there is no room for it */
  readonly reserve?: (bytes: number) => void;
}

/**
 * Reads an upload into memory. Whatever happens, the rest of its stream is let run out: an upload that nobody reads
 * would hold the connection, and the files after it, for ever.
 * @throws LeopardError IMAGE_TOO_LARGE, IMAGE_UNSUPPORTED, IMAGE_UNREADABLE, TIMEOUT; the reason of the signal
 */
export async function readUpload(upload: UploadedFile, limits: UploadLimits): Promise<PictureInput> {
  const stream = upload.createReadStream();
  try {
    const bytes = await readAll(stream, limits);
    // The parser cuts a file at its limit without an error (graphql-upload-minimal 1.6, busboy `limits.fileSize`).
    if (stream.truncated) throw tooLarge(limits.bytes, 'MAX_UPLOAD_BYTES');
    return { bytes, mimeType: await detectFormat(bytes), fileName: nameOf(upload) };
  } finally {
    stream.on('error', () => undefined);
    stream.resume();
  }
}

/** The HTML standard writes three characters of a name as escapes ("multipart/form-data encoding algorithm"). */
const ESCAPES: Readonly<Record<string, string>> = { '%22': '"', '%0D': '\r', '%0A': '\n' };

function nameOf({ filename = '' }: UploadedFile): string | null {
  if (filename.trim() === '') return null;
  return filename.replace(/%(?:22|0D|0A)/g, (escape) => ESCAPES[escape] ?? escape);
}

function readAll(
  stream: Readable,
  { bytes: limit, idleMilliseconds, signal, reserve = () => undefined }: UploadLimits,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const release = new AbortController();
    const settle = (act: () => void) => {
      release.abort();
      act();
    };
    const fail = (error: unknown) => settle(() => reject(error));
    const timer = setTimeout(() => fail(stalled(idleMilliseconds)), idleMilliseconds);
    const listeners = {
      data: (chunk: Buffer) => {
        timer.refresh();
        length += chunk.length;
        try {
          if (length > limit) throw tooLarge(limit, 'MAX_UPLOAD_BYTES');
          reserve(chunk.length);
          chunks.push(chunk);
        } catch (error) {
          fail(error);
        }
      },
      end: () => settle(() => resolve(Buffer.concat(chunks, length))),
      error: (error: Error) => fail(cutOff(error)),
      close: () => fail(cutOff()),
    };
    const abort = () => fail(signal?.reason);
    release.signal.addEventListener('abort', () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      for (const [event, listener] of Object.entries(listeners)) stream.off(event, listener);
    });
    for (const [event, listener] of Object.entries(listeners)) stream.on(event, listener);
    signal?.addEventListener('abort', abort);
    if (signal?.aborted) abort();
    else if (stream.destroyed) listeners.close();
  });
}

const cutOff = (cause?: unknown) =>
  new LeopardError('IMAGE_UNREADABLE', 'The upload ended before the picture was complete. Send it again.', { cause });

const stalled = (milliseconds: number) =>
  new LeopardError(
    'TIMEOUT',
    `The upload stood still for ${milliseconds} ms. Send it again over a steadier connection.`,
  );
