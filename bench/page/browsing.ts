import type { Browser, CDPSession, Page } from 'playwright-core';
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

/** Slows the page's scripts down by a factor, as a slow machine would. */
export async function throttle(page: Page, rate: number): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate });
  return session;
}

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
