import { expect, it } from 'vitest';
import { describeInBrowser, openPage } from './support/browser.js';
import { layoutFaultsAt, speak, WIDTHS } from './support/layout.js';
import { onStage } from './support/on-stage.js';
import { CROWDED, STATES } from './support/states/index.js';

// `npm run test:layout` looks at all states, in every language.
describeInBrowser('the layout', () => {
  const on = onStage();

  it.each(CROWDED)('has everything inside the window and nothing cut off, at every width: %s', async (name) => {
    const { stage, browser } = on;
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
