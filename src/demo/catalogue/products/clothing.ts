import { highlight, shadow } from '../palette.js';
import { ellipse, type Product } from './product.js';

export const tShirt: Product = {
  pose: 'lying',
  foot: { y: 92, width: 60 },
  draw(pen) {
    pen.fill(ellipse(0, -74, 27, 10), '#5a5550');
    const body =
      'M-30 -84Q0 -60 30 -84L60 -72Q84 -56 101 -16L65 2L54 -18L56 92Q0 98 -56 92L-54 -18L-65 2L-101 -16Q-84 -56 -60 -72Z';
    pen.cover(body);
    pen.shade(body, 'folded');
    pen.stroke('M-30 -84Q0 -54 30 -84', shadow(0.5), 5);
    pen.stroke('M-54 -18L-52 -48M54 -18L52 -48', shadow(0.32), 2);
    pen.stroke('M-95 -21L-62 -5M95 -21L62 -5M-55 85Q0 91 55 85', shadow(0.28), 1.6);
    pen.stroke(body, shadow(0.45), 2.2);
  },
};

export const dress: Product = {
  pose: 'hanging',
  foot: { y: 92, width: 70 },
  draw(pen) {
    const metal = '#8d8a86';
    pen.stroke('M-26 -92L0 -101L26 -92M0 -101Q0 -110 5 -110', metal, 3.5);
    const body =
      'M-30 -92L-22 -96Q-16 -66 0 -66Q16 -66 22 -96L30 -92Q30 -66 40 -56L30 -14Q62 40 82 84Q0 106 -82 84Q-62 40 -30 -14L-40 -56Q-30 -66 -30 -92Z';
    pen.cover(body);
    pen.shade(body, 'folded');
    pen.stroke('M-14 0Q-26 50 -38 90M14 0Q26 50 38 90M0 0V95M-24 0Q-44 46 -62 87M24 0Q44 46 62 87', shadow(0.18), 3);
    pen.stroke('M-7 0Q-14 50 -19 93M19 0Q34 50 50 89', highlight(0.16), 3);
    pen.fill('M-31 -20L31 -20L33 -7L-33 -7Z', pen.random.pick(['#2a2523', '#f3efe6', '#7a4a2b']));
    pen.stroke(body, shadow(0.45), 2.1);
  },
};

export const cap: Product = {
  pose: 'standing',
  foot: { y: 52, width: 92 },
  draw(pen) {
    const crown = 'M-86 46C-92 -38 -40 -68 0 -66C42 -64 74 -36 74 32Q0 20 -86 46Z';
    const visor = 'M16 25Q70 12 106 44Q108 60 88 57Q50 40 -6 47Z';
    pen.cover(crown, { scale: 0.9 });
    pen.shade(crown, 'dome');
    pen.stroke('M-6 -66C-26 -40 -34 0 -32 32M-6 -66C24 -46 34 -10 34 27', shadow(0.32), 2);
    pen.stroke(crown, shadow(0.5), 2.3);
    pen.cover(visor, { scale: 0.9 });
    pen.fill(visor, shadow(0.22));
    pen.stroke('M22 30Q68 20 100 46', highlight(0.35), 1.6);
    pen.stroke(visor, shadow(0.55), 2.3);
    pen.fill(ellipse(-4, -67, 8, 5), '#2d2a28');
    pen.fill(ellipse(-52, -16, 3.4) + ellipse(2, -28, 3.4) + ellipse(50, -18, 3), shadow(0.5));
  },
};

export const sneaker: Product = {
  pose: 'standing',
  foot: { y: 66, width: 102 },
  draw(pen) {
    const body = 'M-98 40L-94 -36Q-90 -52 -76 -50Q-58 -32 -34 -46L-14 -57Q2 -32 34 -9Q60 2 84 12Q100 22 99 44Z';
    pen.cover(body);
    pen.shade(body, 'shoe');
    pen.stroke('M-96 10Q-70 6 -60 38M-22 -10Q-10 20 -16 38', shadow(0.3), 2);
    pen.stroke(body, shadow(0.5), 2.3);
    pen.fill('M56 7Q98 13 99 46L62 46Q48 26 56 7Z', '#f5f3ee');
    pen.stroke('M56 7Q48 26 62 46', shadow(0.25), 1.6);
    pen.fill('M-92 -38Q-74 -26 -36 -44L-30 -36Q-66 -14 -92 -26Z', pen.random.pick(['#2b2b2e', '#efece4', '#6a6a6a']));
    const sole = 'M-102 38L102 38Q106 62 92 66L-92 66Q-106 62 -102 38Z';
    pen.fill(sole, '#fcfbf8');
    pen.stroke('M-100 53L102 53', shadow(0.25), 2.5);
    pen.stroke(sole, shadow(0.4), 2);
    for (let lace = 0; lace < 4; lace++) {
      const start = `${-20 + lace * 15} ${-52 + lace * 11}`;
      const end = `${-35 + lace * 15} ${-30 + lace * 11}`;
      pen.stroke(`M${start}L${end}`, shadow(0.3), 6.4);
      pen.stroke(`M${start}L${end}`, '#ffffff', 4.8);
    }
  },
};
