/**
 * Pictures of the page for the README and for looking at: `npm run screenshots -- <data folder> [folder]`.
 * The data folder is one that the quickstart has filled. Ranking is answered by the protocol double of the tests.
 */
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import 'reflect-metadata';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { readConfig } from '../src/config.js';
import { startServer } from '../src/lifecycle.js';
import { createLogger } from '../src/logger.js';
import { ranking, say } from '../tests/reranker/support/answers.js';
import { startOpenAiDouble } from '../tests/reranker/support/openai-double.js';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const EXPLANATION =
  'The query is a leopard, and the instruction asks for a phone case with its theme. Candidate 1 is a phone case covered in the same rosettes: dark rings around a brown centre on warm tan.';

const wide: BrowserContextOptions = { viewport: { width: 1280, height: 860 } };
const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true };

async function showStart(page: Page): Promise<void> {
  await page.locator('.samples img[data-loaded="true"]').nth(7).waitFor();
}

async function showResults(page: Page): Promise<void> {
  await page.locator('.samples button').first().click();
  await page.getByRole('button', { name: 'phone case with this image theme' }).click();
  await page.locator('.results[aria-busy="false"]').waitFor();
  await page.waitForFunction(() =>
    [...document.querySelectorAll<HTMLImageElement>('.card img')]
      .slice(0, 10)
      .every(({ dataset }) => dataset['loaded'] === 'true'),
  );
}

async function showRanked(page: Page): Promise<void> {
  await showResults(page);
  await page.getByRole('button', { name: /^Ask / }).click();
  await page.locator('.best img[data-loaded="true"]').waitFor();
  await page.locator('.sheet-button img').evaluate((image: HTMLImageElement) => image.decode());
}

async function showCollection(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Collection' }).click();
  await page.waitForFunction(() =>
    [...document.querySelectorAll<HTMLImageElement>('.card img')]
      .slice(0, 10)
      .every(({ dataset }) => dataset['loaded'] === 'true'),
  );
}

async function showError(page: Page): Promise<void> {
  await page.goto(`${new URL(page.url()).origin}/?search=gone`);
  await page.getByRole('alert').waitFor();
}

const SHOTS: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  start: showStart,
  results: showResults,
  ranked: showRanked,
  collection: showCollection,
  error: showError,
};

async function shoot(browser: Browser, url: string, folder: string): Promise<void> {
  for (const [name, show] of Object.entries(SHOTS)) {
    for (const [suffix, options] of Object.entries({
      '': wide,
      '-dark': { ...wide, colorScheme: 'dark' as const },
      '-phone': phone,
    })) {
      const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
      const page = await context.newPage();
      await page.goto(url);
      await show(page);
      await page.evaluate(() => scrollTo(0, 0));
      await page.screenshot({ path: path.join(folder, `${name}${suffix}.png`) });
      await context.close();
      process.stdout.write(`${name}${suffix}.png\n`);
    }
  }
}

const [source, folder = 'docs/images'] = process.argv.slice(2);
if (source === undefined)
  throw new Error('Usage: npm run screenshots -- <data folder of the quickstart> [folder for the pictures]');
await mkdir(folder, { recursive: true });
const data = await mkdtemp(path.join(tmpdir(), 'leopard-screenshots-'));
await cp(source, data, { recursive: true, filter: (file) => !file.endsWith('.lock') });
const service = await startOpenAiDouble();
service.script(...Array.from({ length: 20 }, () => say(ranking([1, 0, 2, 3, 4, 5, 6, 7, 8], EXPLANATION))));
const config = readConfig({
  PORT: '0',
  DATA_FOLDER: data,
  OPENAI_API_KEY: 'screenshots',
  OPENAI_BASE_URL: service.url,
  LOG_LEVEL: 'warn',
});
const server = await startServer(config, createLogger('warn'));
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
try {
  await shoot(browser, server.url, folder);
} finally {
  await browser.close();
  await server.stop();
  await service.close();
  await rm(data, { recursive: true });
}
