/** One command of a script, as far as these pages go: words, settings before it, no expansion. */
export interface ShellCommand {
  readonly settings: Readonly<Record<string, string>>;
  readonly words: readonly string[];
}

const KEYWORDS = new Set(['for', 'do', 'done', 'in']);

/** The commands of a script: lines, joined by `&&`, `;` and pipes; quotes hold words together and comments are left out. */
export function commandsOf(script: string): ShellCommand[] {
  return script
    .replaceAll('\\\n', ' ')
    .split('\n')
    .flatMap((line) => split(line))
    .map(commandOf)
    .filter(({ words }) => words.length > 0 && !KEYWORDS.has(words[0] ?? ''));
}

/** Words of a line, cut into commands. */
function split(line: string): string[][] {
  const commands: string[][] = [[]];
  for (const [token, single, double] of line.matchAll(/'([^']*)'|"([^"]*)"|#.*$|\$\([^)]*\)|&&|[;|]|[^\s;|]+/g)) {
    if (token.startsWith('#')) break;
    if (['&&', ';', '|'].includes(token)) commands.push([]);
    else if (token !== 'do') commands.at(-1)?.push(single ?? double ?? token);
  }
  return commands;
}

function commandOf(tokens: readonly string[]): ShellCommand {
  const settings: Record<string, string> = {};
  let first = 0;
  for (; ; first++) {
    const [, name, value] = /^([A-Z_]+)=(.*)$/.exec(tokens[first] ?? '') ?? [];
    if (name === undefined) break;
    settings[name] = value ?? '';
  }
  return { settings, words: tokens.slice(first) };
}

/** The parameters of a call of `leopard`, however it is called; undefined for other commands. */
export function leopardCall({ words }: ShellCommand): readonly string[] | undefined {
  if (words[0] === 'leopard') return words.slice(1);
  // Without the package, npx would fetch somebody else's of that name.
  if (words[0] === 'npx' && words[1] === '--package' && words[3] === 'leopard') return words.slice(4);
  return words[0] === 'node' && words[1] === 'dist/leopard.cjs' ? words.slice(2) : undefined;
}
