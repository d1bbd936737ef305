import { LeopardError, SetupError } from '../../../lib/errors.js';
import type { EncoderIdentity } from '../../encoder/types.js';
import { synchronise, type VectorStore } from '../../storage/vectors/index.js';
import { lockDataFolder, openImageStore } from '../../storage/file-store/images/index.js';
import { requireDescription, StoreLayout } from '../../storage/file-store/images/layout.js';
import type { DataFolderLock } from '../../../lib/folder-lock.js';
import { replay, type Replayed } from '../../storage/file-store/images/recovery.js';
import { examineFiles } from './examine-files.js';
import { examineIndex } from './examine-index.js';
import { type Finding, isFault } from './findings.js';
import { repairLog, setAside } from './repair.js';

export interface DoctorOptions {
  /** Opens the vector store; left out, only the image store is looked at. */
  readonly openVectors?: (identity: EncoderIdentity) => Promise<VectorStore>;
  readonly repair?: boolean;
  /** Pictures looked at so far, of all. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly now?: () => Date;
}

export interface Diagnosis {
  readonly pictures: number;
  readonly findings: Finding[];
  /** What is still wrong after the repair; the same as findings where none was asked for. */
  readonly remaining: Finding[];
}

/**
 * Looks at everything in a data folder that no process uses, and with `repair` mends what it finds. Never deletes a
 * picture: what cannot stay in the store is set aside in `recovered/` or, where it is not whole, in `damaged/`.
 * @throws SetupError DATA_FOLDER_LOCKED, STORE_NOT_FOUND, STORE_UNREADABLE, STORE_TOO_NEW
 */
export async function examineDataFolder(folder: string, options: DoctorOptions = {}): Promise<Diagnosis> {
  const layout = new StoreLayout(folder);
  // Before the lock, which would create the folder.
  const description = await requireDescription(layout);
  const lock = await lockDataFolder(folder);
  try {
    const first = await examine(layout, description.identity, options);
    if (!options.repair || first.findings.length === 0) return { ...first, remaining: first.findings };
    await repair(layout, description.identity, lock, first, options);
    const { pictures, findings } = await examine(layout, description.identity, options);
    return { pictures, findings: first.findings, remaining: findings };
  } finally {
    await lock.release();
  }
}

interface Examination {
  readonly pictures: number;
  readonly findings: Finding[];
  readonly replayed: Replayed;
}

async function examine(layout: StoreLayout, identity: EncoderIdentity, options: DoctorOptions): Promise<Examination> {
  const replayed = await replay(layout);
  const findings: Finding[] = [];
  for await (const finding of examineFiles(layout, identity.dimension, replayed, options.onProgress))
    findings.push(finding);
  await withVectors(identity, options, findings, async (vectors) => {
    const records = [...replayed.catalogue.all()].map(({ record }) => record);
    for await (const finding of examineIndex(records, vectors)) {
      // What is being deleted leaves the index together with its files.
      if (finding.kind !== 'VECTOR_WITHOUT_PICTURE' || !replayed.unfinished.has(finding.subject))
        findings.push(finding);
    }
  });
  return { pictures: replayed.catalogue.count, findings, replayed };
}

async function repair(
  layout: StoreLayout,
  identity: EncoderIdentity,
  lock: DataFolderLock,
  { findings, replayed }: Examination,
  options: DoctorOptions,
): Promise<void> {
  if (replayed.damaged.length > 0 || replayed.missing) await repairLog(layout, replayed, options.now?.() ?? new Date());
  // The folder stays locked for the second look.
  const borrowed = { announce: (url: string) => lock.announce(url), release: async () => undefined };
  let vectors: VectorStore | undefined;
  await withVectors(identity, options, [], async (store) => {
    vectors = store;
    const images = await openImageStore(layout.folder, { lock: borrowed, purge: (ids) => store.delete(ids) });
    try {
      await setAside(layout, images, findings);
      await synchronise(images, store);
    } finally {
      await images.close();
    }
  });
  if (vectors !== undefined) return;
  const images = await openImageStore(layout.folder, { lock: borrowed });
  await setAside(layout, images, findings).finally(() => images.close());
}

/** Does something with the vector store where there is one; that it does not answer is a finding. */
async function withVectors(
  identity: EncoderIdentity,
  { openVectors }: DoctorOptions,
  findings: Finding[],
  task: (vectors: VectorStore) => Promise<void>,
): Promise<void> {
  if (openVectors === undefined) return;
  let vectors: VectorStore;
  try {
    vectors = await openVectors(identity);
  } catch (error) {
    if (!(error instanceof LeopardError) && !(error instanceof SetupError)) throw error;
    findings.push({ kind: 'INDEX_UNREACHABLE', subject: error.code, message: error.message });
    return;
  }
  await task(vectors).finally(() => vectors.close());
}

/** Whether something is wrong that does not mend itself. */
export function isHealthy(findings: readonly Finding[]): boolean {
  return !findings.some(isFault);
}
