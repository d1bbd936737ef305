// Sends one operation again and again, some in flight at a time, and remembers what each took.
// Asked with { url, query, variables, inFlight, count }, it answers with the rate and, for each answer, ms from the request to its
// last byte: all of it, and without the vector search that it reports (`timings.vectorSearch`).
import { performance } from 'node:perf_hooks';
import { Pool } from 'undici';
import { serve } from '../../encoder/scenarios/common.mjs';

const HEADERS = { 'content-type': 'application/json' };
let sent = 0;

async function send(pool, query, variables) {
  // Another question each time, so that no cache has its answer.
  const own = variables && { ...variables, instruction: `${variables.instruction} ${process.pid}-${sent++}` };
  const body = JSON.stringify({ query, variables: own });
  const started = performance.now();
  const response = await pool.request({ path: '/graphql', method: 'POST', headers: HEADERS, body });
  const text = await response.body.text();
  const all = performance.now() - started;
  const { data, errors } = JSON.parse(text);
  if (errors) throw new Error(text);
  if (data.search?.hits.length === 0) throw new Error('a search without hits measures nothing');
  return { all, withoutStore: all - (data.search?.timings.vectorSearch ?? 0) };
}

await serve(async ({ url, query, variables, inFlight, count }) => {
  const pool = new Pool(url, { connections: inFlight });
  const answers = [];
  let left = count;
  const work = async () => {
    while (left-- > 0) answers.push(await send(pool, query, variables));
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: inFlight }, work));
  const perSecond = (1000 * count) / (performance.now() - started);
  await pool.close();
  return { perSecond, all: answers.map(({ all }) => all), withoutStore: answers.map((answer) => answer.withoutStore) };
});
