import { afterAll, beforeAll, inject } from 'vitest';
import type { Browser } from 'playwright-core';
import { launchBrowser } from './browser.js';
import { openStage, type Stage } from './stage.js';

export interface OnStage {
  readonly stage: Stage;
  readonly browser: Browser;
}

/** Servers on which every state of the page can be brought about, and a browser, for the tests of a `describe`. */
export function onStage(): OnStage {
  const on = {} as { -readonly [Key in keyof OnStage]: OnStage[Key] };
  beforeAll(async () => {
    [on.stage, on.browser] = await Promise.all([openStage(inject('catalogueData')), launchBrowser()]);
  });
  afterAll(async () => {
    await on.browser.close();
    await on.stage.close();
  });
  return on;
}
