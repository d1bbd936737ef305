import type { Page } from 'playwright-core';

/** Widths of windows that people have, in pixels: small phones to large screens. */
export const WIDTHS = [320, 360, 720, 820, 1030, 1280, 1920] as const;

/** Pixels that rounding may take. */
const ROUNDING = 1.5;

/**
 * What is laid out wrongly: what begins or ends outside the window, and text that is cut off with nothing to read the
 * rest by (no title, no scrolling).
 */
export const layoutFaults = (page: Page): Promise<string[]> =>
  page.evaluate((rounding) => {
    const nameOf = (element: Element): string =>
      `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''} “${(element.textContent ?? '').trim().slice(0, 40)}”`;
    const styleOf = (element: Element): CSSStyleDeclaration => getComputedStyle(element);
    /** For screen readers alone: a box of one pixel. */
    const isTiny = (box: DOMRect): boolean => box.width <= 1 && box.height <= 1;
    const isHidden = (element: Element): boolean =>
      !element.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true }) ||
      element.closest('.skip') !== null ||
      isTiny(element.getBoundingClientRect()) ||
      isInside(element, (outer) => isTiny(outer.getBoundingClientRect()));
    /** Whether what is wider than an element can be reached there. */
    const scrolls = (element: Element): boolean => ['auto', 'scroll'].includes(styleOf(element).overflowX);
    const isInside = (element: Element, test: (outer: Element) => boolean): boolean => {
      for (let outer = element.parentElement; outer; outer = outer.parentElement) if (test(outer)) return true;
      return false;
    };
    const faults: string[] = [];
    if (document.documentElement.scrollWidth > innerWidth)
      faults.push(`the page is ${document.documentElement.scrollWidth} wide`);
    for (const element of document.body.querySelectorAll('*')) {
      if (isHidden(element) || element.closest('svg')) continue;
      const box = element.getBoundingClientRect();
      if (box.width === 0 || box.height === 0) continue;
      const clips = (outer: Element): boolean => styleOf(outer).overflowX !== 'visible';
      if ((box.left < -rounding || box.right > innerWidth + rounding) && !isInside(element, clips))
        faults.push(`outside the window: ${nameOf(element)} ${Math.round(box.left)}–${Math.round(box.right)}`);
      const ownText = [...element.childNodes].some(
        (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim(),
      );
      if (!ownText || scrolls(element) || element.closest('[title]') || isInside(element, scrolls)) continue;
      const range = document.createRange();
      range.selectNodeContents(element);
      const text = range.getBoundingClientRect();
      const cutting = (outer: Element): boolean => {
        if (styleOf(outer).overflowX === 'visible') return false;
        const frame = outer.getBoundingClientRect();
        return text.right > frame.right + rounding || text.left < frame.left - rounding;
      };
      if (cutting(element) || isInside(element, cutting)) faults.push(`cut off: ${nameOf(element)}`);
    }
    return [...new Set(faults)];
  }, ROUNDING);

/** Another language, as by the menu; also while a dialog keeps everything else from being used. */
export async function speak(page: Page, locale: string): Promise<void> {
  await page.locator('.language select').evaluate((menu: HTMLSelectElement, value) => {
    menu.value = value;
    menu.dispatchEvent(new Event('change', { bubbles: true }));
  }, locale);
  await page.waitForFunction((value) => document.documentElement.lang === value, locale);
}

/** As in a language that is written from right to left. */
export const mirror = (page: Page): Promise<string> => page.evaluate(() => (document.documentElement.dir = 'rtl'));

/** Faults of a state that is on screen, at each width. */
export async function layoutFaultsAt(page: Page, widths: readonly number[]): Promise<string[]> {
  const faults: string[] = [];
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    // The popovers follow in the next frames.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    faults.push(...(await layoutFaults(page)).map((fault) => `${width}: ${fault}`));
  }
  return faults;
}
