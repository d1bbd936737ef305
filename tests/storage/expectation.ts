import { newImage, type TestStore } from '../support/stored.js';

/** A picture that a writer stores under a name. */
export interface KnownPicture {
  readonly id: string;
  readonly original: Uint8Array;
  /** Where it is known beforehand. */
  readonly embedding?: Float32Array;
}

export interface ExpectationOptions {
  readonly pictureOf: (name: string) => KnownPicture;
  /** Whether storing a picture that is there replaces its metadata. */
  readonly putReplaces: boolean;
}

const ofWriter: ExpectationOptions = {
  pictureOf: (name) => ({ ...newImage(name), id: newImage(name).record.id }),
  putReplaces: false,
};

/** What a picture may be: its step, or null where it is not stored. */
type State = number | null;

/**
 * Follows what a writer said: after a kill, a picture is what its last acknowledged change made it, or what a change
 * that was under way would have made it; nothing else.
 */
export class Expectation {
  constructor(private readonly options = ofWriter) {}

  private readonly known = new Map<string, { state: State; under: State | undefined }>();

  /** Takes in the lines of one run. */
  follow(lines: readonly string[]): void {
    for (const line of lines) {
      const [phase, kind = '', name = '', number = ''] = line.split(' ');
      if (phase !== 'begin' && phase !== 'done') continue;
      // What changes no picture.
      if (kind === 'search' || kind === 'erase') continue;
      const picture = this.known.get(name) ?? { state: null, under: undefined };
      this.known.set(name, picture);
      if (phase === 'begin') picture.under = this.after(kind, picture.state, Number(number));
      else [picture.state, picture.under] = [picture.under ?? null, undefined];
    }
  }

  /** Names of the pictures that are neither what was acknowledged nor what was under way; settles on what is there. */
  async differences(store: TestStore): Promise<string[]> {
    const wrong: string[] = [];
    for (const [name, picture] of this.known) {
      const { id } = this.options.pictureOf(name);
      const record = await store.get(id);
      const state: State = record === undefined ? null : Number(record.metadata.step);
      const possible = picture.under === undefined ? [picture.state] : [picture.state, picture.under];
      if (!possible.includes(state)) wrong.push(`${name} is ${state}, expected ${possible.join(' or ')}`);
      if (record !== undefined && !(await isWhole(store, this.options.pictureOf(name))))
        wrong.push(`${name} is half there`);
      [picture.state, picture.under] = [state, undefined];
    }
    const stored = [...this.known.values()].filter(({ state }) => state !== null).length;
    const count = await store.count();
    if (count !== stored) wrong.push(`${count} pictures are there, ${stored} are known`);
    return wrong;
  }

  /** A change or a deletion of a picture that is not there does nothing. */
  private after(kind: string, state: State, number: number): State {
    if (kind === 'put') return this.options.putReplaces ? number : (state ?? number);
    return kind === 'update' && state !== null ? number : null;
  }
}

async function isWhole(store: TestStore, { id, original, embedding }: KnownPicture): Promise<boolean> {
  const stored = await store.embedding(id);
  const same = embedding === undefined || embedding.every((value, index) => value === stored?.[index]);
  return stored !== undefined && same && Buffer.from(original).equals((await store.original(id)) ?? Buffer.alloc(0));
}
