import { expect, inject, it, onTestFinished } from 'vitest';
import { describeInBrowser, launchBrowser } from '../page/support/browser.js';
import { send } from '../support/graphql.js';
import { titleOf } from '../support/pages.js';
import { claimedBy } from './support/claims.js';
import type {} from './support/server.js';

const { url } = inject('documentation');

interface Listed {
  images: { edges: { node: { original: string; small: string; large: string; placeholder: string } }[] };
}
const QUERY = `{
  images(first: 1) {
    edges { node { original: url small: url(width: 480) large: url(width: 960) placeholder } }
  }
}`;

interface Seen {
  readonly address: string;
  readonly width: number;
  readonly behind: string;
}
/** Run in the browser, once the picture is there. */
const SEEN = `(async () => {
  const image = document.querySelector('img');
  await image.decode();
  return { address: image.currentSrc, width: image.naturalWidth, behind: image.style.backgroundImage };
})()`;

describeInBrowser('markup', () => {
  it.each(claimedBy('documentation/markup.test.ts').map((block) => [titleOf(block), block.code] as const))(
    '%s: shows the picture in the size that is needed, and its placeholder until then',
    async (_title, code) => {
      const { data } = await send<Listed>(`${url}/graphql`, QUERY);
      const { original, small, large, placeholder } = data?.images.edges[0]?.node ?? ({} as Record<string, string>);
      const addresses = [original, small, large];
      const markup = code.replaceAll('data:…', placeholder ?? '').replaceAll('…', () => addresses.shift() ?? '');
      const browser = await launchBrowser();
      onTestFinished(() => browser.close());
      // A page of the server's own origin, apart from its rules for scripts and styles.
      const page = await browser.newPage({ viewport: { width: 1200, height: 800 }, bypassCSP: true });
      await page.goto(`${url}/healthz`);
      await page.setContent(markup);
      const seen = (await page.evaluate(SEEN)) as Seen;
      expect(seen).toEqual({ address: small, width: expect.any(Number), behind: `url("${placeholder}")` });
      expect(seen.width).toBeGreaterThan(0);
    },
  );
});
