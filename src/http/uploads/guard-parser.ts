import type { Request } from 'express';
import type { Readable, Writable } from 'node:stream';
import { checkJsonBounds, type JsonBounds } from '../bodies/json-bounds.js';
import { checkMap } from './upload-map.js';

/** What busboy tells its listeners. */
type OnField = (name: string, text: string, info: { readonly valueTruncated: boolean }) => void;
type OnFile = (name: string, stream: Readable, info: object) => void;

/**
 * Stands between graphql-upload-minimal 1.6 and its parser, for what it trusts clients with: it places uploads wherever `map` says,
 * on functions that all objects share too; it waits for ever for a file that nobody reads, or that comes twice; it takes what comes
 * after a fault for another one; and it hears one error of a parser that may have two, the second of which would end the process.
 */
export function guardParserOf(request: Request, bounds: JsonBounds): void {
  const pipe = request.pipe.bind(request);
  request.pipe = (parser, options) => {
    guard(parser as unknown as Writable, bounds);
    return pipe(parser, options);
  };
}

function guard(parser: Writable, bounds: JsonBounds): void {
  parser.on('error', () => undefined);
  guardFields(parser, bounds);
  guardFiles(parser);
}

function guardFields(parser: Writable, bounds: JsonBounds): void {
  const pass = takeListener<OnField>(parser, 'field');
  let operations: unknown;
  const checked: OnField = (name, text, info) => {
    checkJsonBounds(Buffer.from(text), bounds);
    if (name === 'operations') operations = JSON.parse(text);
    // A map that comes too early is told so.
    const isMap = name === 'map' && operations !== undefined;
    pass(name, isMap ? JSON.stringify(checkMap(operations, JSON.parse(text))) : text, info);
  };
  parser.on('field', ((name, text, info) => {
    // What comes behind a fault in the same piece would be complained about in its place.
    if (parser.destroyed) return;
    try {
      if (info.valueTruncated) pass(name, text, info);
      else checked(name, text, info);
    } catch (error) {
      // The library says what is no JSON, with the name of the field.
      if (error instanceof SyntaxError) pass(name, text, info);
      else parser.destroy(error as Error);
    }
  }) satisfies OnField);
}

function guardFiles(parser: Writable): void {
  const pass = takeListener<OnFile>(parser, 'file');
  const seen = new Set<string>();
  parser.on('file', ((name, stream, info) => {
    if (parser.destroyed || seen.has(name)) return void stream.resume();
    seen.add(name);
    pass(name, stream, info);
  }) satisfies OnFile);
}

/** The one listener that the library has set. */
function takeListener<Listener extends (...values: never[]) => void>(parser: Writable, event: string): Listener {
  const [listener] = parser.listeners(event) as [Listener];
  parser.removeAllListeners(event);
  return listener;
}
