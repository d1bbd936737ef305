import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startSite } from '../../page/support/leopard-process.js';
import { startOpenAiDouble } from '../../reranker/support/openai-double.js';
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
  const double = await startOpenAiDouble();
  const ranking = { OPENAI_BASE_URL: double.url, OPENAI_API_KEY: 'sk-test' };
  const site = await startSite({ data: catalogueData, environment: ranking });
  const pictures = join(catalogueData, 'quickstart/catalogue');
  project.provide('documentation', { url: site.url, dataFolder: site.folder, pictures, ranking });
  return async () => {
    await site.close();
    await double.close();
  };
}
