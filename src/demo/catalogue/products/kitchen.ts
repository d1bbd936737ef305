import { highlight, shadow } from '../palette.js';
import { ellipse, roundedRectangle, type Product } from './product.js';

export const mug: Product = {
  pose: 'standing',
  foot: { y: 79, width: 66 },
  draw(pen) {
    const inside = pen.random.pick(['#ffffff', '#efe9dc', '#3a2a20']);
    const handle = 'M52 -38C104 -52 106 42 48 42';
    pen.stroke(handle, '#b9b4a8', 20);
    pen.stroke(handle, '#efebe2', 16);
    pen.stroke('M54 -42C100 -54 104 34 60 40', highlight(0.7), 3);
    const body = 'M-68 -62L-60 62Q-58 78 -5 80Q48 78 50 62L58 -62Z';
    pen.cover(body);
    pen.shade(body, 'cylinder');
    pen.stroke(body, shadow(0.35), 2);
    pen.fill(ellipse(-5, -62, 63, 17), '#f6f3ec');
    pen.fill(ellipse(-5, -60, 56, 13), inside);
    pen.fill('M-61 -61A56 13 0 0 1 51 -61A60 18 0 0 0 -61 -61Z', shadow(0.22));
    pen.stroke(ellipse(-5, -62, 63, 17), shadow(0.3), 1.8);
  },
};

export const plate: Product = {
  pose: 'lying',
  foot: { y: 96, width: 80 },
  draw(pen) {
    const rim = ellipse(0, 2, 98, 94);
    pen.cover(rim);
    pen.shade(rim, 'dish');
    pen.stroke(ellipse(0, 2, 96, 92), '#faf7f0', 5);
    pen.stroke(ellipse(0, 2, 66, 63), shadow(0.3), 3);
    pen.stroke(ellipse(0, 4.2, 66, 63), highlight(0.6), 3);
    pen.stroke(rim, shadow(0.35), 1.6);
    pen.stroke('M-80 -34A88 84 0 0 1 -30 -76', highlight(0.65), 5);
  },
};

export const bottle: Product = {
  pose: 'standing',
  foot: { y: 98, width: 46 },
  draw(pen) {
    const metal = pen.random.pick(['#2b2d33', '#c7cace', '#f0eee8', '#8a6a45']);
    pen.stroke('M-13 -98C-15 -117 15 -117 13 -98', metal, 6);
    pen.fill(roundedRectangle(-20, -102, 40, 32, 6), metal);
    pen.shade(roundedRectangle(-20, -102, 40, 32, 6), 'cylinder');
    pen.stroke('M-20 -86H20M-20 -79H20', shadow(0.3), 2);
    pen.fill('M-16 -72H16V-60H-16Z', '#b9bcc2');
    const body = 'M-16 -64Q-42 -54 -44 -28L-44 84Q-42 98 0 99Q42 98 44 84L44 -28Q42 -54 16 -64Z';
    pen.cover(body);
    pen.shade(body, 'cylinder');
    pen.stroke('M-44 86Q0 95 44 86', shadow(0.3), 3);
    pen.stroke(body, shadow(0.42), 2);
  },
};
