import { expect, it } from 'vitest';
import { violations } from './axe.js';
import { openPage } from './browser.js';
import type { OnStage } from './on-stage.js';
import { stateOf } from './states/index.js';

/** Tests that axe-core finds no fault with these states. */
export function accessible(on: OnStage, names: readonly string[]): void {
  it.each(names)('has no violation, light and dark: %s', async (name) => {
    const { stage, browser } = on;
    const state = stateOf(name);
    const { page, context } = await openPage(browser, stage[state.at].url, { colorScheme: 'light' });
    await state.show(page, stage);
    expect(await violations(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    // Nothing but colours is another then.
    expect(await violations(page, ['color-contrast'])).toEqual([]);
    await state.leave?.(page);
    await context.close();
  });
}
