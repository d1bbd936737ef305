import { register } from 'node:module';

// For `node --import`: a program that loads more than the command line fails, be it built or not.
const resolver = `export async function resolve(specifier, context, next) {
  const found = await next(specifier, context);
  if (/\\/(src|dist)\\/(services|http|resolvers|lifecycle|app)\\b/.test(found.url)) throw new Error('loaded ' + found.url);
  return found;
}`;
register(`data:text/javascript,${encodeURIComponent(resolver)}`);
