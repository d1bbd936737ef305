import { beforeEach, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { ranking, say } from '../reranker/support/answers.js';
import {
  ask,
  closedGate,
  type Gate,
  intercept,
  moreCardsThan,
  samples,
  scrollToEnd,
  showAll,
} from './support/actions.js';
import { describeInBrowser } from './support/browser.js';
import { onRankingSite } from './support/on-site.js';

interface Watched {
  /** What the browser saw move (Layout Instability API), and how far. */
  readonly shifts: unknown[];
}

/** Two frames: what has changed by now is laid out and drawn, and the browser has told what moved. */
const drawn = (page: Page): Promise<void> =>
  page.evaluate(
    () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
  );

/** From now on; what a person's own action has moved is over. */
async function watch(page: Page): Promise<void> {
  await drawn(page);
  await page.evaluate(() => {
    const shifts: unknown[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; sources: { node: Node }[] })[]) {
        const moved = entry.sources.map(({ node }) => (node as HTMLElement | null)?.className ?? node?.nodeName);
        shifts.push({ value: entry.value, moved });
      }
    }).observe({ type: 'layout-shift' });
  });
}

async function shifts(page: Page): Promise<unknown[]> {
  await drawn(page);
  return page.evaluate(() => (window as unknown as Watched).shifts);
}

const loaded = (page: Page, pictures: string): Promise<unknown> =>
  page.waitForFunction((selector) => {
    const inSight = [...document.querySelectorAll<HTMLImageElement>(selector)].filter(
      (image) => image.checkVisibility() && image.getBoundingClientRect().top < innerHeight,
    );
    return inSight.length > 0 && inSight.every(({ complete, naturalWidth }) => complete && naturalWidth > 0);
  }, pictures);

describeInBrowser('what comes late moves nothing', () => {
  const on = onRankingSite({ complaints: true, path: '/healthz' });
  let pictures: Gate;
  beforeEach(async () => {
    pictures = closedGate();
    await on.page.route(/\/(images|contact-sheets|searches)\//, pictures.pass);
    // Not until all is loaded: pictures may be part of that.
    await on.page.goto(on.site.url, { waitUntil: 'domcontentloaded' });
  });

  /** Lets the pictures come, and says what moved for them. */
  async function movedBy(selector: string): Promise<unknown[]> {
    await pictures.reached;
    await watch(on.page);
    pictures.open();
    await loaded(on.page, selector);
    return shifts(on.page);
  }

  it('pictures on the start page', async () => {
    await samples(on.page).waitFor();
    expect(await movedBy('.samples img')).toEqual([]);
  });

  it('pictures among the hits, and while one scrolls', async () => {
    const { page } = on;
    await ask(page, 'a phone case');
    expect(await movedBy('.card img')).toEqual([]);
    await showAll(page);
    await scrollToEnd(page);
    await moreCardsThan(page, 24);
    await loaded(page, '.card img');
    expect(await shifts(page)).toEqual([]);
  });

  it('further hits, for whoever has waited for them at the end', async () => {
    const { page } = on;
    pictures.open();
    await ask(page, 'a phone case');
    await showAll(page);
    const further = closedGate();
    await intercept(page, 'SearchPage', further.pass);
    await scrollToEnd(page);
    await further.reached;
    await loaded(page, '.card img');
    await watch(page);
    further.open();
    await moreCardsThan(page, 24);
    await loaded(page, '.card img');
    expect(await shifts(page)).toEqual([]);
  });

  it('the picture in the form, when a hit becomes the query picture', async () => {
    const { page } = on;
    await ask(page, 'a phone case');
    await page
      .getByRole('button', { name: /^Search with this:/ })
      .first()
      .click();
    expect(await movedBy('.region img')).toEqual([]);
  });

  it('the picture in the details', async () => {
    const { page } = on;
    await ask(page, 'a phone case');
    await page.locator('.card-picture').first().click();
    await page.getByRole('dialog').getByText('category').waitFor();
    expect(await movedBy('.details img')).toEqual([]);
  });

  it('pictures in a ranking, and its contact sheet', async () => {
    const { page } = on;
    on.service.script(say(ranking([1, 0, 2, 3, 4, 5, 6, 7, 8])));
    await ask(page, 'a leopard mug');
    await page.getByRole('button', { name: 'Ask GPT-4o' }).click();
    await page.getByText('It fits best.').waitFor();
    await page.getByRole('button', { name: 'What the model saw' }).click();
    await page.getByRole('dialog').waitFor();
    expect(await movedBy('.rerank img')).toEqual([]);
  });

  it('what one can filter by, where room is scarce', async () => {
    const { page } = on;
    await page.setViewportSize({ width: 360, height: 740 });
    pictures.open();
    const fields = closedGate();
    await intercept(page, 'MetadataFields', fields.pass);
    await page.reload();
    await ask(page, 'a phone case');
    await fields.reached;
    await watch(page);
    fields.open();
    await page.locator('.card-facts', { hasText: 'price' }).first().waitFor();
    expect(await shifts(page)).toEqual([]);
  });

  it('pictures in the collection', async () => {
    const { page } = on;
    await page.getByRole('link', { name: 'Collection' }).click();
    await page.locator('.card').first().waitFor();
    expect(await movedBy('.card img')).toEqual([]);
  });
});
