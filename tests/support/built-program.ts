export { nodeArguments } from '../../src/lib/program.js';

const SOURCES = new URL('../../src/', import.meta.url).href;
const BUILT = new URL('../../dist/', import.meta.url).href;

/** In place of `src/lib/program.ts` (vitest.config.ts): threads and processes run what was built, which starts in a fraction of the time. */
export const programBeside = (name: string, from: string): URL =>
  new URL(`./${name}.js`, from.startsWith(SOURCES) ? BUILT + from.slice(SOURCES.length) : from);
