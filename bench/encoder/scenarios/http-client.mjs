// Asks a local server a hundred times a second and remembers how long each answer took, ms. Argument: port.
import { performance } from 'node:perf_hooks';
import { clearInterval, setInterval } from 'node:timers';
import { fetch } from 'undici';

const port = process.argv[2];
const times = [];
const timer = setInterval(async () => {
  const started = performance.now();
  await (await fetch(`http://127.0.0.1:${port}/`)).text();
  times.push(performance.now() - started);
}, 10);
process.on('message', () => {
  clearInterval(timer);
  process.send(times, () => process.disconnect());
});
