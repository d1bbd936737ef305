/**
 * How fast the page draws: `npm run bench:page -- <address of a server with the quickstart's pictures>`.
 * Prints the time from the arrival of an answer to the first drawn result, and the scripting in a frame while 500 results scroll.
 */
import { cardCount, moreCardsThan } from '../tests/page/support/actions.js';
import { launchBrowser, openPage } from '../tests/page/support/chromium.js';

const ROUNDS = 9;
const RESULTS = 500;
const WHEEL_STEPS = 120;

const [url] = process.argv.slice(2);
if (url === undefined) throw new Error('Usage: npm run bench:page -- <url>');
const browser = await launchBrowser();
const { page } = await openPage(browser, url, { reducedMotion: 'no-preference' });

async function untilDrawn(instruction: string): Promise<number> {
  await page.goto(url ?? '');
  // A person reads before asking: the start page has settled.
  await page.waitForFunction(() => {
    const pictures = [...document.querySelectorAll<HTMLImageElement>('.samples img')];
    return pictures.length > 0 && pictures.every(({ complete }) => complete);
  });
  await page.getByLabel('Instruction').fill(instruction);
  const drawn = page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const look = (): void => {
          if (document.querySelector('.grid .card img')) requestAnimationFrame(() => resolve(performance.now()));
          else requestAnimationFrame(look);
        };
        look();
      }),
  );
  await page.getByLabel('Instruction').press('Enter');
  const at = await drawn;
  const arrived = await page.evaluate(() =>
    Math.max(
      ...performance
        .getEntriesByType('resource')
        .filter(({ name }) => name.endsWith('/graphql'))
        .map((entry) => (entry as PerformanceResourceTiming).responseEnd),
    ),
  );
  return at - arrived;
}

interface Scripting {
  /** Milliseconds a frame. */
  readonly mean: number;
  readonly longest: number;
  readonly frames: number;
  readonly results: number;
}

async function scriptingPerFrame(): Promise<Scripting> {
  for (let seen = await cardCount(page); seen < RESULTS; seen = await cardCount(page)) {
    await page.locator('.grid-end').scrollIntoViewIfNeeded();
    await moreCardsThan(page, seen);
  }
  await page.evaluate(() => scrollTo(0, 0));
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const scripting = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? 0) * 1000;
  };
  const nextFrame = () => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  const frames: number[] = [];
  for (let step = 0; step < WHEEL_STEPS; step++) {
    const before = await scripting();
    await page.mouse.wheel(0, 240);
    await nextFrame();
    frames.push((await scripting()) - before);
  }
  return {
    mean: frames.reduce((sum, time) => sum + time) / frames.length,
    longest: Math.max(...frames),
    frames: frames.length,
    results: await cardCount(page),
  };
}

await page.mouse.move(600, 600);
const times: number[] = [];
for (let round = 0; round < ROUNDS; round++) times.push(await untilDrawn(`a mug with pattern ${round}`));
times.sort((a, b) => a - b);
const { mean, longest, frames, results } = await scriptingPerFrame();
console.log(
  `first result drawn after the answer: median ${times[4]?.toFixed(0)} ms, longest ${times.at(-1)?.toFixed(0)} ms`,
);
console.log(
  `scripting while ${results} results scroll: mean ${mean.toFixed(2)} ms a frame, longest ${longest.toFixed(2)} ms, ${frames} frames`,
);
await browser.close();
