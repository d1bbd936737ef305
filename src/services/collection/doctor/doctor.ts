import { basename } from 'node:path';
import { LeopardError, SetupError } from '../../../lib/errors.js';
import type { EncoderIdentity } from '../../encoder/types.js';
import { storedEncoder } from '../../storage/encoder-number.js';
import type { IndexIdentity } from '../../storage/feed/choose-generation.js';
import { openStorage, type Storage } from '../../storage/open.js';
import type { VectorEngine } from '../../storage/vectors/index.js';
import { examineIndex, mendActiveIndex } from './examine-index.js';
import { examinePictures } from './examine-pictures.js';
import { type Finding, isFault } from './findings.js';
import { completeDeletions, setAside } from './repair.js';

export interface DoctorOptions {
  /** Opens what is looked at; left out, the data folder, which no other process may have. */
  readonly open?: () => Promise<Storage>;
  /** Opens the vector store; left out, it is left alone. */
  readonly openEngine?: () => Promise<VectorEngine>;
  readonly repair?: boolean;
  /** Remove what a migration has set aside, where all that took its place is whole. */
  readonly removeOld?: boolean;
  /** Pictures looked at so far, of all. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface Diagnosis {
  readonly pictures: number;
  readonly findings: Finding[];
  /** What is still wrong after the repair; the same as findings where none was asked for. */
  readonly remaining: Finding[];
}

const SILENT = { info: () => undefined, warn: () => undefined };

/**
 * Looks at everything in a data folder that no process uses, and with `repair` mends what it finds. Never deletes a
 * picture: what cannot stay in the collection is set aside in `recovered/` or, where it is not whole, in `damaged/`.
 * @throws SetupError DATA_FOLDER_LOCKED, STORE_NOT_FOUND, STORE_DAMAGED, STORE_TOO_NEW
 */
export async function examineDataFolder(folder: string, options: DoctorOptions = {}): Promise<Diagnosis> {
  const storage = await (options.open?.() ?? openStorage(folder, { create: false, logger: SILENT }));
  try {
    const findings = await examine(storage, options);
    const pictures = await storage.database.images.count();
    if (!options.repair || !findings.some(({ kind }) => kind !== 'OLD_FILES')) {
      return { pictures, findings, remaining: await removeOld(storage, findings, options) };
    }
    await completeDeletions(storage);
    await setAside(folder, storage, findings);
    await withIndex(storage, options, [], (engine, identity) => mendActiveIndex(storage.database, engine, identity));
    const remaining = await examine(storage, options);
    return {
      ...{ pictures: await storage.database.images.count(), findings },
      remaining: await removeOld(storage, remaining, options),
    };
  } finally {
    await storage.close();
  }
}

async function examine(storage: Storage, options: DoctorOptions): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const message of await storage.database.check())
    findings.push({ kind: 'DATABASE_DAMAGED', subject: 'leopard.db', message });
  const encoder = await storedEncoder(storage.database.generations);
  for await (const finding of examinePictures(storage, encoder?.number, options.onProgress)) findings.push(finding);
  await withIndex(storage, options, findings, async (engine, identity) => {
    for await (const finding of examineIndex(storage.database, engine, identity)) findings.push(finding);
  });
  if (storage.old !== undefined) {
    const message =
      'holds the files of an older format, from which this folder was migrated; `leopard doctor --remove-old` removes them';
    findings.push({ kind: 'OLD_FILES', subject: basename(storage.old.folder), message });
  }
  return findings;
}

/** @returns what is left of the findings */
async function removeOld({ old }: Storage, findings: readonly Finding[], options: DoctorOptions): Promise<Finding[]> {
  if (options.removeOld !== true || old === undefined || !isHealthy(findings)) return [...findings];
  await old.remove();
  return findings.filter(({ kind }) => kind !== 'OLD_FILES');
}

/** Does something with the vector store where there is one; that it does not answer is a finding. */
async function withIndex(
  { database, deployment }: Storage,
  { openEngine }: DoctorOptions,
  findings: Finding[],
  task: (engine: VectorEngine, identity: IndexIdentity) => Promise<void>,
): Promise<void> {
  const encoder = await storedEncoder(database.generations);
  if (openEngine === undefined || encoder === undefined) return;
  const identity = { encoder: encoder.identity satisfies EncoderIdentity, encoderNumber: encoder.number, deployment };
  let engine: VectorEngine | undefined;
  try {
    engine = await openEngine();
    await task(engine, identity);
  } catch (error) {
    if (!(error instanceof LeopardError) && !(error instanceof SetupError)) throw error;
    // The engine's own words: whoever examines a deployment may read them.
    const words = error.cause instanceof Error ? ` (${error.cause.message})` : '';
    findings.push({ kind: 'INDEX_UNREACHABLE', subject: error.code, message: `${error.message}${words}` });
  } finally {
    await engine?.close();
  }
}

/** Whether something is wrong that does not mend itself. */
export function isHealthy(findings: readonly Finding[]): boolean {
  return !findings.some(isFault);
}
