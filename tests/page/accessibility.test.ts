import { expect, it } from 'vitest';
import { violations } from './support/axe.js';
import { describeInBrowser, openPage } from './support/browser.js';
import { onStage } from './support/on-stage.js';
import { STATES } from './support/states/index.js';

describeInBrowser('accessibility', () => {
  const on = onStage();

  it.each(Object.entries(STATES))('has no violation, light and dark: %s', async (_name, state) => {
    const { stage, browser } = on;
    const { page, context } = await openPage(browser, stage[state.at].url, { colorScheme: 'light' });
    await state.show(page, stage);
    expect(await violations(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    // Nothing but colours is another then.
    expect(await violations(page, ['color-contrast'])).toEqual([]);
    await state.leave?.(page);
    await context.close();
  });

  it('moves nothing for who asked the system for that', async () => {
    const { stage, browser } = on;
    for (const reducedMotion of ['no-preference', 'reduce'] as const) {
      const { page, context } = await openPage(browser, stage.catalogue.url, { reducedMotion });
      await STATES['searching']?.show(page, stage);
      await page.locator('.card-skeleton').first().waitFor();
      const moving = await page.evaluate(() => document.getAnimations().length > 0);
      expect(moving).toBe(reducedMotion === 'no-preference');
      await context.close();
    }
  });
});
