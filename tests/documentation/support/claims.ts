import { type Block, PAGES, readPage } from '../../support/pages.js';

const isAnswer = ({ language, previous }: Block) => language === 'json' && previous?.language === 'graphql';
const isHelp = ({ page }: Block) => page === 'docs/command-line.md';

/** Which test runs a block, by the file that it is in. Every block of every page has exactly one. */
export const CLAIMS = {
  'documentation/operations.test.ts': (block) => block.language === 'graphql' || isAnswer(block),
  'documentation/programs.test.ts': ({ language }) => language === 'ts',
  'documentation/commands.test.ts': ({ language }) => language === 'sh',
  'documentation/lists.test.ts': ({ page, language }) =>
    page === 'docs/ingesting.md' && ['jsonl', 'csv', 'json'].includes(language),
  'documentation/generators.test.ts': ({ language }) => language === 'yaml',
  'documentation/markup.test.ts': ({ language }) => language === 'html',
  'documentation/transcripts.test.ts': (block) =>
    (block.language === 'text' && !isHelp(block)) ||
    (block.page === 'docs/evaluating.md' && block.language === 'jsonl'),
  'server/contract.test.ts': isHelp,
} satisfies Readonly<Record<string, (block: Block) => boolean>>;

export type Claimant = keyof typeof CLAIMS;

/** There the licences of others are quoted: nothing to run. */
const QUOTING = 'THIRD_PARTY_NOTICES.md';

const blocks = PAGES.filter((path) => path !== QUOTING).flatMap((path) => readPage(path).blocks);

export const claimantsOf = (block: Block): Claimant[] =>
  (Object.keys(CLAIMS) as Claimant[]).filter((claimant) => CLAIMS[claimant](block));

export const allBlocks = (): readonly Block[] => blocks;

/** The blocks that a test has to run. */
export const claimedBy = (claimant: Claimant): readonly Block[] => blocks.filter(CLAIMS[claimant]);
