import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import GithubSlugger from 'github-slugger';
import { marked, type Token } from 'marked';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Paths from the root of the repository. Notes beside fixtures and bundled files belong to those. */
export const PAGES: readonly string[] = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'THIRD_PARTY_NOTICES.md'],
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
  ...['models/demo/README.md', 'codegen/client/README.md'],
];

/** A block of code, fenced or indented. */
export interface Block {
  readonly page: string;
  /** The heading that it stands under. */
  readonly heading: string;
  /** Of the fence; empty where there is none, and for indented blocks. */
  readonly language: string;
  readonly code: string;
  /** The block before it under the same heading. */
  readonly previous?: Block;
}

export interface Page {
  readonly path: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  /** Anchors of its headings, as GitHub makes them. */
  readonly anchors: ReadonlySet<string>;
  /** Targets of links and pictures, as they are written. */
  readonly links: readonly string[];
  /** Code within a line. */
  readonly spans: readonly string[];
}

export function readPage(path: string): Page {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const slugger = new GithubSlugger();
  const blocks: Block[] = [];
  const anchors = new Set<string>();
  const links: string[] = [];
  const spans: string[] = [];
  let heading = '';
  let previous: Block | undefined;
  const visit = (token: Token) => {
    if (token.type === 'heading') {
      heading = plainText(token.text as string);
      anchors.add(slugger.slug(heading));
      previous = undefined;
    } else if (token.type === 'code') {
      const block = { page: path, heading, language: (token.lang as string) ?? '', code: `${token.text}\n`, previous };
      blocks.push(block);
      previous = block;
    } else if (token.type === 'link' || token.type === 'image') links.push(token.href as string);
    else if (token.type === 'codespan') spans.push(token.text as string);
  };
  marked.walkTokens(marked.lexer(text), visit);
  return { path, text, blocks, anchors, links, spans };
}

/** A name for a block in the title of a test. */
export const titleOf = ({ page, heading, code }: Block): string => `${page}, ${heading}: ${code.split('\n')[0]}`;

/** The file that a relative link leads to, from the root of the repository. */
export const targetOf = (page: string, link: string): string => normalize(join(dirname(page), link));

const plainText = (markdown: string) => markdown.replace(/[`*_]/g, '').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
