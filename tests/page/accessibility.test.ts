import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { ask } from './support/actions.js';
import { describeInBrowser, launchBrowser, openPage } from './support/browser.js';
import { openSite, type Site } from './support/site.js';

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** Everything that axe-core finds fault with on the page as it is. */
async function violations(page: Page): Promise<string[]> {
  const source = await readFile(axePath, 'utf8');
  // As a script of the test, not of the page: its policy allows none.
  await page.evaluate(source);
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } };
    return (await axe.run()).violations;
  });
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
}

describeInBrowser('accessibility', () => {
  let site: Site;
  let browser: Browser;
  beforeAll(async () => {
    [site, browser] = await Promise.all([openSite(), launchBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await site.close();
  });

  const states: Record<string, (page: Page) => Promise<void>> = {
    start: (page) => page.getByRole('region', { name: 'Start from one of these' }).waitFor(),
    'picture and instruction': async (page) => {
      await page.getByRole('region', { name: 'Start from one of these' }).getByRole('button').first().click();
      await page.getByRole('application', { name: 'Query picture' }).press('Enter');
    },
    results: (page) => ask(page, 'a leopard mug'),
    filters: async (page) => {
      await ask(page, 'a leopard mug');
      await page.getByText('Filters', { exact: true }).click();
    },
    share: async (page) => {
      await ask(page, 'a leopard mug');
      await page.getByText('Share', { exact: true }).click();
    },
    details: async (page) => {
      await ask(page, 'a leopard mug');
      await page.locator('.card-picture').first().click();
      await page.getByRole('dialog').waitFor();
    },
    failure: async (page) => {
      await page.goto(`${site.url}/?search=unknown`);
      await page.getByRole('alert').waitFor();
    },
    collection: async (page) => {
      await page.goto(`${site.url}/?view=collection`);
      await page.locator('.card').first().waitFor();
    },
    deletion: async (page) => {
      await page.goto(`${site.url}/?view=collection`);
      await page
        .locator('.card')
        .first()
        .getByRole('button', { name: /^Delete/ })
        .click();
      await page.getByRole('button', { name: 'Undo' }).waitFor();
    },
  };

  it.each(Object.keys(states).flatMap((state) => [[state, 'light'] as const, [state, 'dark'] as const]))(
    'has no violation: %s, %s',
    async (state, colorScheme) => {
      const { page, context } = await openPage(browser, site.url, { colorScheme });
      await states[state]?.(page);
      expect(await violations(page)).toEqual([]);
      if (state === 'deletion') await page.getByRole('button', { name: 'Undo' }).click();
      await context.close();
    },
  );

  it('can be used with the keyboard alone, from the sample picture to the refinement', async () => {
    const { page, context } = await openPage(browser, site.url);
    await page.getByRole('region', { name: 'Start from one of these' }).waitFor();
    const tabTo = async (what: string): Promise<void> => {
      for (let presses = 0; presses < 120; presses++) {
        await page.keyboard.press('Tab');
        const name = await page.evaluate(() => {
          const element = document.activeElement as HTMLElement | null;
          return element && element !== document.body
            ? `${element.id} ${element.getAttribute('aria-label') ?? ''} title=${element.title} ${element.textContent ?? ''}`
            : '';
        });
        if (name.toLowerCase().includes(what.toLowerCase())) return;
      }
      throw new Error(`The keyboard does not reach ${what}`);
    };
    await tabTo('title=leopard');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Shift+Tab');
    await tabTo('phone case with this image theme');
    await page.keyboard.press('Enter');
    await page.locator('.results[aria-busy="false"]').waitFor();
    await tabTo('Use this one:');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('instruction');
    await page.keyboard.type('as a mug');
    await page.keyboard.press('Enter');
    await page.getByRole('navigation', { name: 'How you got here' }).waitFor();
    await context.close();
  });

  it.each([360, 768, 1920])('fits %i pixels without scrolling sideways', async (width) => {
    const { page, context } = await openPage(browser, site.url, { viewport: { width, height: 800 } });
    await ask(page, 'a leopard mug');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await page.goto(`${site.url}/?view=collection`);
    await page.locator('.card').first().waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await context.close();
  });
});
