/**
 * Looks at every state of the page in every language, at every width, for what lies outside the window and for text
 * that is cut off: `npm run test:layout -- <data folder of the quickstart>`.
 */
import type { Page } from 'playwright-core';
import { LOCALES } from '../../web/src/i18n/locales.js';
import { launchBrowser, openPage } from './support/chromium.js';
import { layoutFaultsAt, mirror, speak, WIDTHS } from './support/layout.js';
import { openStage } from './support/stage.js';
import { STATES } from './support/states/index.js';

const FEW_WIDTHS = [320, 360, 720, 1280];

const [data] = process.argv.slice(2);
if (data === undefined) throw new Error('Usage: npm run test:layout -- <data folder of the quickstart>');
const [stage, browser] = await Promise.all([openStage(data), launchBrowser()]);
let looks = 0;
let faults = 0;
const look = async (page: Page, what: string, widths: readonly number[]) => {
  const found = await layoutFaultsAt(page, widths);
  looks += widths.length;
  faults += found.length;
  for (const fault of found) process.stdout.write(`${what}, ${fault}\n`);
};
try {
  for (const [name, state] of Object.entries(STATES)) {
    const { page, context } = await openPage(browser, stage[state.at].url);
    // Each language is loaded once, while there is a network.
    for (const locale of [...Object.keys(LOCALES), 'en']) await speak(page, locale);
    await state.show(page, stage);
    for (const locale of Object.keys(LOCALES)) {
      await speak(page, locale);
      await look(page, `${name}, ${locale}`, locale === 'en' ? WIDTHS : FEW_WIDTHS);
    }
    await mirror(page);
    await look(page, `${name}, from right to left`, FEW_WIDTHS);
    await page.setViewportSize({ width: 1280, height: 900 });
    await speak(page, 'en');
    await state.leave?.(page);
    await context.close();
  }
} finally {
  await browser.close();
  await stage.close();
}
process.stdout.write(`${looks} looks, ${faults} faults\n`);
process.exitCode = faults > 0 ? 1 : 0;
