import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { describeInBrowser, launchBrowser, openPage, type OpenPage } from './support/browser.js';
import { ask, cardCount } from './support/actions.js';
import { openSite, type Site } from './support/site.js';

describeInBrowser('results on the page', () => {
  let site: Site;
  let browser: Browser;
  let open: OpenPage;
  beforeAll(async () => {
    [site, browser] = await Promise.all([openSite(), launchBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await site.close();
  });
  beforeEach(async () => {
    open = await openPage(browser, site.url);
  });
  afterEach(async () => {
    expect(open.faults).toEqual([]);
    await open.context.close();
  });

  it('loads more while one scrolls', async () => {
    const { page } = open;
    await ask(page, 'a phone case');
    const before = await cardCount(page);
    await page.locator('.grid-end').scrollIntoViewIfNeeded();
    await page.waitForFunction((count) => document.querySelectorAll('.grid .card').length > count, before);
  });

  it('moves nothing when pictures load', async () => {
    const { page } = open;
    await page.evaluate(() => {
      Object.assign(window, { shifts: 0 });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) {
          if (!entry.hadRecentInput) (window as unknown as { shifts: number }).shifts += entry.value;
        }
      }).observe({ type: 'layout-shift', buffered: false });
    });
    await ask(page, 'a phone case');
    await page.waitForFunction(() =>
      [...document.querySelectorAll<HTMLImageElement>('.card img')]
        .slice(0, 8)
        .every((image) => image.dataset['loaded'] === 'true'),
    );
    const settled = await page.evaluate(() => (window as unknown as { shifts: number }).shifts);
    await page.locator('.grid-end').scrollIntoViewIfNeeded();
    await page.waitForFunction(() =>
      [...document.querySelectorAll<HTMLImageElement>('.card img')]
        .slice(8, 16)
        .every((image) => image.dataset['loaded'] === 'true'),
    );
    expect((await page.evaluate(() => (window as unknown as { shifts: number }).shifts)) - settled).toBeLessThan(0.01);
  });

  it('filters by metadata', async () => {
    const { page } = open;
    await ask(page, 'leopard print');
    await page.getByText('Filters', { exact: true }).click();
    await page.getByLabel('category').selectOption({ label: (await optionOf(open, 'category', 'mug')) ?? '' });
    await page.getByText('Filters (1)').waitFor();
    await page.waitForFunction(() =>
      [...document.querySelectorAll('.grid .card-name')].every((name) => /mug/i.test(name.textContent ?? '')),
    );
  });

  it('hides what lies below the relevance cut-off, and keeps it in the shared search', async () => {
    const { page } = open;
    await ask(page, 'a leopard mug');
    const address = page.url();
    const slider = page.getByLabel('Relevance');
    const best = Number(await slider.getAttribute('max'));
    await slider.fill(String(Math.round((best - 0.1) * 100) / 100));
    await page.waitForURL((url) => url.href !== address);
    await page.waitForFunction(
      (least) => [...document.querySelectorAll('.grid .score')].every((score) => Number(score.textContent) >= least),
      best - 0.11,
    );
  });

  it('shows a picture large with its metadata, and gives the focus back', async () => {
    const { page } = open;
    await ask(page, 'a leopard mug');
    const first = page.locator('.grid .card-picture').first();
    await first.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('category').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await first.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it('says so when nothing matches, and takes the filters back', async () => {
    const { page } = open;
    await ask(page, 'a leopard mug');
    await page.getByText('Filters', { exact: true }).click();
    await page.getByLabel('price from').fill('100000');
    await page.getByLabel('price from').press('Enter');
    await page.getByRole('heading', { name: 'No picture matches.' }).waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.locator('.card').first().waitFor();
  });
});

async function optionOf({ page }: OpenPage, label: string, value: string): Promise<string | undefined> {
  const texts = await page.getByLabel(label).locator('option').allInnerTexts();
  return texts.find((text) => text.startsWith(`${value} (`));
}
