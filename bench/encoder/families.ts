import { fuseFlops, visionFlops } from './flops.js';
import { BASE } from './full-size.js';

/** Floating-point operations of one picture. */
export interface Flops {
  readonly vision: number;
  readonly fuse: number;
  readonly imageOnly: number;
}

/** What is aimed at, beside which figures are shown. */
export interface Goals {
  /** Speed against PyTorch, picture and instruction. */
  readonly torch: number;
  /** A new instruction on a cached picture, against a composed query. */
  readonly newInstruction: number;
  /** Milliseconds until the graphs are ready, and MiB, where they are aimed at. */
  readonly start?: { readonly checkpoint: number; readonly prepacked: number };
  readonly memory?: { readonly rss: number; readonly pss: number; readonly anonymous: number };
}

export interface BenchFamily {
  readonly goals: Goals;
  /** Undefined where they are not counted. */
  readonly flops?: Flops;
}

const TOKENS_OF_PICTURE = 196;

export const benchFamily = (family: string, tokens: number): BenchFamily =>
  family === 'clip'
    ? { goals: { torch: 1.1, newInstruction: 0.2 } }
    : {
        goals: {
          torch: 1.2,
          newInstruction: 0.55,
          start: { checkpoint: 1000, prepacked: 400 },
          memory: { rss: 900, pss: 850, anonymous: 100 },
        },
        flops: {
          vision: visionFlops(BASE),
          fuse: fuseFlops(BASE, TOKENS_OF_PICTURE, tokens),
          imageOnly: fuseFlops(BASE, TOKENS_OF_PICTURE, 2),
        },
      };
