/**
 * Pictures of every state of the page, the main ones in every language, to look at one by one: `npm run screenshots -- <data folder> <folder> [name …]`.
 * The data folder is one that the quickstart has filled; names, such as `ranked` or `ranked-phone`, are the files that
 * are wanted, all where none is given. The service that ranks is the protocol double of the tests.
 *
 * The README's: `npm run screenshots -- <data folder> docs/images ranked tour`.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { LOCALES } from '../../web/src/i18n/locales.js';
import { launchBrowser, openPage, WHOLE_BROWSERS } from '../../tests/page/support/chromium.js';
import { speak } from '../../tests/page/support/layout.js';
import { openStage, type Stage } from '../../tests/page/support/stage.js';
import { makeTour } from './tour.js';
import { type State, STATES } from '../../tests/page/support/states/index.js';

const phone = { deviceScaleFactor: 2, hasTouch: true, isMobile: true } as const;
const VARIANTS: Readonly<Record<string, BrowserContextOptions>> = {
  '': { viewport: { width: 1280, height: 860 } },
  '-dark': { viewport: { width: 1280, height: 860 }, colorScheme: 'dark' },
  '-phone': { viewport: { width: 390, height: 844 }, ...phone },
  '-small': { viewport: { width: 360, height: 740 }, ...phone, colorScheme: 'dark' },
  '-wide': { viewport: { width: 1920, height: 1080 } },
};

/** States that are looked at in every language. */
const MAIN = ['start', 'results', 'ranked', 'collection'];

interface Shot {
  readonly suffix: string;
  readonly options: BrowserContextOptions;
  readonly locale?: string;
}

const SHOTS: readonly Shot[] = Object.entries(VARIANTS).map(([suffix, options]) => ({ suffix, options }));
const TRANSLATED: readonly Shot[] = Object.keys(LOCALES)
  .filter((locale) => locale !== 'en')
  .flatMap((locale) =>
    SHOTS.filter(({ suffix }) => suffix === '' || suffix === '-phone').map(({ suffix, options }) => ({
      ...{ suffix: `-${locale}${suffix}`, options, locale },
    })),
  );

async function shoot(browser: Browser, stage: Stage, state: State, { options, locale }: Shot, file: string) {
  const { page, context } = await openPage(browser, stage[state.at].url, options);
  await state.show(page, stage);
  if (locale !== undefined) await speak(page, locale);
  await page.evaluate(() => scrollTo(0, 0));
  await page.mouse.move(0, 0);
  await page.screenshot({ path: file });
  if (locale !== undefined) await speak(page, 'en');
  await state.leave?.(page);
  await context.close();
}

const [data, folder, ...wanted] = process.argv.slice(2);
if (data === undefined || folder === undefined)
  throw new Error('Usage: npm run screenshots -- <data folder of the quickstart> <folder for the pictures> [name …]');
await mkdir(folder, { recursive: true });
const [stage, browser] = await Promise.all([openStage(data), launchBrowser(WHOLE_BROWSERS)]);
try {
  for (const [name, state] of Object.entries(STATES)) {
    for (const shot of [...SHOTS, ...(MAIN.includes(name) ? TRANSLATED : [])]) {
      const file = `${name.replaceAll(' ', '-')}${shot.suffix}`;
      if (wanted.length > 0 && !wanted.includes(file)) continue;
      await shoot(browser, stage, state, shot, path.join(folder, `${file}.png`));
      process.stdout.write(`${file}.png\n`);
    }
  }
  if (wanted.length === 0 || wanted.includes('tour')) {
    await makeTour(browser, stage, path.join(folder, 'tour.webp'));
    process.stdout.write('tour.webp\n');
  }
} finally {
  await browser.close();
  await stage.close();
}
