import { expect, it } from 'vitest';
import { OWN_PATHS } from '../../src/config/public-path.js';
import { proxied } from '../../web/proxied.js';

it('while the page is being written, its address hands on every address of the server but the page’s own files', () => {
  const paths = proxied('http://127.0.0.1:4100');
  for (const path of OWN_PATHS) {
    if (path === 'assets') expect(paths).not.toHaveProperty(['/assets']);
    else expect(paths[`/${path}`]).toBe('http://127.0.0.1:4100');
  }
});
