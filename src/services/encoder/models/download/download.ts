import { SetupError } from '../../../../lib/errors.js';
import { type AnsweredBytes, isTransient, readAnswer } from './answer.js';
import { diskError } from './disk.js';
import { type Hub, type HubAnswer, type HubFile } from './hub.js';
import { PartialFile } from './partial-file.js';

export interface DownloadOptions {
  readonly file: HubFile;
  /** Final path; appears only when the content is complete and right. */
  readonly target: string;
  /** Size and SHA-256 (hexadecimal), where they are known. */
  readonly bytes?: number | undefined;
  readonly sha256?: string | undefined;
  readonly onProgress?: (done: number, total: number | undefined) => void;
  /** Pause before another try, by the number of tries in a row that brought nothing. */
  readonly pause?: (failures: number) => Promise<void>;
}

/** Tries in a row that bring not a single byte. */
const MAXIMUM_FAILURES = 5;

const exponentialPause = (failures: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, Math.min(1000 * 2 ** failures, 30_000)));

/**
 * Downloads a file, continuing what an earlier run or a cut connection left.
 * @returns its SHA-256
 * @throws SetupError HUB_*, DOWNLOAD_INCOMPLETE, HASH_MISMATCH, DISK_FULL
 */
export async function downloadFile(hub: Hub, options: DownloadOptions): Promise<string> {
  const partial = new PartialFile(options.target);
  const pause = options.pause ?? exponentialPause;
  for (let failures = 0; ;) {
    const before = await partial.size();
    try {
      if (await fetchRest(hub, partial, options)) return await partial.finish(options.sha256);
      throw new SetupError(
        'DOWNLOAD_INCOMPLETE',
        `The connection to ${hub.endpoint} was cut again and again while ${options.file.path} came in. ` +
          'Run the command again: it continues where it stopped.',
      );
    } catch (error) {
      if (!isWorthAnotherTry(error)) throw error;
      failures = (await partial.size()) > before ? 0 : failures + 1;
      if (failures >= MAXIMUM_FAILURES) throw error;
      await pause(failures);
    }
  }
}

class Transient extends SetupError {}

function isWorthAnotherTry(error: unknown): boolean {
  return error instanceof Transient || (error instanceof SetupError && RETRIED.has(error.code));
}

const RETRIED: ReadonlySet<string> = new Set(['DOWNLOAD_INCOMPLETE', 'HUB_UNREACHABLE']);

/** One request. @returns whether the file is complete now; false where the connection was cut. */
async function fetchRest(hub: Hub, partial: PartialFile, options: DownloadOptions): Promise<boolean> {
  // A known hash tells at the end whether the two parts belong together; otherwise the hub's tag must.
  const resume = await partial.resume(options.sha256 !== undefined);
  if (resume && resume.offset === options.bytes) return true;
  const answer = await hub.open(options.file, resume);
  try {
    if (isTransient(answer.status)) {
      const host = new URL(answer.url).host;
      throw new Transient('HUB_ANSWER', `${host} answered ${answer.status} to ${answer.url}. Try again later.`);
    }
    const read = readAnswer(answer);
    if ('refused' in read) {
      if (resume && read.refused.total === resume.offset) return true;
      await partial.discard();
      throw new Transient(
        'HUB_ANSWER',
        `${hub.endpoint} refuses to continue ${options.file.path} (416). Try again later.`,
      );
    }
    checkSize(read, options);
    if (read.offset !== 0 && read.offset !== resume?.offset) {
      await partial.discard();
      throw new Transient('HUB_ANSWER', `${hub.endpoint} sent other bytes of ${options.file.path} than asked for.`);
    }
    return await receive(answer, read, partial, options);
  } finally {
    answer.body.destroy();
  }
}

function checkSize({ total }: AnsweredBytes, { bytes, file }: DownloadOptions): void {
  if (bytes === undefined || total === undefined || total === bytes) return;
  throw new SetupError(
    'HUB_WRONG_SIZE',
    `The hub's ${file.path} has ${total} bytes; ${bytes} were expected. It is another file, or HF_ENDPOINT is not a model hub.`,
  );
}

async function receive(
  { body }: HubAnswer,
  read: AnsweredBytes,
  partial: PartialFile,
  { bytes, target, onProgress }: DownloadOptions,
): Promise<boolean> {
  const total = bytes ?? read.total;
  const handle = await partial.open(read.offset, read.etag);
  const chunks = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let done = read.offset;
  try {
    for (;;) {
      // Only the reading may fail by a cut connection; a failure to write is another matter.
      const next = await chunks.next().catch(() => undefined);
      if (!next) return done === total;
      // Without a declared size, the end of the answer is the end of the file.
      if (next.done) return total === undefined ? done > 0 : done >= total;
      await handle.write(next.value);
      done += next.value.length;
      onProgress?.(done, total);
    }
  } catch (error) {
    throw diskError(error, target);
  } finally {
    await handle.close();
  }
}
