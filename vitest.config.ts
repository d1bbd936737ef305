import { defineConfig } from 'vitest/config';

export default defineConfig({
  // type-graphql reads decorator metadata; Vite's own transform emits it only when told to.
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  resolve: {
    // One copy of graphql: its CommonJS and ES module builds refuse each other's schemas.
    alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }],
  },
  test: {
    include: ['tests/**/*.test.ts'],
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 120_000,
    server: { deps: { inline: ['type-graphql', 'graphql-scalars'] } },
  },
});
