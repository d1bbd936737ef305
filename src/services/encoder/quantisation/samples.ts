import type { Task } from '../worker-protocol.js';

/** What is encoded to see what quantising does: pictures, instructions, and both; the n-th of each belong together. */
export interface Samples {
  readonly pictures: readonly Task[];
  readonly composed: readonly Task[];
  readonly texts: readonly Task[];
}

/** Where samples come from. */
export interface SampleSource {
  /** Whether the pictures are drawn, rather than the user's own. */
  readonly drawn: boolean;
  /** To choose by. */
  choosing(): Promise<Samples>;
  /** To measure with: other ones at each attempt, as far as there are more. */
  checking(attempt: number): Promise<Samples>;
}

export const firstOf = ({ pictures, composed, texts }: Samples, count: number): Samples => ({
  pictures: pictures.slice(0, count),
  composed: composed.slice(0, count),
  texts: texts.slice(0, count),
});

/** What is asked in place of the user's own instructions: short and long ones, with words that any shop has. */
const INSTRUCTIONS: readonly string[] = [
  'the same in red',
  'with stripes',
  'a blue mug with flowers',
  'make it green',
  'without the pattern',
  'the same thing, but made of wood',
  'in black and white',
  'at night, with lights',
  'a bag with cats on it',
  'like this, but smaller and in yellow',
  'change the background to a beach with palm trees, and keep everything else as it is',
  'with a mountain behind it',
  'a shirt with this pattern',
  'in winter, with snow',
  'two of them beside each other',
  'the same, photographed from above on a white table',
  'pink with dots',
  'a poster of the sea',
  'for children, with animals in bright colours',
  'older, worn, and without any text on it',
  'cup',
  'something for the garden in the same style, preferably in brown or orange',
  'with leaves and birds',
  'purple',
];

/** After each of them was asked, two at a time: hundreds of different ones. */
export function instructionOf(index: number): string {
  const count = INSTRUCTIONS.length;
  const round = Math.floor(index / count);
  const one = INSTRUCTIONS[index % count] ?? '';
  const other = INSTRUCTIONS[(index + round) % count] ?? '';
  return one === other ? one : `${one}, ${other}`;
}
