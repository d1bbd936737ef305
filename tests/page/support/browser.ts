import { describe } from 'vitest';
import { CANDIDATES, hasBrowser } from './chromium.js';

export { hasBrowser, launchBrowser, openPage, type OpenPage } from './chromium.js';

/** `describe`, where there is a browser. Without one it is left out, loudly; with CI=true it fails. */
export function describeInBrowser(title: string, body: () => void): void {
  if (hasBrowser) {
    describe(title, body);
  } else if (process.env['CI'] === 'true') {
    describe(title, () => {
      throw new Error(`No Chromium found at ${CANDIDATES.join(', ')}. Install one: apt-get install chromium`);
    });
  } else {
    process.stderr.write(
      `\n*** NOT TESTED, no Chromium found: ${title}. Install one: apt-get install chromium ***\n\n`,
    );
    describe.skip(title, body);
  }
}
