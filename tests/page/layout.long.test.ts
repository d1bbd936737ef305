import { expect, it } from 'vitest';
import { describeInBrowser, openPage } from './support/browser.js';
import { layoutFaultsAt, mirror, speak, WIDTHS } from './support/layout.js';
import { onStage } from './support/on-stage.js';
import { CROWDED, stateOf } from './support/states/index.js';

// `npm run test:layout` looks at all states, in every language.
describeInBrowser('the layout', () => {
  const on = onStage();

  it.each(CROWDED)('has everything inside the window and nothing cut off, at every width: %s', async (name) => {
    const { stage, browser } = on;
    const state = stateOf(name);
    const { page, context } = await openPage(browser, stage[state.at].url);
    await state.show(page, stage);
    expect(await layoutFaultsAt(page, WIDTHS)).toEqual([]);
    await speak(page, 'de');
    expect(await layoutFaultsAt(page, [360, 1280])).toEqual([]);
    await mirror(page);
    expect(await layoutFaultsAt(page, [360, 1280])).toEqual([]);
    await speak(page, 'en');
    await state.leave?.(page);
    await context.close();
  });

  it('is mirrored from right to left: what leads stands at the right, the ends at the left', async () => {
    const { stage, browser } = on;
    const { page, context } = await openPage(browser, stage.catalogue.url);
    await stateOf('ranked').show(page, stage);
    await mirror(page);
    const middle = async (selector: string) => {
      const box = await page.locator(selector).first().boundingBox();
      if (!box) throw new Error(`${selector} is not on screen`);
      return box.x + box.width / 2;
    };
    const towardsTheLeft = async (...selectors: string[]) => {
      const places = await Promise.all(selectors.map(middle));
      expect(places, selectors.join(', ')).toEqual(places.toSorted((one, other) => other - one));
    };
    await towardsTheLeft('.header nav', '.header-explorer', '.language');
    await towardsTheLeft('.toolbar h2', '.toolbar .timings', '.toolbar .influence', '.toolbar .menu');
    await towardsTheLeft('.card > .badge', '.card .card-picture');
    await towardsTheLeft('.slot', '.slot-tools');
    await context.close();
  });

  it('has the ways to the pictures before and after side by side, on a phone too', async () => {
    const { stage, browser } = on;
    const { page, context } = await openPage(browser, stage.catalogue.url);
    await stateOf('details').show(page, stage);
    for (const width of [320, 390, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      const [previous, next] = await Promise.all(
        ['Previous picture', 'Next picture'].map((name) => page.getByRole('button', { name }).boundingBox()),
      );
      expect(next?.y, `${width}`).toBe(previous?.y);
    }
    await context.close();
  });
});
