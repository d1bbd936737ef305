// A server whose encoder waits in place of computing: what is left is what servers share.
import 'reflect-metadata';
import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { readConfig } from '../../src/config/index.js';
import { createLogger } from '../../src/lib/logger.js';
import { startServer } from '../../src/lifecycle.js';
import type { Encoder, EncodeRequest } from '../../src/services/encoder/types.js';

const DIMENSION = 64;
const milliseconds = Number(process.argv[2]);

/** One at a time, as a machine with one encoder. */
let turn = Promise.resolve();

function vectorOf({ image, instruction }: EncodeRequest): Float32Array {
  const digest = createHash('shake256', { outputLength: DIMENSION * 2 })
    .update(`${image?.id} ${instruction}`)
    .digest();
  const vector = Float32Array.from({ length: DIMENSION }, (_, index) => digest.readInt16LE(index * 2));
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

const encoder: Encoder = {
  identity: {
    model: 'waiting',
    checkpoint: '0'.repeat(64),
    dimension: DIMENSION,
    precision: 'fp32',
    preprocessing: 'web-1',
  },
  limits: { instructionTokens: 512, instructionTokensWithImage: 256 },
  languages: [],
  async encode(request) {
    const mine = turn.then(() => pause(milliseconds));
    turn = mine;
    await mine;
    return { embedding: vectorOf(request), tokens: 4, timings: { queue: 0, decode: 0, vision: milliseconds, fuse: 0 } };
  },
  close: async () => undefined,
};

const config = readConfig(process.env);
const server = await startServer(config, createLogger('error'), { openEncoder: async () => encoder });
process.stdout.write(`${server.url}\n`);
process.once('SIGTERM', () => void server.stop());
