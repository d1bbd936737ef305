import { register } from 'node:module';

// For `node --import`: a program that loads anything of OpenTelemetry fails.
const resolver = `export async function resolve(specifier, context, next) {
  const found = await next(specifier, context);
  if (/@opentelemetry/.test(found.url)) throw new Error('loaded ' + found.url);
  return found;
}`;
register(`data:text/javascript,${encodeURIComponent(resolver)}`);
