import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { installable } from './installable.js';
import { messageCatalogues } from './message-catalogues.js';
import { printedDocuments } from './printed-documents.js';
import { startPages } from './start-pages.js';
import { proxied } from './proxied.js';
import { precompress } from './precompress.js';

export default defineConfig({
  // Relative addresses: behind a proxy the page may be at any path.
  base: './',
  plugins: [react(), messageCatalogues(), printedDocuments(), installable(), startPages(), precompress()],
  // The page uses the same typed client that other projects install.
  resolve: { alias: { 'leopard/client': fileURLToPath(new URL('../codegen/client/index.ts', import.meta.url)) } },
  build: {
    outDir: fileURLToPath(new URL('../dist/web', import.meta.url)),
    emptyOutDir: true,
    // The server's Content-Security-Policy allows no inline scripts, and data: addresses only for pictures.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: proxied(process.env['LEOPARD_SERVER']) },
});
