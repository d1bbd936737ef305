import type { Browser } from 'playwright-core';
import { ask, cardCount } from '../../tests/page/support/actions.js';
import { toLastHit } from '../../tests/page/support/last-hit.js';
import { throttle } from '../../tests/page/support/throttle.js';
import { median } from '../table.js';
import { visit } from './browsing.js';

const SLOWDOWN = 4;
const WHEEL_STEPS = 160;

export interface Scripting {
  /** Milliseconds a frame. */
  readonly median: number;
  readonly mean: number;
  readonly longest: number;
  readonly frames: number;
  readonly hits: number;
}

/** Scripting in a frame while all hits of a search scroll by, on a machine that is four times as slow. */
export async function scrolling(browser: Browser, url: string): Promise<Scripting> {
  const { page, context } = await visit(browser, url);
  await ask(page, 'a phone case');
  await toLastHit(page);
  const hits = await cardCount(page);
  await page.evaluate(() => scrollTo(0, 0));
  const session = await throttle(page, SLOWDOWN);
  await session.send('Performance.enable');
  const scripting = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? 0) * 1000;
  };
  const nextFrame = () => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  await page.mouse.move(600, 600);
  const frames: number[] = [];
  for (let step = 0; step < WHEEL_STEPS; step++) {
    const before = await scripting();
    await page.mouse.wheel(0, 400);
    await nextFrame();
    frames.push((await scripting()) - before);
  }
  await context.close();
  return {
    median: median(frames),
    mean: frames.reduce((sum, time) => sum + time, 0) / frames.length,
    longest: Math.max(...frames),
    frames: frames.length,
    hits,
  };
}
