import type { Browser } from 'playwright-core';
import { openPage } from '../../tests/page/support/chromium.js';

const BYTES_PER_SECOND = 30_000;
/** Milliseconds. */
const LATENCY = 800;

export interface SlowLine {
  /** Milliseconds until the form was painted; it is in the document, before any script. */
  readonly firstPaint: number;
  /** Whether the form was there before the scripts had come. */
  readonly beforeScripts: boolean;
}

/** The start page over a line of 30 kB/s and 800 ms. */
export async function slowLine(browser: Browser, url: string): Promise<SlowLine> {
  const { page, context } = await openPage(browser, 'about:blank');
  const session = await context.newCDPSession(page);
  await session.send('Network.emulateNetworkConditions', {
    ...{ offline: false, latency: LATENCY },
    ...{ downloadThroughput: BYTES_PER_SECOND, uploadThroughput: BYTES_PER_SECOND },
  });
  await page.goto(url, { waitUntil: 'commit' });
  const seen = await page.evaluate(
    () =>
      new Promise<SlowLine>((resolve) =>
        new PerformanceObserver((list) => {
          const paint = list.getEntriesByName('first-contentful-paint')[0];
          if (!paint) return;
          const form = document.querySelector('.ask #instruction')?.checkVisibility() === true;
          const scripts = document.querySelector('.ask[role="search"]') !== null;
          resolve({ firstPaint: paint.startTime, beforeScripts: form && !scripts });
        }).observe({ type: 'paint', buffered: true }),
      ),
  );
  await context.close();
  return seen;
}
