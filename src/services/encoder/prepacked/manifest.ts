import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { writeSynced } from '../../../lib/atomic-file.js';
import { sha256 } from '../../../lib/hash.js';
import type { ModelDimensions } from '../models/model.js';
import { checksumOfFile } from './checksum.js';

/** What the runtime reads before anything can be computed: damage there ends its whole process. */
export const GRAPHS = '.onnx';
/** What it maps: damage there gives wrong numbers. */
export const WEIGHTS = '.bin';

const MANIFEST = 'manifest.json';
/** A manifest has 20 KB; no more is read of what stands in its place. */
const LARGEST_MANIFEST = 1024 ** 2;

const colours = z.tuple([z.number(), z.number(), z.number()]).readonly();
const manifestSchema = z.object({
  /** Name of its folder: a cache that was put into another one's place is noticed. */
  key: z.string(),
  dimensions: z.object({
    family: z.string(),
    pixelMean: colours,
    pixelStd: colours,
    imageSize: z.number(),
    patches: z.number(),
    width: z.number(),
  }) satisfies z.ZodType<ModelDimensions>,
  /** The embedding of the probe. */
  golden: z.array(z.number()),
  files: z.record(z.string(), z.object({ bytes: z.number(), checksum: z.string() })),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** The list of a cache's files as they are now, with what they do not say. The first line is the SHA-256 of the rest. */
export async function writeManifest(
  folder: string,
  facts: Pick<Manifest, 'key' | 'dimensions' | 'golden'>,
): Promise<void> {
  const files: Manifest['files'] = {};
  for (const name of (await readdir(folder)).filter((one) => one.endsWith(GRAPHS) || one.endsWith(WEIGHTS))) {
    const path = join(folder, name);
    files[name] = { bytes: (await stat(path)).size, checksum: await checksumOfFile(path) };
  }
  const text = JSON.stringify({ ...facts, files } satisfies Manifest);
  await writeSynced(join(folder, MANIFEST), `${sha256(text)}\n${text}\n`);
}

/** @throws Error saying what is wrong with it; ENOENT where there is no cache */
export async function readManifest(folder: string): Promise<Manifest> {
  const path = join(folder, MANIFEST);
  const info = await stat(path);
  if (!info.isFile() || info.size > LARGEST_MANIFEST) throw new Error(`${MANIFEST} is damaged`);
  const [sum, text = ''] = (await readFile(path, 'utf8')).split('\n');
  if (sum !== sha256(text)) throw new Error(`${MANIFEST} is damaged`);
  const manifest = manifestSchema.parse(JSON.parse(text));
  if (manifest.key !== basename(folder)) throw new Error('it is the cache of something else');
  return manifest;
}

/** @throws Error naming the file that is not as it was written */
export async function checkFiles(folder: string, { files }: Manifest, endings: readonly string[]): Promise<void> {
  for (const name of Object.keys(files).filter((one) => endings.some((ending) => one.endsWith(ending)))) {
    const path = join(folder, name);
    const info = await stat(path).catch(() => undefined);
    if (info === undefined) throw new Error(`${name} is missing`);
    const written = files[name];
    if (!info.isFile() || info.size !== written?.bytes || (await checksumOfFile(path)) !== written.checksum)
      throw new Error(`${name} is damaged`);
  }
}
