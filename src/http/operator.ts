import { timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { readFolderHolder } from '../services/storage/database/sqlite/folder-lock.js';

/**
 * Lets through who may read the data folder: an operator's request carries the token in the folder's `lock.holder`, as a bearer token.
 * @param command that makes such requests
 */
export const forOperators =
  (dataFolder: string, command: string): RequestHandler =>
  async (request, response, next) => {
    const holder = await readFolderHolder(dataFolder);
    if (holder?.token && same(request.get('authorization') ?? '', `Bearer ${holder.token}`)) return next();
    response.status(403).json({ error: { code: 'FORBIDDEN', message: `Run \`${command}\` on the server.` } });
  };

function same(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}
