import type { Progress } from '../progress.js';
import { IngestReport } from './report.js';
import type { Survey } from './survey.js';
import type { IngestTarget, PictureCollection, PictureFile } from './types.js';

export interface RunOptions {
  readonly progress: Progress;
  /** Takes no further files; those under way are finished. */
  readonly signal: AbortSignal;
}

/** Puts every picture of the collections, which were surveyed, into the target, a bounded number at a time. */
export async function ingestCollections(
  collections: readonly PictureCollection[],
  survey: Survey,
  target: IngestTarget,
  { progress, signal }: RunOptions,
): Promise<IngestReport> {
  const report = new IngestReport(survey);
  const files = allFiles(collections);
  // One iterator, drawn from by several: each takes the next file when it is done with one.
  const work = async () => {
    while (!signal.aborted) {
      const { value: file, done } = await files.next();
      if (done) return;
      report.add(file.name, await target.ingest(file));
      progress.update(report.done, report.total);
    }
  };
  await Promise.all(Array.from({ length: target.concurrency }, work));
  report.interrupted = signal.aborted;
  return report;
}

async function* allFiles(collections: readonly PictureCollection[]): AsyncGenerator<PictureFile, void> {
  for (const collection of collections) yield* collection.files();
}
