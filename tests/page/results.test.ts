import { expect, it } from 'vitest';
import { describeInBrowser } from './support/browser.js';
import {
  ask,
  cardCount,
  choose,
  closedGate,
  intercept,
  moreCardsThan,
  refuse,
  scrollToEnd,
  showAll,
  shown,
  stopClock,
} from './support/actions.js';
import { onSite } from './support/on-site.js';

describeInBrowser('results on the page', () => {
  const on = onSite();

  it('loads more while one scrolls', async () => {
    const { page } = on;
    await ask(page, 'a phone case');
    const before = await cardCount(page);
    await showAll(page);
    await scrollToEnd(page);
    await moreCardsThan(page, before);
  });

  it('does so where a busy browser tells of the end of the list in several records at once, the last of which counts', async () => {
    const { page } = on;
    await page.addInitScript(() => {
      const Native = IntersectionObserver;
      window.IntersectionObserver = class extends Native {
        constructor(callback: IntersectionObserverCallback, options?: IntersectionObserverInit) {
          super((records, observer) => {
            const before = records.map((record) => ({ ...record, target: record.target, isIntersecting: false }));
            callback([...before, ...records], observer);
          }, options);
        }
      };
    });
    await page.reload();
    await ask(page, 'a phone case');
    await showAll(page);
    await scrollToEnd(page);
    await moreCardsThan(page, 24);
  });

  it('filters by metadata', async () => {
    const { page } = on;
    await ask(page, 'leopard print');
    await page.getByText('Filters', { exact: true }).click();
    await choose(page, 'category', 'mug');
    await page.getByText('Filters (1)').waitFor();
    await page.waitForFunction(() =>
      [...document.querySelectorAll('.grid .card-name')].every((name) => /mug/i.test(name.textContent ?? '')),
    );
    // The panel stays: another filter is one step away.
    await page.getByLabel('price to').fill('10');
    await page.getByLabel('price to').press('Enter');
    await page.getByText('Filters (2)').waitFor();
    await shown(page);
    for (const facts of await page.locator('.grid .card-facts').allInnerTexts()) {
      expect(Number(/price ([\d.]+)/.exec(facts)?.[1])).toBeLessThanOrEqual(10);
    }
    await page.getByRole('heading', { name: 'Results' }).click();
    await page.getByRole('group', { name: 'category' }).waitFor({ state: 'hidden' });
  });

  it('shows score and metadata on every hit, a picture of the size it is shown in, and one that fits the details', async () => {
    const { page } = on;
    await ask(page, 'a leopard mug');
    const card = page.locator('.grid .card').first();
    expect(await card.locator('.score').getAttribute('aria-label')).toMatch(/^Similarity 0\.\d{3}$/);
    await expect.poll(() => card.locator('.card-facts').innerText()).toMatch(/^price [\d.]+ · rating [\d.]+ · /);
    expect(await card.locator('img').getAttribute('src')).toContain('width=480&height=480');
    await card.locator('.card-picture').click();
    const large = page.getByRole('dialog').locator('img[src*="width=1600&height=1600"]');
    await large.waitFor();
    expect(
      await page.getByRole('dialog').getByRole('link', { name: 'Open the original' }).getAttribute('href'),
    ).toMatch(/\/images\/[0-9a-f]{64}$/);
  });

  it('hides what lies below the relevance cut-off, and keeps it in the shared search', async () => {
    const { page } = on;
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

  it('asks once for a cut-off that has come to rest, however long the answer takes', async () => {
    const { page } = on;
    await ask(page, 'a leopard mug');
    const gate = closedGate();
    let asked = 0;
    await intercept(page, 'Search', (route) => {
      asked += 1;
      return gate.pass(route);
    });
    await stopClock(page);
    const slider = page.getByLabel('Relevance');
    await slider.focus();
    for (let step = 0; step < 5; step++) await page.keyboard.press('ArrowRight');
    await page.clock.runFor(1_000);
    await gate.reached;
    // A page that asked again would have done it by now.
    await page.clock.runFor(10_000);
    expect(asked).toBe(1);
    gate.open();
    await page.getByText('from 0.05').waitFor();
    await shown(page);
    expect(await slider.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it('says why further hits do not come, and goes on when asked', async () => {
    const { page } = on;
    await ask(page, 'a phone case');
    const restore = await refuse(page, 'SearchPage', 'TIMEOUT');
    const before = await cardCount(page);
    await showAll(page);
    await scrollToEnd(page);
    await page.getByRole('alert').getByText('That took too long.').waitFor();
    await restore();
    await page.getByRole('button', { name: 'Try again' }).click();
    await moreCardsThan(page, before);
  });

  it('shows a picture large with its metadata, and gives the focus back', async () => {
    const { page } = on;
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
    const { page } = on;
    await ask(page, 'a leopard mug');
    await page.getByText('Filters', { exact: true }).click();
    await page.getByLabel('price from').fill('100000');
    await page.getByLabel('price from').press('Enter');
    await page.getByRole('heading', { name: 'No picture matches.' }).waitFor();
    expect(await page.locator('.warnings li').count()).toBe(0);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.locator('.card').first().waitFor();
  });
});
