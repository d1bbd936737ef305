import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const BUILT = ['tests/page/**', 'tests/quickstart/**', 'tests/documentation/**'];
/** Rounds of kills, and matrices of engines and of the page's states: `vitest run --mode long` runs these, and nothing else does. */
const LONG = 'tests/**/*.long.test.ts';
const QUICKSTART = 'tests/support/quickstart.ts';
/** Threads and processes of the source under test run what was built. */
const BUILT_PROGRAMS = 'tests/support/built-program.ts';
/** Decoders are passed on from server to server. */
const DECODERS = 'tests/support/decoder-process.ts';
const BUILT_SERVER = 'tests/support/built-server.ts';

export default defineConfig(({ mode }) => {
  const name = mode === 'long' ? '*.long.test.ts' : '*.test.ts';
  const others = mode === 'long' ? [] : [LONG];
  return {
    // type-graphql reads decorator metadata; Vite's own transform emits it only when told to.
    oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
    resolve: {
      // One copy of graphql: its CommonJS and ES module builds refuse each other's schemas.
      alias: [
        { find: /^graphql$/, replacement: 'graphql/index.js' },
        {
          find: /^(?:\.\.?\/)+lib\/program\.js$/,
          replacement: fileURLToPath(new URL(BUILT_PROGRAMS, import.meta.url)),
        },
        { find: /^\.\/decoder-process\.js$/, replacement: fileURLToPath(new URL(DECODERS, import.meta.url)) },
      ],
    },
    test: {
      pool: 'forks',
      // Tests wait a lot, for servers to start and to be killed: on two cores two at a time take half as long as one.
      maxWorkers: '100%',
      // Files of a worker share their modules: to load them anew for each took a third of the workers' time. Vitest puts back what a
      // file has spied on; variables of the environment it does not.
      isolate: false,
      testTimeout: 60_000,
      hookTimeout: 120_000,
      server: { deps: { inline: ['type-graphql', 'graphql-scalars'] } },
      projects: [
        {
          extends: true,
          test: {
            name: 'server',
            include: [`tests/**/${name}`],
            exclude: [...BUILT, ...others],
            globalSetup: BUILT_SERVER,
          },
        },
        // These run what was built, and share the pictures of one quickstart.
        {
          extends: true,
          test: {
            name: 'page',
            include: [`tests/page/${name}`],
            exclude: others,
            globalSetup: QUICKSTART,
            // A browser and a server for each file, on machines that may be busy with much else.
            testTimeout: 180_000,
            hookTimeout: 300_000,
            expect: { poll: { timeout: 60_000 } },
            // Two browsers and two servers share two cores there: a story is told once more before it counts as broken.
            retry: process.env['CI'] === 'true' ? 1 : 0,
          },
        },
        {
          extends: true,
          test: {
            name: 'quickstart',
            include: [`tests/quickstart/${name}`],
            exclude: others,
            globalSetup: QUICKSTART,
          },
        },
        {
          extends: true,
          test: {
            name: 'documentation',
            include: [`tests/documentation/${name}`],
            exclude: others,
            globalSetup: [QUICKSTART, 'tests/documentation/support/server.ts'],
            // Scripts of several commands, each of which loads a model; machines that run tests are busy.
            testTimeout: 300_000,
            hookTimeout: 600_000,
          },
        },
      ],
    },
  };
});
