import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PAGES, readPage, ROOT, targetOf } from '../support/pages.js';

const pages = PAGES.map(readPage);

describe.each(pages.map((page) => [page.path, page] as const))('%s', (path, { links, anchors, spans }) => {
  it('links to what is there', () => {
    const faults = links.filter((link) => {
      if (/^https?:\/\//.test(link)) return false;
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? path : targetOf(path, file);
      if (!existsSync(join(ROOT, target))) return true;
      if (anchor === undefined) return false;
      return !(file === '' ? anchors : readPage(target).anchors).has(anchor);
    });
    expect(faults).toEqual([]);
  });

  it('names files of the repository that are there', () => {
    const named = spans.filter((span) => /^(src|tests|docs|models|codegen|bench|tools|web)\/[\w./-]*$/.test(span));
    // The published models are installed there.
    const missing = named.filter((file) => !existsSync(join(ROOT, file)) && !file.startsWith('models/visualized'));
    expect(missing).toEqual([]);
  });
});

describe('the README', () => {
  const lines = readFileSync(join(ROOT, 'README.md'), 'utf8').split('\n');

  it('comes to a search and its hits within thirty lines', () => {
    const start = lines.slice(0, 30).join('\n');
    expect(start).toContain('npm ci && npm run quickstart');
    expect(start).toContain('Leopard phone case      images/phone-case-leopard-1.jpg');
  });

  it('says what this is in one picture and three sentences', () => {
    const [, introduction = ''] = /^# Leopard\n\n([^#]*?)\n\n!\[/.exec(lines.join('\n')) ?? [];
    expect(introduction.match(/[.!?](?=\s|$)/g)).toHaveLength(3);
  });

  it('has one command line for the main job and one for the tests, and continuous integration runs the second', () => {
    const whole = lines.filter((line) => line.startsWith('npm ci'));
    expect(whole).toEqual(['npm ci && npm run quickstart', 'npm ci && npm test']);
    expect(readFileSync(join(ROOT, '.ci/run'), 'utf8').trimEnd().split('\n').at(-1)).toBe(whole[1]);
  });

  it('leads to every page', () => {
    const linked = new Set(readPage('README.md').links.map((link) => link.split('#')[0]));
    expect(PAGES.filter((page) => page.startsWith('docs/') && !linked.has(page))).toEqual([]);
  });
});
