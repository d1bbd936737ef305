import type { Browser } from 'playwright-core';
import { openPage } from '../../tests/page/support/chromium.js';
import { median } from '../table.js';
import { settled } from './browsing.js';

const VISITS = 5;
/** Milliseconds that a task may take without being noticed (web.dev/tbt). */
const UNNOTICED = 50;

/** Core Web Vitals of the start page, as the browser measures them: milliseconds, a score, milliseconds. */
export interface Vitals {
  readonly largestPaint: number;
  readonly layoutShift: number;
  readonly blocking: number;
}

interface Noted {
  readonly paints: number[];
  readonly shifts: number[];
  readonly tasks: number[];
}

/** Medians of first visits. */
export async function vitals(browser: Browser, url: string): Promise<Vitals> {
  const visits: Vitals[] = [];
  for (let round = 0; round < VISITS; round++) visits.push(await firstVisit(browser, url));
  const of = (key: keyof Vitals): number => median(visits.map((visit) => visit[key]));
  return { largestPaint: of('largestPaint'), layoutShift: of('layoutShift'), blocking: of('blocking') };
}

async function firstVisit(browser: Browser, url: string): Promise<Vitals> {
  const { page, context } = await openPage(browser, 'about:blank', { reducedMotion: 'no-preference' });
  await page.addInitScript(() => {
    const noted: Noted = { paints: [], shifts: [], tasks: [] };
    Object.assign(window, { noted });
    const observe = (type: string, note: (entry: PerformanceEntry & { value: number }) => void): void =>
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) note(entry as PerformanceEntry & { value: number });
      }).observe({ type, buffered: true });
    observe('largest-contentful-paint', ({ startTime }) => noted.paints.push(startTime));
    observe('layout-shift', ({ value }) => noted.shifts.push(value));
    observe('longtask', ({ duration }) => noted.tasks.push(duration));
  });
  await page.goto(url);
  await settled(page);
  // The browser tells of it in its next idle time.
  await page.evaluate(() => new Promise((done) => requestIdleCallback(done)));
  const { paints, shifts, tasks } = await page.evaluate(() => (window as unknown as { noted: Noted }).noted);
  await context.close();
  const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
  return {
    largestPaint: Math.max(...paints),
    layoutShift: sum(shifts),
    blocking: sum(tasks.map((duration) => Math.max(0, duration - UNNOTICED))),
  };
}
