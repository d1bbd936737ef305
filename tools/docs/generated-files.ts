import { printContract } from '../../src/resolvers/schema.js';
import { architectureDrawing } from './architecture-drawing.js';
import { commandLinePage } from './command-line-page.js';
import { configurationPage } from './configuration-page.js';
import { errorsPage } from './errors-page.js';

/** Every generated file: path in the repository, content. */
export async function generatedFiles(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ['codegen/schema.graphql', await printContract()],
    ['docs/configuration.md', configurationPage()],
    ['docs/errors.md', errorsPage()],
    ['docs/command-line.md', await commandLinePage()],
    ['docs/images/architecture-light.svg', architectureDrawing('light')],
    ['docs/images/architecture-dark.svg', architectureDrawing('dark')],
  ]);
}
