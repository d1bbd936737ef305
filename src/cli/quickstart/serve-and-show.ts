import { writeFile } from 'node:fs/promises';
import type { Config } from '../../config/index.js';
import { SetupError } from '../../lib/errors.js';
import { type RunningServer, startServer } from '../../lifecycle.js';
import { createLogger } from '../../lib/logger.js';
import { SheetThread } from '../../services/reranker/contact-sheet/sheet-thread.js';
import type { Services } from '../../services.js';
import type { QuickstartFlags } from './flags.js';
import { untilTold } from '../signals.js';
import type { SampleAnswer } from './sample-search.js';
import { say, showAddresses, showAnswer, showSheet } from './show.js';
import { pixelLimit } from '../../services/image-files/limits.js';

export interface Story {
  readonly answer: SampleAnswer;
  /** What the query picture is called in the terminal. */
  readonly pictureName: string;
  readonly sheetFile: string;
  /** The query picture of the contact sheet. */
  readonly picture?: Uint8Array;
  /** Said below the hits. */
  readonly notes?: readonly string[];
}

/**
 * Serves, lets the story fill the server and ask it, shows what came out, and goes on serving until told otherwise.
 * @throws SetupError INTERRUPTED where that comes before there is anything to show
 */
export async function serveAndShow(
  config: Config,
  flags: QuickstartFlags,
  tell: (server: RunningServer, signal: AbortSignal) => Promise<Story>,
): Promise<void> {
  const told = untilTold();
  const stop = new AbortController();
  void told.then(() => stop.abort(new SetupError('INTERRUPTED', 'Interrupted. Run it again: what was added stays.')));
  const server = await startServer(config, createLogger(config.server.logLevel));
  try {
    const story = await tell(server, stop.signal);
    showAnswer(story.answer, story.pictureName);
    for (const note of story.notes ?? []) say(`\n${note}`);
    await writeFile(story.sheetFile, await contactSheet(server.services, config, story));
    showSheet(story.sheetFile);
    if (flags.once) return say('\nNothing is served any more: the same command without --once serves it, at once.');
    showAddresses(server.url, story.answer);
    say('\nCtrl-C stops the server; the same command starts it again at once.');
    await told;
  } finally {
    await server.stop();
  }
}

/** What a ranking model would be shown, drawn without asking one. */
async function contactSheet(
  { collection, decoders }: Services,
  config: Config,
  { answer, picture }: Story,
): Promise<Uint8Array> {
  const thread = new SheetThread(decoders);
  try {
    const { png } = await thread.draw({
      query: picture && { load: async () => picture, instruction: answer.question.instruction },
      candidates: answer.hits.map(({ image }) => ({ load: () => collection.originals.bytes(image.id) })),
      limit: pixelLimit(config.limits),
    });
    return png;
  } finally {
    await thread.close();
  }
}
