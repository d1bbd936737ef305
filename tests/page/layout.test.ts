import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { describeInBrowser, launchBrowser, openPage } from './support/browser.js';
import { layoutFaultsAt, speak, WIDTHS } from './support/layout.js';
import { openStage, type Stage } from './support/stage.js';
import { STATES } from './support/states/index.js';

/** Those with the most on screen; `npm run test:layout` looks at all of them, in every language. */
const CROWDED = ['filters', 'share', 'timings', 'details', 'ranked', 'collection filtered', 'adding pictures', 'key'];

describeInBrowser('the layout', () => {
  let stage: Stage;
  let browser: Browser;
  beforeAll(async () => {
    [stage, browser] = await Promise.all([openStage(inject('catalogueData')), launchBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await stage.close();
  });

  it.each(CROWDED)('has everything inside the window and nothing cut off, at every width: %s', async (name) => {
    const state = STATES[name];
    if (!state) throw new Error(`There is no state ${name}`);
    const { page, context } = await openPage(browser, stage[state.at].url);
    await state.show(page, stage);
    expect(await layoutFaultsAt(page, WIDTHS)).toEqual([]);
    await speak(page, 'de');
    expect(await layoutFaultsAt(page, [360, 1280])).toEqual([]);
    await state.leave?.(page);
    await context.close();
  });
});
