import { expect } from 'vitest';
import type { Page } from 'playwright-core';

const ENOUGH = 160;

/** What a person with a keyboard knows of the element that has the focus: its role and what it is called. */
export const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement as HTMLElement | null;
    if (!element || element === document.body) return '';
    const { labels } = element as HTMLInputElement;
    const called = element.getAttribute('aria-label') ?? labels?.[0]?.textContent ?? element.textContent;
    return `${element.localName} ${called} ${element.title}`.replace(/\s+/g, ' ');
  });

/** Waits until the focus is on what is called like that: a page may move it after it has drawn. */
export const expectFocus = (page: Page, name: string): Promise<void> =>
  expect.poll(() => focused(page)).toContain(name);

/** Goes on with the Tab key until the focus is on what is called like that. */
export async function tabTo(page: Page, name: string | RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const seen: string[] = [];
  for (let presses = 0; presses < ENOUGH; presses++) {
    await page.keyboard.press(key);
    const called = await focused(page);
    seen.push(called.slice(0, 40));
    if (typeof name === 'string' ? called.includes(name) : name.test(called)) return;
  }
  throw new Error(`The keyboard does not reach ${name}. It reaches: ${seen.join(' | ')}`);
}

/** Opens the browser's own file dialog with the Enter key, and chooses. */
export async function chooseByKeyboard(
  page: Page,
  files: readonly { name: string; mimeType: string; buffer: Buffer }[],
): Promise<void> {
  const dialog = page.waitForEvent('filechooser');
  await page.keyboard.press('Enter');
  await (await dialog).setFiles([...files]);
}
