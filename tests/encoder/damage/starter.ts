import { encoderSettings } from '../../../src/config/encoder.js';
import { SetupError } from '../../../src/lib/errors.js';
import { createEncoder } from '../../../src/services/encoder/encoder.js';
import { goldenImage, goldensOf } from '../golden-models.js';

/** What one start of a model came to. */
export type Start =
  | { readonly embeddings: number[][]; readonly notices: string[] }
  | { readonly code: string }
  | { readonly fault: string };

const goldens = goldensOf('tiny-model');

/** Entry of a process that starts the model in each folder that it is told, since some damages end the whole process. */
process.on('message', ({ folder, settings }: { folder: string; settings: Record<string, unknown> }) => {
  start(folder, settings).then(
    (answer) => process.send?.(answer),
    (error: unknown) =>
      process.send?.(error instanceof SetupError ? { code: error.code } : ({ fault: String(error) } satisfies Start)),
  );
});

async function start(folder: string, settings: Record<string, unknown>): Promise<Start> {
  const notices: string[] = [];
  const encoder = await createEncoder({
    ...encoderSettings.parse({ workers: 1, prepackedCacheFromBytes: 0, ...settings }),
    modelFolder: folder,
    maximumPixels: 1e6,
    onNotice: (notice) => notices.push(notice),
  });
  try {
    const embeddings: number[][] = [];
    // Every row of the word table, and both halves of the model.
    const vocabulary = Object.values(goldens.texts).flatMap(({ ids }) => ids);
    const most = Math.max(...vocabulary);
    const length = 40;
    for (let id = 0; id <= most; id += length) {
      const tokenIds = Array.from({ length }, (_, index) => Math.min(most, id + index));
      embeddings.push([...(await encoder.encode({ tokenIds, priority: 'bulk' })).embedding]);
    }
    const image = goldenImage('tiny-model', goldens, 'portrait');
    embeddings.push([...(await encoder.encode({ image, priority: 'interactive' })).embedding]);
    return { embeddings, notices };
  } finally {
    await encoder.close();
  }
}
