import type { Browser, Page } from 'playwright-core';
import { settled, visit } from './browsing.js';

const ROUNDS = 9;

/** Milliseconds from the arrival of an answer to the first drawn result, sorted. */
export async function firstResults(browser: Browser, url: string): Promise<number[]> {
  const { page, context } = await visit(browser, url);
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) times.push(await untilDrawn(page, url, `a mug with pattern ${round}`));
  await context.close();
  return times.sort((a, b) => a - b);
}

async function untilDrawn(page: Page, url: string, instruction: string): Promise<number> {
  await page.goto(url);
  await settled(page);
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
