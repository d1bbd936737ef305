/**
 * Whether a slow machine comes to the end of a long list, each time: `npm run test:last-hit -- <data folder of the
 * quickstart> [runs]`. With the browser slowed down four times, each run asks, wants the less relevant hits too, and
 * scrolls until the page says that there are no more.
 */
import { ask, cardCount } from './support/actions.js';
import { launchBrowser, openPage } from './support/chromium.js';
import { toLastHit } from './support/last-hit.js';
import { throttle } from './support/throttle.js';
import { startSite } from './support/leopard-process.js';

const SLOWDOWN = 4;
const [data, runs = '20'] = process.argv.slice(2);
if (data === undefined) throw new Error('Usage: npm run test:last-hit -- <data folder of the quickstart> [runs]');
const [site, browser] = await Promise.all([startSite({ data }), launchBrowser()]);
const { data: answer } = (await site.graphql('{ status { images limits { searchWindow } } }')) as {
  data: { status: { images: number; limits: { searchWindow: number } } };
};
const { images, limits } = answer.status;
const wanted = Math.min(images, limits.searchWindow);
let reached = 0;
try {
  for (let run = 1; run <= Number(runs); run++) {
    const { page, context } = await openPage(browser, site.url);
    await throttle(page, SLOWDOWN);
    const began = performance.now();
    await ask(page, 'a phone case');
    const fault = await toLastHit(page).then(
      () => '',
      (error: unknown) => (error as Error).message,
    );
    const count = await cardCount(page);
    if (count === wanted) reached += 1;
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    process.stdout.write(`${run}: ${count} of ${wanted} hits in ${seconds} s ${fault}\n`);
    await context.close();
  }
} finally {
  await browser.close();
  await site.close();
}
process.stdout.write(`${reached} of ${runs} runs reached the last hit\n`);
process.exitCode = reached === Number(runs) ? 0 : 1;
