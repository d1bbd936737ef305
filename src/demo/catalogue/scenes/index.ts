import type { Theme } from '../names.js';
import { bigCat, cowHead, zebraHead } from './animals.js';
import { cloudySky, flowerMeadow, houseWall, jungle, nightSky, rainbowLandscape, tableTop } from './outdoors.js';
import type { Scene, SceneBrush } from './scene.js';
import { bigCherries, bigDots, heartBalloons, melonSlices, threeLemons } from './still-lifes.js';
import { swatch } from './swatch.js';

/** Where a theme is at home; the others are shown as cloth only. */
const SCENES: Readonly<Partial<Record<Theme, Scene>>> = {
  leopard: bigCat,
  tiger: bigCat,
  zebra: zebraHead,
  cow: cowHead,
  floral: flowerMeadow,
  'polka dots': bigDots,
  hearts: heartBalloons,
  galaxy: nightSky,
  clouds: cloudySky,
  rainbows: rainbowLandscape,
  'tropical leaves': jungle,
  bricks: houseWall,
  wood: tableTop,
  watermelon: melonSlices,
  lemons: threeLemons,
  cherries: bigCherries,
};

/** What a theme picture shows: a scene where the theme has one, or a piece of cloth with the pattern. */
export type ThemePicture = 'scene' | 'swatch';

/** Fills the picture with a theme and no product. */
export function drawThemePicture(brush: SceneBrush, theme: Theme, kind: ThemePicture): void {
  const scene = SCENES[theme];
  if (kind === 'scene' && scene !== undefined) scene(brush);
  else swatch(brush, theme);
}
