// The compiled server with the constant encoder. Arguments: data folder, number of pictures in it, settings (JSON).
// Answers {} with its address, { do: 'processor' } with the processor time of its event loop so far, ms, { do: 'heap' } with the
// MiB in use after a collection, { do: 'delays' } with the delays of the event loop since the last such question, ms.
import 'reflect-metadata';
import { devNull } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { pino } from 'pino';
import { readConfig } from '../../../dist/config/index.js';
import { startServer } from '../../../dist/lifecycle.js';
import { serve } from '../../encoder/scenarios/common.mjs';
import { constantEncoder } from './constant-encoder.mjs';
import { mainThreadTime } from './main-thread-time.mjs';

const RESOLUTION = 1;

const [folder, pictures, settings = '{}'] = process.argv.slice(2);
const config = readConfig({ PORT: '0', DATA_FOLDER: folder, ...JSON.parse(settings) });
// Written as an operator has it, though nobody reads it.
const logger = pino({ level: 'info' }, pino.destination({ dest: devNull, sync: true }));
const encoder = constantEncoder(Number(pictures));
const { url } = await startServer(config, logger, { openEncoder: async () => encoder });

const delays = monitorEventLoopDelay({ resolution: RESOLUTION });
delays.enable();

function delaysSinceLast() {
  // The histogram has the time from one tick to the next.
  const late = (nanoseconds) => Math.max(0, nanoseconds / 1e6 - RESOLUTION);
  const found = { p99: late(delays.percentile(99)), longest: late(delays.max) };
  delays.reset();
  return found;
}

async function heapInUse() {
  for (let round = 0; round < 3; round++) await globalThis.gc({ type: 'major', execution: 'async' });
  return { heap: process.memoryUsage().heapUsed / 1024 ** 2 };
}

await serve(async (question) => {
  switch (question.do) {
    case 'processor':
      return { processor: mainThreadTime() };
    case 'heap':
      return heapInUse();
    case 'delays':
      return delaysSinceLast();
    default:
      return { url };
  }
});
