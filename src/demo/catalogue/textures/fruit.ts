import { cherry, lemon, melonSlice } from '../motifs/fruit.js';
import { ground, lattice, type Texture } from './texture.js';

export const cherries: Texture = ({ context, random, scale }) => {
  ground(context, random.pick(['#ffffff', '#fdeef0', '#eaf6f2', '#fdf6e0', '#dff0fa']));
  const step = 46 * scale;
  lattice(random, step, step * 0.12, (x, y) => {
    cherry(context, x, y, step * 0.35, random);
  });
};

export const lemons: Texture = ({ context, random, scale }) => {
  ground(context, random.pick(['#ffffff', '#e8f4fb', '#dfeef5', '#f4f8ec', '#cfe6f2']));
  const step = 46 * scale;
  lattice(random, step, step * 0.12, (x, y) => {
    lemon(context, x, y, step * 0.34, random);
  });
};

export const watermelon: Texture = ({ context, random, scale }) => {
  ground(context, random.pick(['#ffffff', '#eafaf0', '#fff3f3', '#e6f6fb', '#fdf8e6']));
  const step = 50 * scale;
  lattice(random, step, step * 0.1, (x, y) => {
    melonSlice(context, x, y, step * 0.39, random.around(0.8));
  });
};
