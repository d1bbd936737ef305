/**
 * Loaded into a server with `--import`: how long its event loop was busy at a stretch, in CPU time of its own thread, so that other
 * programs on the machine count for nothing. Answers each message with the longest stretch since the last one, in ms.
 */
import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setInterval } from 'node:timers';

const PERIOD = 5;

/** CPU time of this thread in ms (Linux, proc(5): the first figure of schedstat, in ns); elsewhere the clock on the wall. */
function threadTime() {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return performance.now();
  }
}

const delays = monitorEventLoopDelay({ resolution: PERIOD });
delays.enable();
let worst = 0;
let last = threadTime();
setInterval(() => {
  const now = threadTime();
  worst = Math.max(worst, now - last);
  last = now;
}, PERIOD).unref();

process.on('message', () => {
  process.send?.({ busy: worst, delay: delays.max / 1e6 });
  worst = 0;
  delays.reset();
});
process.channel?.unref();
