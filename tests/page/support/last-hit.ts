import type { Page } from 'playwright-core';
import { showAll } from './actions.js';

/** Milliseconds after which a list that does not grow has stalled. */
const PATIENCE = 60_000;

/** Scrolls as a person would, wheel by wheel, until the page says that this was the last hit. */
export async function toLastHit(page: Page): Promise<void> {
  await showAll(page);
  const { width, height } = page.viewportSize() ?? { width: 1280, height: 900 };
  await page.mouse.move(width / 2, height - 100);
  const end = page.locator('.grid-end', { hasText: 'That is all.' });
  for (let since = Date.now(), before = 0; !(await end.isVisible());) {
    await page.mouse.wheel(0, 4000);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    const now = await page.locator('.grid .card').count();
    if (now > before) [since, before] = [Date.now(), now];
    if (Date.now() - since > PATIENCE) throw new Error(`The list has stopped at ${now} hits`);
  }
}
