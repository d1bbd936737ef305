import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { Plugin } from 'vite';

const ICON = new URL('src/leopard.svg', import.meta.url);

/** Pixels: what browsers ask for, and what Apple's take for the home screen. */
const SIZES = [192, 512] as const;
const APPLE = 180;

/** A picture fills the shape that a system gives its icons: some room around it, on the page's own ground. */
const BACKGROUND = '#fbf8f4';

const iconOf = (svg: Buffer, size: number): Promise<Buffer> =>
  sharp(svg, { density: 600 })
    .resize(Math.round(size * 0.8))
    .toBuffer()
    .then((icon) =>
      sharp({ create: { width: size, height: size, channels: 4, background: BACKGROUND } })
        .composite([{ input: icon }])
        .png()
        .toBuffer(),
    );

/** Makes the page one that can be installed (W3C Web Application Manifest): its icons, its manifest, and the links to them. */
export async function installable(): Promise<Plugin> {
  const svg = await readFile(ICON);
  const hash = createHash('sha256').update(svg).digest('hex').slice(0, 8);
  const nameOf = (size: number): string => `icon-${size}-${hash}.png`;
  const manifest = {
    name: 'Leopard',
    short_name: 'Leopard',
    // Addresses count from the manifest, which lies with the other files of the page.
    start_url: '../',
    scope: '../',
    display: 'standalone',
    background_color: BACKGROUND,
    theme_color: BACKGROUND,
    icons: SIZES.map((size) => ({
      src: nameOf(size),
      sizes: `${size}x${size}`,
      type: 'image/png',
      purpose: 'any maskable',
    })),
  };
  const manifestName = `assets/leopard-${hash}.webmanifest`;
  return {
    name: 'installable',
    apply: 'build',
    async generateBundle() {
      for (const size of [...SIZES, APPLE])
        this.emitFile({ type: 'asset', fileName: `assets/${nameOf(size)}`, source: await iconOf(svg, size) });
      this.emitFile({ type: 'asset', fileName: manifestName, source: JSON.stringify(manifest) });
    },
    transformIndexHtml: {
      order: 'post',
      handler: () => [
        {
          tag: 'link',
          attrs: { rel: 'manifest', href: `./${manifestName}`, crossorigin: 'use-credentials' },
          injectTo: 'head',
        },
        { tag: 'link', attrs: { rel: 'apple-touch-icon', href: `./assets/${nameOf(APPLE)}` }, injectTo: 'head' },
      ],
    },
  };
}
