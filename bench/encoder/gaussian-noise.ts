import { seededRandom } from '../../src/lib/seeded-random.js';
import { halves } from '../../tests/support/checkpoint-writer.js';

/**
 * Made-up weights N(0, 1/inputs) in half precision, so that numbers stay of order one through all layers. Each tensor's numbers are cut
 * out of one long table, from a place that its name decides.
 */
export function gaussianNoise(length: number): (name: string, shape: readonly number[]) => Buffer {
  const random = seededRandom(20240317);
  const normal = Float64Array.from(
    { length },
    () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  );
  const tables = new Map<string, Buffer>();
  return (name, shape) => {
    const [mean, deviation] = statistics(name, shape);
    const key = `${mean} ${deviation}`;
    const table = tables.get(key) ?? halves(normal.map((value) => mean + deviation * value));
    tables.set(key, table);
    const content = Buffer.alloc(count(shape) * 2);
    let from = (hash(name) % length) * 2;
    for (let done = 0; done < content.length; from = 0) done += table.copy(content, done, from);
    return content;
  };
}

function statistics(name: string, shape: readonly number[]): [mean: number, deviation: number] {
  if (/(norm\d?|_ln|LayerNorm)\.weight$/.test(name)) return [1, 0.1];
  if (shape.length < 2 || /cls_token|pos_embed/.test(name)) return [0, 0.1];
  if (/embeddings\.weight$/.test(name)) return [0, 0.5];
  return [0, Math.sqrt(shape[0] ?? 1) / Math.sqrt(count(shape))];
}

export const count = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);

function hash(text: string): number {
  let value = 2166136261;
  for (const character of text) value = Math.imul(value ^ character.charCodeAt(0), 16777619) >>> 0;
  return value;
}
