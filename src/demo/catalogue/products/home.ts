import { shadow } from '../palette.js';
import { ellipse, type Product } from './product.js';

export const cushion: Product = {
  pose: 'lying',
  foot: { y: 84, width: 80 },
  draw(pen) {
    const body =
      'M-94 -90Q-60 -76 0 -80Q60 -76 94 -90Q78 -50 80 0Q78 52 94 90Q60 76 0 80Q-60 76 -94 90Q-78 50 -80 0Q-78 -52 -94 -90Z';
    pen.cover(body);
    pen.shade(body, 'puffed');
    pen.stroke('M-86 -82Q-60 -64 -46 -50M86 -82Q60 -64 46 -50M-86 82Q-60 64 -46 50M86 82Q60 64 46 50', shadow(0.2), 3);
    pen.stroke(body, pen.random.pick([shadow(0.45), '#efe8d8', 'rgba(60, 40, 30, 0.75)']), 4);
  },
};

export const lamp: Product = {
  pose: 'standing',
  foot: { y: 94, width: 50 },
  draw(pen) {
    const metal = pen.random.pick(['#b08d4a', '#3a3a3e', '#c9c9c9', '#6b4327']);
    pen.stroke('M0 16V80', metal, 9);
    pen.fill(ellipse(0, 48, 17, 19), metal);
    pen.fill('M-46 94Q-46 77 0 77Q46 77 46 94Z', metal);
    pen.shade('M-46 94Q-46 77 0 77Q46 77 46 94Z', 'cylinder');
    pen.shade(ellipse(0, 48, 17, 19), 'flat');
    pen.stroke('M0 -88V-99', metal, 5);
    const shade = 'M-42 -88L42 -88L84 18Q0 32 -84 18Z';
    pen.cover(shade);
    pen.shade(shade, 'glowing');
    pen.stroke(shade, shadow(0.4), 2);
    pen.stroke('M-84 18Q0 32 84 18M-42 -88H42', 'rgba(252, 243, 216, 0.95)', 4.5);
    pen.stroke('M58 26V56', '#d8cfae', 1.6);
    pen.fill(ellipse(58, 58, 3), '#d8cfae');
  },
};

export const blanket: Product = {
  pose: 'hanging',
  foot: { y: 90, width: 80 },
  draw(pen) {
    const { random } = pen;
    const yarn = random.pick(['#efe6d2', '#4a3b32', '#9a958c']);
    let fringe = '';
    for (let thread = 0; thread <= 30; thread++) {
      const x = -92 + thread * 6.1;
      const wave = Math.sin(thread * 0.8);
      fringe += `M${x} ${66 + wave * 5}L${x + random.around(2.5)} ${95 + wave * 4}`;
    }
    pen.stroke(fringe, yarn, 3);
    const rail = random.pick(['#6b4a2d', '#8b8b8b', '#c9a24c']);
    const body = 'M-92 -80Q0 -74 92 -80L96 66Q72 76 48 66Q24 76 0 66Q-24 76 -48 66Q-72 76 -96 66Z';
    pen.stroke('M-106 -76H106', rail, 9);
    pen.fill(ellipse(-106, -76, 7) + ellipse(106, -76, 7), rail);
    pen.cover(body);
    pen.shade(body, 'draped');
    pen.stroke('M-92 -66Q0 -60 92 -66', shadow(0.25), 3);
    pen.stroke(body, shadow(0.4), 2);
  },
};

export const umbrella: Product = {
  pose: 'hanging',
  foot: { y: 92, width: 70 },
  draw(pen) {
    const handle = pen.random.pick(['#5a3a22', '#2a2a2a', '#888888']);
    pen.stroke('M0 -78V74Q0 96 16 96Q32 96 32 78', handle, 7);
    pen.stroke('M0 56V74Q0 96 16 96Q32 96 32 78', shadow(0.35), 9);
    const canopy =
      'M-102 14C-98 -62 -46 -88 0 -90C46 -88 98 -62 102 14Q84 -4 68 14Q50 -4 34 14Q17 -4 0 14Q-17 -4 -34 14Q-50 -4 -68 14Q-84 -4 -102 14Z';
    pen.cover(canopy);
    pen.shade(canopy, 'dome');
    pen.stroke(
      'M0 -90C-20 -60 -34 -30 -34 14M0 -90C20 -60 34 -30 34 14M0 -90C-48 -66 -68 -30 -68 14M0 -90C48 -66 68 -30 68 14',
      shadow(0.3),
      2,
    );
    pen.stroke(canopy, shadow(0.5), 2.2);
    pen.stroke('M0 -90V-103', '#333333', 5);
  },
};
