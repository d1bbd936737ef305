/**
 * How fast the page draws: `npm run bench:page -- <address of a server with the quickstart's pictures>`.
 * Prints the time from the arrival of an answer to the first drawn result, and the scripting in a frame while 500 results scroll.
 */
import { chromium } from 'playwright-core';

const ROUNDS = 9;
const RESULTS = 500;
const WHEEL_STEPS = 120;

const [url] = process.argv.slice(2);
if (url === undefined) throw new Error('Usage: npm run bench:page -- <url>');
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });

// tsx marks functions with this helper, which the browser does not have.
await page.addInitScript('globalThis.__name = (value) => value');

async function untilDrawn(instruction: string): Promise<number> {
  await page.goto(url ?? '');
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

async function scriptingPerFrame(): Promise<{ mean: number; frames: number; results: number }> {
  while ((await page.locator('.grid .card').count()) < RESULTS) {
    const before = await page.locator('.grid .card').count();
    await page.locator('.grid-end').scrollIntoViewIfNeeded();
    await page.waitForFunction((count) => document.querySelectorAll('.grid .card').length > count, before);
  }
  await page.evaluate(() => scrollTo(0, 0));
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const scripting = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? 0) * 1000;
  };
  await page.evaluate(() => {
    const counter = window as unknown as { frames: number };
    counter.frames = 0;
    const count = (): void => {
      counter.frames += 1;
      requestAnimationFrame(count);
    };
    count();
  });
  const before = await scripting();
  for (let step = 0; step < WHEEL_STEPS; step++) await page.mouse.wheel(0, 240);
  const frames = await page.evaluate(() => (window as unknown as { frames: number }).frames);
  return { mean: ((await scripting()) - before) / frames, frames, results: await page.locator('.grid .card').count() };
}

await page.mouse.move(600, 600);
const times: number[] = [];
for (let round = 0; round < ROUNDS; round++) times.push(await untilDrawn(`a mug with pattern ${round}`));
times.sort((a, b) => a - b);
const { mean, frames, results } = await scriptingPerFrame();
console.log(
  `first result drawn after the answer: median ${times[4]?.toFixed(0)} ms, longest ${times.at(-1)?.toFixed(0)} ms`,
);
console.log(`scripting while ${results} results scroll: ${mean.toFixed(2)} ms a frame, ${frames} frames`);
await browser.close();
