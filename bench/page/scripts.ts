import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { settled, visit } from './browsing.js';

/** Bytes of all scripts that a visit loads, as gzip: with one language. */
export async function scriptBytes(browser: Browser, url: string): Promise<number> {
  const { page, context } = await visit(browser, url);
  await settled(page);
  const addresses = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .flatMap(({ name }) => (new URL(name).pathname.endsWith('.js') ? [name] : [])),
  );
  await context.close();
  const sizes = await Promise.all(
    [...new Set(addresses)].map(async (address) => {
      const text = await (await fetch(address)).arrayBuffer();
      return gzipSync(Buffer.from(text), { level: 9 }).length;
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
