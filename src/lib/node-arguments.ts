/** Arguments of Node that a program of ours needs: none once compiled; sources run through tsx (development, tests). */
export function nodeArguments(program: URL): string[] {
  if (!program.pathname.endsWith('.ts')) return [];
  // tsx as `--import` registers in the main thread only.
  const api = import.meta.resolve('tsx/esm/api');
  return ['--import', `data:text/javascript,import { register } from ${JSON.stringify(api)}; register();`];
}
