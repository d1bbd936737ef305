import { createRequire } from 'node:module';
import { GlobalFonts } from '@napi-rs/canvas';
import { openSync } from 'fontkit';

/** DejaVu Sans under names of our own, so that a font of the machine never takes its place. */
export const REGULAR = 'Leopard Sans';
export const BOLD = 'Leopard Sans Bold';

const resolve = createRequire(import.meta.url).resolve;
const FILES = {
  [REGULAR]: resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
  [BOLD]: resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'),
};

/** What a font need not show: spaces, line ends, and marks that steer direction or joining. */
const INVISIBLE = /[\p{White_Space}\u200B-\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/u;

export interface SheetFonts {
  /** Whether every character can be drawn: none would be a box. */
  covers(text: string): boolean;
}

/**
 * Registers the bundled fonts (@napi-rs/canvas draws nothing, without an error, where a font is missing).
 * @throws Error where the font cannot be registered.
 */
export function openFonts(): SheetFonts {
  for (const [name, path] of Object.entries(FILES)) {
    if (!GlobalFonts.has(name) && !GlobalFonts.registerFromPath(path, name)) {
      throw new Error(`The font ${name} of the contact sheet could not be registered.`);
    }
  }
  const font = openSync(FILES[REGULAR]);
  if (!('hasGlyphForCodePoint' in font)) throw new Error('The font of the contact sheet is a collection.');
  return {
    covers: (text) =>
      [...text].every((character) => {
        return INVISIBLE.test(character) || font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0);
      }),
  };
}
