import type { Browser, Page } from 'playwright-core';
import { openPage, type OpenPage } from '../../tests/page/support/chromium.js';

/** A page as people have it: nothing cached, things move. */
export const visit = (browser: Browser, url: string): Promise<OpenPage> =>
  openPage(browser, url, { reducedMotion: 'no-preference' });

/** A person reads before asking: the start page has settled. */
export const settled = async (page: Page): Promise<void> => {
  await page.waitForFunction(() => {
    const pictures = [...document.querySelectorAll<HTMLImageElement>('.samples img')];
    return pictures.length > 0 && pictures.every(({ complete }) => complete);
  });
};
