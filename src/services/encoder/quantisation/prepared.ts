import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isMissing, replaceFile } from '../../../lib/atomic-file.js';
import { SetupError } from '../../../lib/errors.js';
import { sha256 } from '../../../lib/hash.js';
import { QUANTISATION_VERSION, type QuantisationPlan } from '../models/graph/precision.js';
import { GRAPH_VERSION } from '../models/graph/version.js';

/** In the model folder. */
export const PREPARED_FILE = 'int8.json';
const LARGEST_FILE = 1024 ** 2;

const names = z.array(z.string());
const preparedSchema = z.object({
  version: z.literal(1),
  /** SHA-256 of the checkpoint that the choice was made on. */
  checkpoint: z.string(),
  graphs: z.number(),
  quantisation: z.number(),
  /** Weights of the products that are not in plain int8. */
  plan: z.object({ fp32: names, rows: names }) satisfies z.ZodType<QuantisationPlan>,
  found: z.object({
    /** Smallest cosine against fp32 that was asked for. */
    bound: z.number(),
    smallestCosine: z.number(),
    meanCosine: z.number(),
    /** Share of queries whose nearest picture is the same; share of the nearest five that are. */
    sameFirst: z.number(),
    sameFive: z.number(),
    /** That were measured, and not chosen by. */
    pictures: z.number(),
    vectors: z.number(),
    /** Whether the pictures were drawn, rather than the user's own. */
    drawn: z.boolean(),
    products: z.object({ int8: z.number(), rows: z.number(), fp32: z.number() }),
    /** Of one picture with an instruction, when it was prepared. */
    milliseconds: z.object({ fp32: z.number(), int8: z.number() }),
  }),
  /** The embedding of the probe: another processor has to give nearly the same. */
  probe: z.array(z.number()),
});
export type Prepared = z.infer<typeof preparedSchema>;

/** Names the arithmetic of the vectors: another choice of products is another index. */
export function precisionName({ plan }: Pick<Prepared, 'plan'>): string {
  const sorted = [plan.fp32.toSorted(), plan.rows.toSorted()];
  return `int8-${sha256(JSON.stringify([QUANTISATION_VERSION, GRAPH_VERSION, sorted])).slice(0, 8)}`;
}

/** The first line is the SHA-256 of the rest. */
export async function writePrepared(folder: string, prepared: Prepared): Promise<void> {
  const text = `${JSON.stringify(prepared, null, 1)}\n`;
  await replaceFile(join(folder, PREPARED_FILE), `${sha256(text)}\n${text}`);
}

/** @throws SetupError PRECISION_NOT_PREPARED, PRECISION_DAMAGED, PRECISION_OUTDATED */
export async function readPrepared(folder: string, checkpoint: string): Promise<Prepared> {
  const path = join(folder, PREPARED_FILE);
  const remedy = '`leopard models prepare <id> --precision int8`';
  const text = await readWhole(path).catch((cause: unknown) => {
    throw isMissing(cause)
      ? new SetupError(
          'PRECISION_NOT_PREPARED',
          `The model in ${folder} was not prepared for int8. Run ${remedy} once, or set PRECISION=fp32.`,
        )
      : new SetupError('PRECISION_DAMAGED', `${path} cannot be read. Run ${remedy} again.`, { cause });
  });
  const end = text.indexOf('\n');
  const rest = text.slice(end + 1);
  const parsed = text.slice(0, end) === sha256(rest) ? preparedSchema.safeParse(JSON.parse(rest)) : undefined;
  if (!parsed?.success) throw new SetupError('PRECISION_DAMAGED', `${path} is damaged. Run ${remedy} again.`);
  const prepared = parsed.data;
  const current =
    prepared.checkpoint === checkpoint &&
    prepared.graphs === GRAPH_VERSION &&
    prepared.quantisation === QUANTISATION_VERSION;
  if (current) return prepared;
  throw new SetupError(
    'PRECISION_OUTDATED',
    `The model in ${folder} was prepared for int8 with another checkpoint, or by another version of Leopard. Run ${remedy} again: its vectors will be others, so pictures are encoded anew.`,
  );
}

async function readWhole(path: string): Promise<string> {
  const info = await stat(path);
  if (!info.isFile() || info.size > LARGEST_FILE) throw new Error(`${path} is not such a file`);
  return readFile(path, 'utf8');
}
