import { highlight, shadow } from '../palette.js';
import { roundedRectangle, type Product } from './product.js';

export const toteBag: Product = {
  pose: 'standing',
  foot: { y: 93, width: 80 },
  draw(pen) {
    const strap = pen.random.pick(['#e9ddc3', '#2b2622', '#8b5a33', '#f5f2ea']);
    const back = 'M-36 -28C-40 -114 40 -114 36 -28';
    pen.stroke(back, shadow(0.3), 11);
    pen.stroke(back, strap, 8);
    pen.fill('M-72 -34Q0 -44 72 -34Z', '#4c463f');
    const body = 'M-74 -35L74 -35L81 90Q0 98 -81 90Z';
    pen.cover(body);
    pen.shade(body, 'folded');
    pen.stroke('M-73 -24L73 -24', shadow(0.25), 2);
    pen.stroke(body, shadow(0.45), 2.1);
    pen.stroke('M-34 -34C-36 -90 36 -90 34 -34', shadow(0.3), 10.5);
    pen.stroke('M-34 -34C-36 -90 36 -90 34 -34', strap, 8);
    pen.stroke('M-34 -36V-10M34 -36V-10', strap, 9.5);
  },
};

export const backpack: Product = {
  pose: 'standing',
  foot: { y: 93, width: 74 },
  draw(pen) {
    const strap = pen.random.pick(['#2a2c33', '#6b4a2d', '#8d9096']);
    pen.stroke('M-24 -84C-26 -113 26 -113 24 -84', strap, 9);
    pen.stroke('M-66 -40C-102 -20 -98 60 -70 82M66 -40C102 -20 98 60 70 82', strap, 13);
    const body = 'M-66 -32C-66 -78 -40 -92 0 -92C40 -92 66 -78 66 -32L70 74Q68 92 50 92L-50 92Q-68 92 -70 74Z';
    pen.cover(body);
    pen.shade(body, 'puffed');
    pen.stroke(body, shadow(0.5), 2.4);
    pen.stroke('M-62 -20C-40 -62 40 -62 62 -20', '#26262a', 4);
    pen.fill(roundedRectangle(34, -46, 6, 14, 2), '#cccccc');
    const pocket = roundedRectangle(-49, 12, 98, 67, 13);
    pen.fill(roundedRectangle(-49, 15, 98, 67, 13), shadow(0.35));
    pen.cover(pocket, { shiftX: 31, shiftY: 17 });
    pen.shade(pocket, 'puffed');
    pen.stroke(pocket, shadow(0.6), 2.6);
    pen.stroke('M-42 28H42', '#26262a', 4);
    pen.stroke('M-42 26H42', highlight(0.4), 1);
    pen.fill(roundedRectangle(26, 27, 6, 15, 2), '#cccccc');
  },
};
