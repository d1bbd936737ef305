import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestProject } from 'vitest/node';
import { startOpenAiDouble } from '../../reranker/support/openai-double.js';
import { ROOT } from '../../support/pages.js';
import type {} from '../../support/quickstart.js';

declare module 'vitest' {
  interface ProvidedContext {
    documentation: {
      /** Of a server with the demo model, the quickstart's pictures, and a double of the ranking service. */
      readonly url: string;
      /** The data folder of that server. */
      readonly dataFolder: string;
      /** The quickstart's pictures as files: `images/…`, `themes/…`. */
      readonly pictures: string;
      /** Settings of a command that ranks. */
      readonly ranking: Readonly<Record<string, string>>;
    };
  }
}

/** One server for all tests of the documentation. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { catalogueData } = project.getProvidedContext();
  const folder = await mkdtemp(join(tmpdir(), 'leopard-documentation-'));
  const dataFolder = join(folder, 'data');
  await cp(catalogueData, dataFolder, { recursive: true });

  const double = await startOpenAiDouble();
  const ranking = { OPENAI_BASE_URL: double.url, OPENAI_API_KEY: 'sk-test' };
  const server = spawn(process.execPath, [join(ROOT, 'dist/main.js'), 'serve', '--data-folder', dataFolder], {
    env: { ...process.env, ...ranking, PORT: '0', LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(server.stdout), 'line')) as [string];
  const url = line.replace('Leopard serves ', '').replace('/graphql', '');
  const pictures = join(catalogueData, 'quickstart/catalogue');
  project.provide('documentation', { url, dataFolder, pictures, ranking });
  return async () => {
    const exited = once(server, 'exit');
    server.kill('SIGTERM');
    await exited;
    await double.close();
    await rm(folder, { recursive: true });
  };
}
