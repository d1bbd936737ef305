import type { ImageStore } from '../../src/services/images/types.js';
import { newImage } from './support.js';

/** What a picture may be: its step, or null where it is not stored. */
type State = number | null;

/**
 * Follows what a writer said: after a kill, a picture is what its last acknowledged change made it, or what a change
 * that was under way would have made it; nothing else.
 */
export class Expectation {
  private readonly known = new Map<string, { state: State; under: State | undefined }>();

  /** Takes in the lines of one run. */
  follow(lines: readonly string[]): void {
    for (const line of lines) {
      const [phase, kind = '', name = '', number = ''] = line.split(' ');
      if (phase !== 'begin' && phase !== 'done') continue;
      const picture = this.known.get(name) ?? { state: null, under: undefined };
      this.known.set(name, picture);
      if (phase === 'begin') picture.under = after(kind, picture.state, Number(number));
      else [picture.state, picture.under] = [picture.under ?? null, undefined];
    }
  }

  /** Names of the pictures that are neither what was acknowledged nor what was under way; settles on what is there. */
  async differences(store: ImageStore): Promise<string[]> {
    const wrong: string[] = [];
    for (const [name, picture] of this.known) {
      const image = newImage(name);
      const record = store.get(image.record.id);
      const state: State = record === undefined ? null : Number(record.metadata.step);
      const possible = picture.under === undefined ? [picture.state] : [picture.state, picture.under];
      if (!possible.includes(state)) wrong.push(`${name} is ${state}, expected ${possible.join(' or ')}`);
      if (record !== undefined && !(await isWhole(store, name))) wrong.push(`${name} is half there`);
      [picture.state, picture.under] = [state, undefined];
    }
    const stored = [...this.known.values()].filter(({ state }) => state !== null).length;
    if (store.count !== stored) wrong.push(`${store.count} pictures are there, ${stored} are known`);
    return wrong;
  }
}

/** The same bytes again change nothing; a change or a deletion of a picture that is not there does nothing. */
function after(kind: string, state: State, number: number): State {
  if (kind === 'put') return state ?? number;
  return kind === 'update' && state !== null ? number : null;
}

async function isWhole(store: ImageStore, name: string): Promise<boolean> {
  const image = newImage(name);
  const { id } = image.record;
  const embedding = await store.embedding(id);
  return (
    Buffer.from(image.original).equals(await store.original(id)) &&
    image.embedding.every((value, index) => value === embedding?.[index])
  );
}
