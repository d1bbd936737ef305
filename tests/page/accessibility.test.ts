import { expect, it } from 'vitest';
import { accessible } from './support/accessible.js';
import { describeInBrowser, openPage } from './support/browser.js';
import { onStage } from './support/on-stage.js';
import { CROWDED, stateOf } from './support/states/index.js';

describeInBrowser('accessibility', () => {
  const on = onStage();

  // `npm run test:long` looks at all of them.
  accessible(on, ['start', 'asking again', 'failure', ...CROWDED]);

  it('moves nothing for who asked the system for that', async () => {
    const { stage, browser } = on;
    for (const reducedMotion of ['no-preference', 'reduce'] as const) {
      const { page, context } = await openPage(browser, stage.catalogue.url, { reducedMotion });
      await stateOf('searching').show(page, stage);
      await page.locator('.card-skeleton').first().waitFor();
      const moving = await page.evaluate(() => document.getAnimations().length > 0);
      expect(moving).toBe(reducedMotion === 'no-preference');
      await context.close();
    }
  });
});
