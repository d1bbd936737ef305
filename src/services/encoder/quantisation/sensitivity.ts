import type { Task } from '../worker-protocol.js';
import type { ProductPrecision } from '../models/graph/precision.js';
import type { Group, GroupErrors, Times } from './choose.js';
import { mean, withTokens } from './evaluate.js';
import { cosine, type Measured } from './measure.js';
import type { ErrorStore } from './progress-file.js';
import type { Samples } from './samples.js';

const ROUNDS = 3;
/** For each precision; a run that has begun is finished. */
const ROUND_MILLISECONDS = 100;

/** What it does to the final vectors to quantise each group alone. What an earlier run found is not measured again. */
export async function groupErrors(
  measured: Measured,
  groups: readonly Group[],
  samples: Samples,
  known: ErrorStore,
  onProgress: (done: number, total: number) => void,
): Promise<GroupErrors[]> {
  measured.all('fp32');
  const composed: { task: Task; seen: Task; expected: Float32Array }[] = [];
  for (const task of samples.composed) {
    const { embedding, imageTokens } = await measured.run({ ...task, keepImageTokens: true });
    composed.push({ task, seen: withTokens(task, imageTokens), expected: embedding });
  }
  const texts: { task: Task; expected: Float32Array }[] = [];
  for (const task of samples.texts) texts.push({ task, expected: (await measured.run(task)).embedding });

  const errorOf = async (group: Group, precision: ProductPrecision): Promise<number> => {
    measured.only(group.weights, precision);
    const rows = measured.readsPixels(group.weights)
      ? composed
      : [...composed.map(({ seen, expected }) => ({ task: seen, expected })), ...texts];
    const errors = [];
    for (const { task, expected } of rows) errors.push(1 - cosine(expected, (await measured.run(task)).embedding));
    return Math.max(0, mean(errors));
  };
  const errors: GroupErrors[] = [];
  for (const [index, group] of groups.entries()) {
    const found = known.get(group) ?? {
      int8: await errorOf(group, 'int8'),
      'int8-rows': await errorOf(group, 'int8-rows'),
    };
    await known.set(group, found);
    errors.push(found);
    onProgress(index + 1, groups.length);
  }
  return errors;
}

/** Milliseconds of a picture with an instruction at each precision, the best of many. */
export async function timesOf(measured: Measured, samples: Samples): Promise<Times> {
  const times = { fp32: Infinity, int8: Infinity, 'int8-rows': Infinity };
  for (let round = 0; round < ROUNDS; round++) {
    for (const precision of ['fp32', 'int8', 'int8-rows'] as const) {
      measured.all(precision);
      times[precision] = Math.min(times[precision], await bestTime(measured, samples));
    }
  }
  return times;
}

/** Milliseconds of a picture with an instruction, as the products are set. A small model runs often: on a busy machine most runs are held up. */
export async function bestTime(measured: Measured, { composed: [task] }: Samples): Promise<number> {
  if (task === undefined) throw new Error('There is no sample');
  let best = Infinity;
  for (const end = performance.now() + ROUND_MILLISECONDS; performance.now() < end;) {
    const started = performance.now();
    await measured.run(task);
    best = Math.min(best, performance.now() - started);
  }
  return best;
}
