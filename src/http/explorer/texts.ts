import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getDistDirectory } from 'altair-static';

/** Where a result will stand, Altair greets everybody by the name of a game's hero. */
const OURS = { QUERY_RESULT_NO_RESULT_TEXT: 'Send the operation: its answer appears here.' };

/** Altair's texts in one language, with ours in their places; undefined where there is no such file. */
export async function readTexts(file: string): Promise<Record<string, string> | undefined> {
  if (!/^[\w-]+\.json$/.test(file)) return undefined;
  const text = await readFile(join(getDistDirectory(), 'assets/i18n', file), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : { ...(JSON.parse(text) as Record<string, string>), ...OURS };
}
