/**
 * Address of a program that lies beside a module and runs in a thread or process of its own: compiled where the module is.
 * @param from `import.meta.url` of the module
 */
export const programBeside = (name: string, from: string): URL =>
  new URL(`./${name}.${from.endsWith('.ts') ? 'ts' : 'js'}`, from);

/** Arguments of Node that a program of ours needs: none once compiled; sources run through tsx (development). */
export function nodeArguments(program: URL): string[] {
  if (!program.pathname.endsWith('.ts')) return [];
  // tsx as `--import` registers in the main thread only.
  const api = import.meta.resolve('tsx/esm/api');
  return ['--import', `data:text/javascript,import { register } from ${JSON.stringify(api)}; register();`];
}
