import type { CDPSession, Page } from 'playwright-core';

/** Slows the page's scripts down by a factor, as a slow machine would. */
export async function throttle(page: Page, rate: number): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate });
  return session;
}
