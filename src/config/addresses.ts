import { isIP } from 'node:net';
import { z } from 'zod';
import { isHttpAddress, readsLikeAddress } from '../lib/place.js';
import { isWithoutPassword, list } from './setting.js';

/** Address of a server; `localhost:4000` without `http://` would be one of the unknown protocol "localhost". */
export const address = () =>
  z
    .url({ protocol: /^https?$/, error: 'it has to be an address such as https://leopard.example' })
    .refine(
      isWithoutPassword,
      'no user name or password may be in the address, which is logged; it has a setting of its own',
    );

/** A folder. An address there is meant for something else, and would become a folder of that name. */
export const folder = () =>
  z
    .string()
    .min(1)
    .refine(
      (text) => !readsLikeAddress(text),
      'it has to be a folder, and this reads like an address; a path with a colon in it begins with ./',
    );

/** Where vectors are: a path, or an http(s) address. */
export const vectorStore = () =>
  z
    .string()
    .min(1)
    .refine(isWithoutPassword, 'user and password are not part of the address; set VECTOR_STORE_TOKEN=user:password')
    .refine(
      (text) => isHttpAddress(text) || !readsLikeAddress(text),
      'the address of a Milvus server begins with http:// or https://, such as http://localhost:19530; a path with a colon in it begins with ./',
    );

/** What this machine listens on: the port is a setting of its own. */
export const listeningHost = () =>
  z
    .string()
    .refine(
      (text) => isIP(text) !== 0 || /^[\w.-]+$/.test(text),
      'it has to be a name or an IP address alone, such as 0.0.0.0; the port is PORT',
    );

/** A list, each of whose entries has a form; one that has not would never match anything, without a word. */
const listOf = (isRight: (entry: string) => boolean, error: string, fallback?: string[]) =>
  list(fallback).refine((entries) => entries.every(isRight), { error });

const NAME_AND_PORT = /^(?:\[[\da-f:.]+\]|[\p{L}\p{N}_.-]+)(?::\d+)?$/iu;

/** Values of a Host header. */
export const hostHeaders = () =>
  listOf(
    (text) => text === '*' || isIP(text) !== 0 || NAME_AND_PORT.test(text),
    'it has to be names such as leopard.example, comma-separated, without https:// and without a path; `*` for any',
  );

/** As browsers send them: https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Origin */
export const origins = () =>
  listOf(
    (text) => text === '*' || text === 'null' || isOrigin(text),
    'it has to be origins as browsers send them, such as https://shop.example, comma-separated, without a path or a slash at the end; `*` for all',
  );

function isOrigin(text: string): boolean {
  if (isHttpAddress(text)) return new URL(text).origin === text;
  return /^[a-z][a-z\d+.-]*:\/\/[^/?#\s]+$/.test(text) && !/^https?:/.test(text);
}

/** Hosts of addresses, and of all below one. */
export const hostPatterns = () =>
  listOf(
    (text) => isIP(text) !== 0 || /^(?:\*\.)?[\w.-]+$/.test(text),
    'it has to be hosts such as example.com or *.example.com, comma-separated, without https:// and without a port',
  );

export const ports = (fallback: string[]) =>
  listOf(
    (text) => text === '*' || (/^[1-9]\d{0,4}$/.test(text) && Number(text) <= 65535),
    'it has to be port numbers, comma-separated; `*` for all',
    fallback,
  );
