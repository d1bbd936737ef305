import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { send } from '../support/graphql.js';
import { startTestServer } from '../support/server.js';
import { modelFolder, openEncoder } from './golden-models.js';

/** Nice values of the threads of this process: field 19 of /proc/…/stat, counted behind the name. */
function niceValues(): number[] {
  return readdirSync('/proc/self/task').map((thread) => {
    const stat = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]);
  });
}

it.runIf(process.platform === 'linux')('computing threads stand behind the thread that answers requests', async () => {
  const encoder = await openEncoder(modelFolder('tiny-model'), { workers: 2 });
  // The encoder answers as soon as its first worker does. Helpers of a TypeScript loader may stand with them.
  const behind = () => niceValues().filter((nice) => nice === 10).length;
  await expect.poll(behind, { timeout: 30_000 }).toBeGreaterThanOrEqual(2);
  expect(niceValues()[0]).toBeLessThan(10);
  await encoder.close();
});

it.runIf(process.platform === 'linux')('the thread that parses long bodies stands behind the encoder', async () => {
  const { endpoint } = await startTestServer();
  expect(niceValues()).not.toContain(15);
  await send(endpoint, '{ status { version } }', { long: 'x'.repeat(300_000) });
  expect(niceValues()).toContain(15);
});
