import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { declaredSettings } from '../../src/config/index.js';

const SOURCE = new URL('../../src/', import.meta.url).pathname;
/** What these say, the operator reads: commands, settings, the demo. */
const OF_THE_OPERATOR = /^(cli|config|demo)\//;

const settings = declaredSettings()
  .map(({ env }) => env)
  // In words of one part, `HOST` for one, nobody sees a setting.
  .filter((env) => env.includes('_'))
  .join('|');
/** In brackets it becomes the field of the status that reports it, or nothing, before a client sees it (`clientMessage`). */
const BARE_SETTING = new RegExp(`(?<!\\()\\b(${settings})\\b(?=.)|(?<=.)\\b(${settings})\\b(?!\\))`, 's');

/** Texts of a source file that name a setting, and that clients may read. */
function textsWithSettings(file: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (isForTheOperator(node)) return;
    if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) {
      const text = node.getText().slice(1, -1);
      // A setting and nothing else is the argument of whoever writes the text.
      if (BARE_SETTING.test(text)) found.push(`${file}: ${text}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(join(SOURCE, file), 'utf8'), ts.ScriptTarget.Latest, true));
  return found;
}

/** Errors that end a command; lines of the log; remedies, which are logged. */
function isForTheOperator(node: ts.Node): boolean {
  if (ts.isNewExpression(node)) return node.expression.getText() === 'SetupError';
  if (ts.isCallExpression(node)) return /^setup$|\b(logger|log)\??\.\w+$|^warn$/.test(node.expression.getText());
  if (ts.isPropertyAssignment(node) || ts.isVariableDeclaration(node))
    return /^(remedy|REMEDIES)$/.test(node.name.getText());
  return false;
}

it('messages that API users may read name settings of the server in brackets alone', () => {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' });
  const read = files.filter((file) => file.endsWith('.ts') && !OF_THE_OPERATOR.test(file));
  expect(read.length).toBeGreaterThan(200);
  expect(read.flatMap(textsWithSettings)).toEqual([]);
});
