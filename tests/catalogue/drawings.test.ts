import { describe, expect, it } from 'vitest';
import { planAssortment } from '../../src/demo/catalogue/assortment.js';
import {
  CATEGORIES,
  COLOURS,
  drawSubject,
  HELD_OUT_PAIRS,
  isColourable,
  THEMES,
  type Subject,
} from '../../src/demo/catalogue/index.js';

/** Small, since hundreds are drawn. */
const SIZE = 56;

/** Differing colours of a picture, in 32 steps a channel: a blank one has one. */
function tones(subject: Subject, seed: number): number {
  const data = drawSubject(subject, seed, SIZE).data();
  const found = new Set<number>();
  for (let pixel = 0; pixel < data.length; pixel += 4) {
    const channel = (index: number): number => (data[pixel + index] ?? 0) >> 3;
    found.add((channel(0) << 10) | (channel(1) << 5) | channel(2));
  }
  return found.size;
}

/** Mean colour, 0 to 255 a channel. */
function meanColour(subject: Subject, seed: number): [number, number, number] {
  const data = drawSubject(subject, seed, SIZE).data();
  const sums: [number, number, number] = [0, 0, 0];
  for (let pixel = 0; pixel < data.length; pixel += 4) {
    for (const channel of [0, 1, 2] as const) sums[channel] += data[pixel + channel] ?? 0;
  }
  const count = data.length / 4;
  return [sums[0] / count, sums[1] / count, sums[2] / count];
}

describe('drawings', () => {
  it('knows at least 16 categories, 25 themes and their colourways', () => {
    expect(CATEGORIES.length).toBeGreaterThanOrEqual(16);
    expect(THEMES.length).toBeGreaterThanOrEqual(25);
    expect(COLOURS.length).toBeGreaterThanOrEqual(8);
  });

  it('draws every category in every theme, and every theme by itself', () => {
    for (const theme of THEMES) {
      const colour = isColourable(theme) ? 'blue' : null;
      for (const category of CATEGORIES) {
        expect(tones({ category, theme, colour }, 1), `${category}, ${theme}`).toBeGreaterThan(20);
      }
      for (const themePicture of ['scene', 'swatch'] as const) {
        const found = tones({ category: null, theme, colour, themePicture }, 1);
        expect(found, `${theme}, ${themePicture}`).toBeGreaterThan(theme === 'plain' ? 0 : 8);
      }
    }
  });

  it('draws a colourway in its colour', () => {
    const mean = (colour: Subject['colour']): [number, number, number] =>
      meanColour({ category: null, theme: 'plain', colour, themePicture: 'swatch' }, 7);
    const [red, green, blue, black] = [mean('red'), mean('green'), mean('blue'), mean('black')];
    expect(red[0]).toBeGreaterThan(Math.max(red[1], red[2]) + 60);
    expect(green[1]).toBeGreaterThan(Math.max(green[0], green[2]) + 20);
    expect(blue[2]).toBeGreaterThan(Math.max(blue[0], blue[1]) + 60);
    expect(Math.max(...black)).toBeLessThan(90);
  });

  it('holds out two or three categories of every theme, phone case x leopard among them', () => {
    for (const theme of THEMES) {
      const held = HELD_OUT_PAIRS.filter((pair) => pair.theme === theme).length;
      expect([2, 3], theme).toContain(held);
    }
    for (const category of CATEGORIES) {
      const held = HELD_OUT_PAIRS.filter((pair) => pair.category === category).length;
      expect([3, 4], category).toContain(held);
    }
    expect(HELD_OUT_PAIRS).toContainEqual({ category: 'phone case', theme: 'leopard' });
  });
});

describe('assortment', () => {
  it('has every category in every theme, each file once, and colours that change from round to round', () => {
    const planned = planAssortment(1, 940);
    expect(planned).toHaveLength(940);
    expect(new Set(planned.map(({ file }) => file)).size).toBe(940);
    expect(new Set(planned.map(({ drawing }) => drawing)).size).toBe(940);
    for (const category of CATEGORIES) {
      for (const theme of THEMES) {
        const pictures = planned.filter((picture) => picture.category === category && picture.theme === theme);
        expect(pictures.length).toBeGreaterThanOrEqual(2);
        if (isColourable(theme)) expect(new Set(pictures.map(({ colour }) => colour)).size).toBe(pictures.length);
        else expect(pictures.every(({ colour }) => colour === null)).toBe(true);
      }
    }
  });

  it('takes sizes from one picture up', () => {
    expect(planAssortment(1, 1)).toHaveLength(1);
    expect(planAssortment(1, 7000)).toHaveLength(7000);
  });
});
