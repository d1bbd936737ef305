import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { hasBrowser } from '../page/support/chromium.js';
import { type CommandOutcome, leopard, ownHome } from './command-line.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** A data folder that holds the quickstart's pictures, to be copied. */
    catalogueData: string;
    /** The first run of the quickstart, which is interrupted, and the second one, which fills the data folder. */
    quickstartRuns: { readonly interrupted: CommandOutcome; readonly complete: CommandOutcome };
    /** The home folder that both had to themselves. */
    quickstartHome: string;
  }
}

/** Once for all tests that want it: the quickstart, as a newcomer runs it who changes their mind once. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (project.name === 'page' && !hasBrowser) return undefined;
  // Another project's tests have had it made.
  if (project.getProvidedContext().catalogueData !== undefined) return undefined;
  const folder = await mkdtemp(path.join(tmpdir(), 'leopard-quickstart-'));
  const home = await mkdtemp(path.join(tmpdir(), 'leopard-home-'));
  const call = ['quickstart', '--once', '--port', '0', '--data-folder', folder];
  const interrupted = await leopard(call, {
    settings: ownHome(home),
    onStderr: (text, kill) => text.startsWith('Drawing: 1/') && kill('SIGINT'),
  });
  const complete = await leopard(call, { settings: { ...ownHome(home), ENCODER_WORKERS: '0' } });
  if (complete.exitCode !== 0) throw new Error(`The quickstart failed:\n${complete.stderr}`);
  project.vitest.provide('catalogueData', folder);
  project.vitest.provide('quickstartRuns', { interrupted, complete });
  project.vitest.provide('quickstartHome', home);
  return async () => {
    for (const made of [folder, home]) await rm(made, { recursive: true });
  };
}
