/**
 * Sentences that never occurred in training, to measure whether the model understands or recites. Slots as in
 * `templates.ts`.
 */
export const UNSEEN_TEMPLATES = {
  transfer: [
    '{c} featuring this motif',
    'could i get {a} that carries the look of this photograph',
    '{c} having the identical pattern',
    '{c} bearing this artwork',
    '{cs} resembling the picture',
    'i would love to own {a} decorated this way',
    'transfer the theme of this image onto {a}',
    'what about {a} with an identical look',
    'imagine this on {a}',
    'the pattern shown here, applied to {a}',
    '{a} wearing this pattern',
    'let me see {cs} that share this theme',
  ],
  colour: [
    'prefer it {k}',
    'any chance of {k}',
    'could this be {k}',
    'what if it were {k}',
    'the one coloured {k}',
    'swap the colour for {k}',
    'everything the same except {k}',
  ],
  theme: [
    'could it have {n}',
    'swap this pattern for {n}',
    'instead of this, {n}',
    'same object, {j} look',
    'give it {n}',
    'what about {n}',
    'redo it with {n}',
  ],
} as const satisfies Record<string, readonly string[]>;
