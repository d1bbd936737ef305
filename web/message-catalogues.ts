import { compileMessage } from '@lingui/message-utils/compileMessage';
import type { Plugin } from 'vite';

const CATALOGUE = /\/src\/locales\/[^/]+\.json$/;

/** Compiles the sentences of a language when the page is built, so that no browser has to load a parser for them. */
export const messageCatalogues = (): Plugin => ({
  name: 'message-catalogues',
  enforce: 'pre',
  transform: {
    filter: { id: CATALOGUE },
    handler(source) {
      const messages = Object.entries(JSON.parse(source) as Record<string, string>);
      const compiled = Object.fromEntries(messages.map(([id, text]) => [id, compileMessage(text)]));
      return { code: `export default ${JSON.stringify(compiled)}`, moduleType: 'js', map: null };
    },
  },
});
