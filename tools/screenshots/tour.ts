import { writeFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { openPage } from '../../tests/page/support/chromium.js';
import type { Stage } from '../../tests/page/support/stage.js';
import { stateOf } from '../../tests/page/support/states/index.js';

/** One after another, with the milliseconds that each is shown. */
const STORY: readonly (readonly [state: string, milliseconds: number])[] = [
  ['start', 1800],
  ['results', 3000],
  ['ranked', 4200],
];
const VIEWPORT = { width: 1280, height: 860 };
/** Pixels; the README shows it as wide as its text. */
const WIDTH = 960;

/** The README's moving picture: WebP, which browsers and GitHub play. */
export async function makeTour(browser: Browser, stage: Stage, file: string): Promise<void> {
  const frames: Buffer[] = [];
  for (const [name] of STORY) {
    const state = stateOf(name);
    const { page, context } = await openPage(browser, stage[state.at].url, { viewport: VIEWPORT });
    await state.show(page, stage);
    await page.evaluate(() => scrollTo(0, 0));
    await page.mouse.move(0, 0);
    frames.push(
      await sharp(await page.screenshot())
        .resize({ width: WIDTH })
        .png()
        .toBuffer(),
    );
    await state.leave?.(page);
    await context.close();
  }
  const delay = STORY.map(([, milliseconds]) => milliseconds);
  await writeFile(
    file,
    await sharp(frames, { join: { animated: true } })
      .webp({ quality: 82, delay, loop: 0 })
      .toBuffer(),
  );
}
