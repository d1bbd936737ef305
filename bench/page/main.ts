/**
 * How fast the page is: `npm run bench:page -- <address of a server with the quickstart's pictures>`. Prints what the
 * browser measures of a first visit, over a slow line too, of drawing an answer, and of scrolling on a slow machine.
 */
import { launchBrowser, WHOLE_BROWSERS } from '../../tests/page/support/chromium.js';
import { median, printTable } from '../table.js';
import { firstResults } from './first-result.js';
import { scriptBytes } from './scripts.js';
import { scrolling } from './scrolling.js';
import { slowLine } from './slow-line.js';
import { vitals } from './vitals.js';

const ms = (value: number, digits = 0): string => `${value.toFixed(digits)} ms`;

const [url] = process.argv.slice(2);
if (url === undefined) throw new Error('Usage: npm run bench:page -- <url>');
const browser = await launchBrowser(WHOLE_BROWSERS);
try {
  const { largestPaint, layoutShift, blocking } = await vitals(browser, url);
  const bytes = await scriptBytes(browser, url);
  const { firstPaint, beforeScripts } = await slowLine(browser, url);
  const times = await firstResults(browser, url);
  const frame = await scrolling(browser, url);
  printTable([
    ['largest contentful paint (LCP)', ms(largestPaint), '1500 ms', largestPaint <= 1500],
    ['cumulative layout shift (CLS)', layoutShift.toFixed(4), '0', layoutShift === 0],
    ['total blocking time (TBT)', ms(blocking), '100 ms', blocking <= 100],
    ['scripts, one language, gzip', `${(bytes / 1000).toFixed(1)} kB`, '110 kB', bytes <= 110_000],
    ['30 kB/s, 800 ms: first paint', ms(firstPaint), '3000 ms', firstPaint <= 3000],
    ['  with the form, before the scripts', beforeScripts ? 'yes' : 'no', 'yes', beforeScripts],
    ['first result drawn after the answer: median', ms(median(times))],
    ['  longest', ms(times.at(-1) ?? NaN)],
    [`${frame.hits} hits scroll, CPU ÷ 4: scripting a frame, mean`, ms(frame.mean, 2), '8 ms', frame.mean <= 8],
    ['  median', ms(frame.median, 2)],
    [`  longest of ${frame.frames}`, ms(frame.longest, 2), '8 ms', frame.longest <= 8],
  ]);
} finally {
  await browser.close();
}
