// Sustained ingestion, JPEG in and vector out, while the same process answers HTTP. Arguments: model folder, seconds, precision.
import { clearInterval, setInterval } from 'node:timers';
import { performance } from 'node:perf_hooks';
import { fork } from 'node:child_process';
import { createServer } from 'node:http';
import { createEncoder } from '../../../dist/services/encoder/encoder.js';
import { encoderOptions, jpeg, memory, serve } from './common.mjs';

const [folder, seconds, precision = 'fp32'] = process.argv.slice(2);
const PICTURE_SIDE = 1000;
const TICK = 10;

const encoder = await createEncoder(await encoderOptions(folder, { precision }));
const pictures = await Promise.all([1, 2, 3, 4].map((seed) => jpeg(PICTURE_SIDE, PICTURE_SIDE, seed)));
const server = createServer((_, response) => response.end('{"status":"ok"}'));
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

const quantile = (values, part) => [...values].sort((a, b) => a - b)[Math.floor(values.length * part)];

await serve(async () => {
  const end = performance.now() + Number(seconds) * 1000;
  let count = 0;
  const feed = async () => {
    while (performance.now() < end) {
      const bytes = pictures[count % pictures.length];
      await encoder.encode({ image: { id: `picture ${count}`, load: async () => bytes }, priority: 'bulk' });
      count += 1;
    }
  };
  const delays = [];
  let expected = performance.now() + TICK;
  const timer = setInterval(() => {
    const now = performance.now();
    delays.push(Math.max(0, now - expected));
    expected = now + TICK;
  }, TICK);
  const client = fork(new URL('http-client.mjs', import.meta.url), [String(server.address().port)]);
  const started = performance.now();
  await Promise.all(Array.from({ length: 2 * encoder.stats().workers }, feed));
  const elapsed = (performance.now() - started) / 1000;
  clearInterval(timer);
  const http = await new Promise((resolve) => {
    client.once('message', resolve);
    client.send('stop');
  });
  return {
    picturesPerSecond: count / elapsed,
    pictures: count,
    eventLoopDelay: { p99: quantile(delays, 0.99), max: Math.max(...delays) },
    http: { p99: quantile(http, 0.99), requests: http.length },
    memory: memory(),
  };
});
