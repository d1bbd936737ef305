import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** Where whole browsers are looked for, such as people have; the setting CHROMIUM names another place. */
export const WHOLE_BROWSERS = [
  ...(process.env['CHROMIUM'] ? [process.env['CHROMIUM']] : []),
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:/Program Files/Google/Chrome/Application/chrome.exe',
];

/** What tests run in: of Chromium all that draws and runs a page, at 40 % of the processor time. A whole one where it is not installed. */
export const CANDIDATES = [...(process.env['CHROMIUM'] ? [] : ['/usr/bin/chromium-headless-shell']), ...WHOLE_BROWSERS];

export const hasBrowser = CANDIDATES.some((candidate) => existsSync(candidate));

export function launchBrowser(candidates = CANDIDATES): Promise<Browser> {
  const executablePath = candidates.find((candidate) => existsSync(candidate));
  if (!executablePath) throw new Error(`No Chromium found at ${candidates.join(', ')}`);
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}

export interface OpenPage {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Everything the page wrote to its console as an error, and every exception in it. */
  readonly faults: string[];
  /** Requests to anywhere but this server. */
  readonly outside: string[];
}

/** Opens the page with a clean profile, watching for errors and for requests that leave the machine. */
export async function openPage(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<OpenPage> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  // tsx marks functions with this helper, which the browser does not have.
  await page.addInitScript('globalThis.__name = (value) => value');
  const faults: string[] = [];
  const outside: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith('http') && origin !== new URL(url).origin) outside.push(request.url());
  });
  // Not until every picture is there: the tests wait for what they look at.
  await page.goto(url, { waitUntil: 'domcontentloaded' });
  // The page's scripts have drawn it; other pages of the server, such as the explorer, have no such root.
  if ((await page.locator('#root').count()) > 0) await page.locator('header .skip').waitFor({ state: 'attached' });
  return { context, page, faults, outside };
}
