import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser } from './support/browser.js';
import { openSite, type Site } from './support/site.js';

const LARGEST_SCRIPTS = 110_000;

describeInBrowser('the page as it is served', () => {
  let site: Site;
  let html: string;
  beforeAll(async () => {
    site = await openSite({ empty: true });
    html = await (await fetch(site.url)).text();
  });
  afterAll(() => site.close());

  const addresses = (pattern: RegExp): string[] => [...html.matchAll(pattern)].map(([, address]) => address ?? '');

  const textAt = async (address: string): Promise<string> => (await fetch(new URL(address, site.url))).text();
  const compressed = (text: string): number => gzipSync(text).byteLength;

  it('has scripts of at most 110 kB, compressed, the longest language included', async () => {
    const scripts = addresses(/<script[^>]+src="([^"]+)"/g);
    expect(scripts).not.toEqual([]);
    const texts = await Promise.all(scripts.map((address) => textAt(address)));
    const languages = texts.flatMap((text) => text.match(/(?:en|de|it|ko)-[\w-]{8}\.js/g) ?? []);
    expect(new Set(languages).size).toBe(4);
    const sizes = await Promise.all(languages.map(async (name) => compressed(await textAt(`assets/${name}`))));
    const always = texts.reduce((sum, text) => sum + compressed(text), 0);
    expect(always + Math.max(...sizes)).toBeLessThanOrEqual(LARGEST_SCRIPTS);
  });

  it('is kept by the browser under names that change with what is in them', async () => {
    const assets = addresses(/(?:src|href)="(\.\/assets\/[^"]+)"/g);
    expect(assets.length).toBeGreaterThan(4);
    for (const address of assets) {
      expect(address).toMatch(/^\.\/assets\/[\w-]+-[\w-]{8}\.(js|css|svg|woff2|png|webmanifest)$/);
      const { headers } = await fetch(new URL(address, site.url));
      expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    }
    expect((await fetch(site.url)).headers.get('cache-control')).toBe('no-cache');
  });

  it('can be installed: a manifest with icons, all from here', async () => {
    const [address = ''] = addresses(/rel="manifest" href="([^"]+)"/g);
    const place = new URL(address, site.url);
    const manifest = (await (await fetch(place)).json()) as { start_url: string; icons: { src: string }[] };
    expect(new URL(manifest.start_url, place).href).toBe(`${site.url}/`);
    for (const { src } of manifest.icons)
      expect((await fetch(new URL(src, place))).headers.get('content-type')).toBe('image/png');
    expect((await fetch(site.url)).headers.get('content-security-policy')).toContain("manifest-src 'self'");
  });

  it('was compressed when it was built', async () => {
    for (const address of addresses(/(?:src|href)="([^"]+\.(?:js|css))"/g)) {
      const encodings = ['br', 'gzip'].map(async (accepted) => {
        const { headers } = await fetch(new URL(address, site.url), { headers: { 'accept-encoding': accepted } });
        // What is compressed on its way has no length yet.
        const fromDisk = Number(headers.get('content-length')) > 0;
        return [headers.get('content-encoding'), headers.get('content-type')?.split(';')[0], fromDisk];
      });
      const type = address.endsWith('.js') ? 'text/javascript' : 'text/css';
      expect(await Promise.all(encodings)).toEqual([
        ['br', type, true],
        ['gzip', type, true],
      ]);
    }
  });

  it('may run no inline script and load nothing from elsewhere', async () => {
    expect(html).not.toMatch(/<script(?![^>]+src=)|<style|\son\w+=/);
    const policy = (await fetch(site.url)).headers.get('content-security-policy') ?? '';
    for (const rule of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'"])
      expect(policy.split(';')).toContain(rule);
  });

  it('can be switched off, and the API stays', async () => {
    const bare = await openSite({ empty: true, environment: { PAGE: 'false' } });
    expect((await fetch(bare.url)).status).toBe(404);
    expect(await bare.graphql('{ status { images } }')).toEqual({ data: { status: { images: 0 } } });
    await bare.close();
  });
});
