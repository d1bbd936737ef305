import type { Colour } from './names.js';
import type { Random } from './random.js';

/** CSS colour from hue (degrees), saturation and lightness (percent) and opacity (0 to 1). */
export function hsl(hue: number, saturation: number, lightness: number, opacity = 1): string {
  return `hsla(${hue}, ${saturation}%, ${lightness}%, ${opacity})`;
}

/** Black of the given opacity. */
export function shadow(opacity: number): string {
  return `rgba(0, 0, 0, ${opacity})`;
}

/** White of the given opacity. */
export function highlight(opacity: number): string {
  return `rgba(255, 255, 255, ${opacity})`;
}

/** The tones of one colourway, CSS colours. */
export interface Palette {
  main: string;
  dark: string;
  middle: string;
  light: string;
  pale: string;
  /** Hue of `main` in degrees. */
  hue: number;
  /** Black has no hue: its lighter tones are greys. */
  isBlack: boolean;
  isYellow: boolean;
}

/** Hue in degrees, saturation and lightness in percent. */
const BASE: Readonly<Record<Colour, readonly [number, number, number]>> = {
  red: [0, 78, 45],
  orange: [26, 94, 53],
  yellow: [50, 94, 56],
  green: [137, 52, 37],
  blue: [215, 74, 48],
  purple: [275, 52, 45],
  pink: [335, 84, 74],
  black: [0, 0, 13],
};

/** The tones of a colour, a little different for each product. */
export function paletteOf(colour: Colour, random: Random): Palette {
  const [baseHue, baseSaturation, baseLightness] = BASE[colour];
  const hue = baseHue + random.around(5);
  const saturation = Math.min(100, baseSaturation * random.between(0.9, 1.05));
  const lightness = baseLightness + random.around(3.5);
  const isBlack = baseSaturation === 0;
  return {
    main: hsl(hue, saturation, lightness),
    dark: hsl(hue, saturation, Math.max(6, lightness * 0.62)),
    middle: isBlack ? hsl(0, 0, 38) : hsl(hue, saturation, Math.min(85, lightness + 13)),
    light: isBlack ? hsl(0, 0, random.between(62, 77)) : hsl(hue, saturation * 0.85, Math.min(92, lightness + 26)),
    pale: isBlack ? hsl(0, 0, 86) : hsl(hue, saturation * 0.6, 90),
    hue,
    isBlack,
    isYellow: colour === 'yellow',
  };
}

/** A nearly white ground. */
export function paper(random: Random): string {
  return hsl(40, random.between(0, 20), random.between(94, 99));
}
